using System.Collections.Immutable;
using ProxyDb.Policy.Catalog.Builtins;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Finds what a name means, as the server would: temporary relations, the built-in schema, then the search path.</summary>
internal sealed class NameResolver(WalkContext context)
{
    private const string Temporary = "pg_temp";

    /// <summary>The schema new objects go to: the first of the path that is not built in; null when there is no path.</summary>
    public string? CurrentSchema
    {
        get
        {
            foreach (var schema in context.SearchPath)
            {
                if (schema is not (PostgresBuiltins.CatalogSchema or Temporary))
                {
                    return schema;
                }
            }

            return null;
        }
    }

    /// <summary>Resolves a RangeVar.</summary>
    public Relation Resolve(SyntaxNode rangeVar) => Resolve(
        rangeVar.Text("catalogname"), rangeVar.Text("schemaname"), rangeVar.Text("relname") ?? "");

    public Relation Resolve(string? database, string? schema, string name)
    {
        if (IsOtherDatabase(database))
        {
            context.Flag(StatementFlags.CrossDatabase);
            return new Relation(new ObjectName(null, database, schema, name), null, null);
        }

        if (schema is not null)
        {
            return IsTemporarySchema(schema)
                ? new Relation(new ObjectName(Temporary, name), null, RelationKind.Temporary)
                : InSchema(schema, name) ?? new Relation(new ObjectName(schema, name), null, null);
        }

        if (!context.SearchPath.Contains(Temporary) && TemporaryNamed(name) is { } first)
        {
            return first;
        }

        if (context.Environment.NamespaceLost is { } reason && !context.Through)
        {
            context.NotUnderstood($"`{name}`: {reason}");
        }

        return OnPath(name) ?? new Relation(new ObjectName(CurrentSchema, name), null, null);
    }

    /// <summary>The name a CREATE gives: in the schema written, in pg_temp, or in the current schema.</summary>
    public Relation ResolveNew(SyntaxNode rangeVar)
    {
        var schema = rangeVar.Text("schemaname");
        var name = rangeVar.Text("relname") ?? "";
        var goesToTemporary = schema is null ? context.SearchPath is [Temporary, ..] : IsTemporarySchema(schema);
        if (rangeVar.Text("relpersistence") is "t" || goesToTemporary)
        {
            context.Flag(StatementFlags.Temp);
            return new Relation(new ObjectName(Temporary, name), null, RelationKind.Temporary);
        }

        return new Relation(Qualify(schema, name), null, null);
    }

    /// <summary>A name of something that is no relation (type, routine, operator …): as written, else in the current schema.</summary>
    public ObjectName Qualify(string? schema, string name) => new(schema ?? CurrentSchema, name);

    /// <summary>A name list of one to three parts.</summary>
    public ObjectName Qualify(IReadOnlyList<string> parts) => parts.Count switch
    {
        0 => new ObjectName(null, ""),
        1 => Qualify(null, parts[0]),
        2 => new ObjectName(parts[0], parts[1]),
        _ when IsOtherDatabase(parts[^3]) => new ObjectName(null, parts[^3], parts[^2], parts[^1]),
        _ => new ObjectName(parts[^2], parts[^1]),
    };

    /// <summary>Resolves a dotted name as <c>regclass</c> reads it from a string.</summary>
    public Relation ResolveText(string text)
    {
        var parts = SplitName(text);
        return parts.Count switch
        {
            0 => new Relation(new ObjectName(CurrentSchema, text), null, null),
            1 => Resolve(null, null, parts[0]),
            2 => Resolve(null, parts[0], parts[1]),
            _ => Resolve(parts[^3], parts[^2], parts[^1]),
        };
    }

    /// <summary>
    /// Everything a call may reach: the built-in and every routine of that name on the path. When nothing is known under the name
    /// it is the name in the current schema.
    /// </summary>
    public void Candidates(IReadOnlyList<string> parts, List<(ObjectName Name, ImmutableArray<RoutineDescription> Routines)> found)
    {
        var name = parts[^1];
        if (parts.Count > 1)
        {
            var schema = parts[^2];
            if (schema is PostgresBuiltins.CatalogSchema)
            {
                found.Add((new ObjectName(null, name), []));
                AddRoutines(schema, name, found);
            }
            else
            {
                found.Add((Qualify(parts), context.Catalog?.FindRoutines(schema, name) ?? []));
            }

            return;
        }

        if (PostgresBuiltins.IsFunction(name))
        {
            found.Add((new ObjectName(null, name), []));
        }

        AddRoutines(PostgresBuiltins.CatalogSchema, name, found);
        foreach (var schema in context.SearchPath)
        {
            if (schema is not PostgresBuiltins.CatalogSchema)
            {
                AddRoutines(schema, name, found);
            }
        }

        if (found.Count == 0)
        {
            found.Add((Qualify(null, name), []));
        }
    }

    /// <summary>Splits a name written in a string: folds what is not quoted. Empty when it is no name.</summary>
    public static List<string> SplitName(string text)
    {
        var parts = new List<string>();
        var at = 0;
        while (at < text.Length)
        {
            if (text[at] == '"')
            {
                var close = at + 1;
                while (close < text.Length && (text[close] != '"' || (close + 1 < text.Length && text[close + 1] == '"')))
                {
                    close += text[close] == '"' ? 2 : 1;
                }

                if (close >= text.Length)
                {
                    return [];
                }

                parts.Add(text[(at + 1)..close].Replace("\"\"", "\"", StringComparison.Ordinal));
                at = close + 1;
            }
            else
            {
                var end = text.IndexOf('.', at);
                end = end < 0 ? text.Length : end;
                parts.Add(Fold(text[at..end].Trim()));
                at = end;
            }

            if (at < text.Length && text[at++] != '.')
            {
                return [];
            }
        }

        return parts;
    }

    /// <summary>Folds ASCII letters only, as the server does for UTF-8.</summary>
    public static string Fold(string name) => string.Create(name.Length, name, static (span, source) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = source[i] is >= 'A' and <= 'Z' ? (char)(source[i] | 0x20) : source[i];
        }
    });

    /// <summary>The session's own alias; <c>pg_temp_3</c> may be another session's.</summary>
    private static bool IsTemporarySchema(string schema) => schema is Temporary;

    private bool IsOtherDatabase(string? database) =>
        database is not null && !string.Equals(database, context.Environment.Names.Database, StringComparison.Ordinal);

    /// <summary>Routines of users; one put into pg_catalog stands beside the built-in one.</summary>
    private void AddRoutines(string schema, string name, List<(ObjectName Name, ImmutableArray<RoutineDescription> Routines)> found)
    {
        if (context.Catalog?.FindRoutines(schema, name) is { IsDefaultOrEmpty: false } routines)
        {
            found.Add((new ObjectName(schema, name), routines));
        }
    }

    private Relation? OnPath(string name)
    {
        if (!context.SearchPath.Contains(PostgresBuiltins.CatalogSchema) && InSchema(PostgresBuiltins.CatalogSchema, name) is { } builtIn)
        {
            return builtIn;
        }

        foreach (var schema in context.SearchPath)
        {
            // pg_temp is searched first unless the path gives it another place.
            if ((IsTemporarySchema(schema) ? TemporaryNamed(name) : InSchema(schema, name)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private Relation? TemporaryNamed(string name) => context.Environment.Temporary.Contains(name) && !context.Through
        ? new Relation(new ObjectName(Temporary, name), null, RelationKind.Temporary)
        : null;

    private Relation? InSchema(string schema, string name)
    {
        if (schema is PostgresBuiltins.CatalogSchema or PostgresBuiltins.InformationSchema
            && PostgresBuiltins.Schema(schema)?.Relation(name) is { } builtIn)
        {
            // Views of the server itself hide nothing that could be followed: they count as tables.
            var described = new RelationDescription(builtIn.ObjectName, RelationKind.Table, [.. builtIn.Columns.Select(static c => c.Name)]);
            return new Relation(described.Name, described, RelationKind.Table);
        }

        return context.Catalog?.FindRelation(schema, name) is { } relation
            ? new Relation(new ObjectName(schema, name), relation, relation.Kind)
            : null;
    }
}
