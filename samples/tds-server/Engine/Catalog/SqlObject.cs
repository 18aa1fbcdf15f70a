using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>What sys.objects lists.</summary>
internal abstract record SqlObject(int Id, string Database, string Schema, string Name)
{
    public DateTime Created { get; init; } = DateTime.UtcNow;

    /// <summary>By the last CREATE or ALTER.</summary>
    public DateTime Modified { get; init; } = DateTime.UtcNow;

    /// <summary>sys.objects.type, two characters.</summary>
    public abstract string Kind { get; }

    /// <summary>The text it was created with; empty for tables and synonyms.</summary>
    public string Text { get; init; } = "";

    public bool QuotedIdentifier { get; init; } = true;

    public bool AnsiNulls { get; init; } = true;

    public string FullName => Database + "." + Schema + "." + Name;
}

/// <param name="Select">The query, which runs in the database and schema of the view.</param>
internal sealed record ViewObject(int Id, string Database, string Schema, string Name, IReadOnlyList<string> Columns, SelectStatement Select) : SqlObject(Id, Database, Schema, Name)
{
    public override string Kind => "V ";

    /// <summary>Columns with their types, as they were when it was created.</summary>
    public IReadOnlyList<SqlColumn> Types { get; init; } = [];
}

/// <summary>A parameter of a procedure or function.</summary>
internal sealed record ParameterDefinition(string Name, SqlType Type, bool IsOutput, ScalarExpression? Default)
{
    public bool IsReadOnly { get; init; }

    public TableTypeObject? TableType { get; init; }
}

internal sealed record ProcedureObject(int Id, string Database, string Schema, string Name, IReadOnlyList<ParameterDefinition> Parameters, StatementList? Body) : SqlObject(Id, Database, Schema, Name)
{
    public override string Kind => "P ";
}

/// <summary>A scalar, inline (<see cref="Select"/>) or multi-statement (<see cref="Result"/>) function.</summary>
internal sealed record FunctionObject(int Id, string Database, string Schema, string Name, IReadOnlyList<ParameterDefinition> Parameters) : SqlObject(Id, Database, Schema, Name)
{
    public SqlType? Returns { get; init; }

    public SelectStatement? Select { get; init; }

    public StatementList? Body { get; init; }

    public (string Variable, TableDefinition Definition)? Result { get; init; }

    public IReadOnlyList<SqlColumn> Types { get; init; } = [];

    public override string Kind => Returns is not null ? "FN" : Select is not null ? "IF" : "TF";
}

/// <param name="Target">What it stands for, as it was written: up to four parts.</param>
internal sealed record SynonymObject(int Id, string Database, string Schema, string Name, IReadOnlyList<string> Target) : SqlObject(Id, Database, Schema, Name)
{
    public override string Kind => "SN";

    public string TargetText => string.Join('.', Target.Select(t => "[" + t + "]"));
}

internal sealed record TableTypeObject(int Id, string Database, string Schema, string Name, TableDefinition Definition, TableObject Table) : SqlObject(Id, Database, Schema, Name)
{
    public override string Kind => "TT";
}
