using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>Finds what a name means, as the server would: a temporary table, then the table of the database.</summary>
internal sealed class NameResolver(WalkContext context)
{
    private const string InformationSchema = "information_schema";
    private const string PerformanceSchema = "performance_schema";

    private bool Folds => context.Environment.Session.FoldsTableNames;

    public bool AreSameTables(string a, string b) => Folds ? MySqlNames.AreSame(a, b) : string.Equals(a, b, StringComparison.Ordinal);

    public bool AreSameDatabases(string a, string b) => string.Equals(Database(a), Database(b), StringComparison.Ordinal);

    /// <summary>Whether the name means a WITH query: MariaDB ignores case, MySQL does where tables do.</summary>
    public StringComparison CommonTableComparison =>
        Folds || context.Environment.Session.Server is not { IsMariaDb: false } ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>The name of a database as the server keeps it.</summary>
    public string Database(string name) =>
        Folds || IsAnyCase(name) ? MySqlNames.Fold(name) : name;

    public Relation Resolve(QualifiedName name) => Resolve(name.Schema?.Text, name.Name.Text);

    /// <param name="database">Null, or empty in <c>.table</c>: the current one.</param>
    public Relation Resolve(string? database, string name)
    {
        var qualified = Qualify(database, name);
        if (qualified.Schema is not { } schema)
        {
            return new Relation(qualified, null, null);
        }

        if (!context.Through && context.Environment.Temporary.Count > 0 && context.Environment.Temporary.Contains(qualified.ToString()))
        {
            return new Relation(qualified, null, RelationKind.Temporary);
        }

        return context.Catalog?.FindRelation(schema, qualified.Name) is { } found
            ? new Relation(qualified, found, found.Kind)
            : new Relation(qualified, null, null);
    }

    /// <summary>A name of anything that belongs to a database, without asking whether it exists.</summary>
    public ObjectName Qualify(QualifiedName name) => Qualify(name.Schema?.Text, name.Name.Text);

    public ObjectName Qualify(string? database, string name)
    {
        if (string.IsNullOrEmpty(database))
        {
            if (context.Environment.DatabaseLost is { } reason && !context.Through)
            {
                context.NotUnderstood($"`{name}`: {reason}");
            }

            database = context.Database.Length == 0 ? null : context.Database;
        }
        else if (!context.Through && context.Database.Length > 0 && !IsAnyCase(database) && !AreSameDatabases(database, context.Database))
        {
            context.Flag(StatementFlags.CrossDatabase);
        }

        if (database is null)
        {
            return new ObjectName(null, Folds ? MySqlNames.Fold(name) : name);
        }

        return new ObjectName(Database(database), Folds || IsAnyCase(database) ? MySqlNames.Fold(name) : name);
    }

    /// <summary>Stored functions and procedures: their names ignore case. The catalog's spelling where it knows them.</summary>
    public (ObjectName Name, ImmutableArray<RoutineDescription> Routines) Routine(string? database, string name)
    {
        var qualified = Qualify(database, MySqlNames.Fold(name));
        if (qualified.Schema is not { } schema || context.Catalog?.FindRoutines(schema, qualified.Name) is not { IsDefaultOrEmpty: false } found)
        {
            return (qualified, []);
        }

        return (found[0].Name, found);
    }

    /// <summary>Databases of the server itself whose names, and those of what is in them, ignore case.</summary>
    private static bool IsAnyCase(string database) =>
        string.Equals(database, InformationSchema, StringComparison.OrdinalIgnoreCase)
        || string.Equals(database, PerformanceSchema, StringComparison.OrdinalIgnoreCase);
}
