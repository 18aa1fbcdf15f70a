using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>A variable: a cell with its type, a table, or a cursor.</summary>
internal sealed class VariableSlot(SqlType type)
{
    public SqlType Type { get; } = type;

    public object? Cell { get; set; }

    public TableObject? Table { get; set; }
}

/// <summary>A batch, procedure or function that runs: its variables, and where its names are looked up.</summary>
internal sealed class Frame(SqlObject? module)
{
    public SqlObject? Module { get; } = module;

    public Dictionary<string, VariableSlot> Variables { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, TableObject> Tables { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A text in a string or call: temporary tables that it makes go with it.</summary>
    public bool OwnsTemporary { get; init; }

    /// <summary>Temporary tables it made; a procedure's go with it.</summary>
    public List<string> Temporary { get; } = [];

    public string Text { get; set; } = "";

    public int Status { get; set; }

    public object? ReturnValue { get; set; }

    public SqlType? Returns { get; set; }

    public long? Identity { get; set; }

    /// <summary>How many TRY blocks of this frame run.</summary>
    public int Tries { get; set; }

    /// <summary>A function: its errors are the errors of the statement that calls it.</summary>
    public bool Propagates { get; init; }
}

/// <summary>Ends the batch: what there was to say has been said.</summary>
internal sealed class BatchAborted : Exception;

/// <summary>Ends the procedure or batch in which a name was not found; its caller goes on.</summary>
internal sealed class ScopeAborted : Exception;
