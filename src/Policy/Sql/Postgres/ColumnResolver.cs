using ProxyDb.Policy.Catalog.Builtins;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Finds the range items a column reference means and records what it reads.</summary>
internal sealed class ColumnResolver(WalkContext context)
{
    /// <summary>Resolves <c>c</c>, <c>t.c</c>, <c>s.t.c</c>, <c>d.s.t.c</c>, <c>t.*</c> and <c>*</c>.</summary>
    /// <param name="star">What a star here is.</param>
    public void Resolve(SyntaxNode columnRef, Scope scope, RowUse star = RowUse.Row)
    {
        columnRef.Visit();
        var location = columnRef.Location;
        var (schema, table, column, isStar) = Split(columnRef["fields"]);
        if (table is null)
        {
            if (isStar)
            {
                ReadEverything(scope, location, star);
            }
            else
            {
                Unqualified(column!, scope, location);
            }
        }
        else
        {
            Qualified(schema, table, isStar ? null : column, scope, location, star);
        }
    }

    /// <summary>The last parts of a reference; <c>column</c> is null for a star.</summary>
    public static (string? Schema, string? Table, string? Column, bool IsStar) Split(SyntaxNode fields)
    {
        string? a = null, b = null, c = null;
        var isStar = false;
        foreach (var field in fields)
        {
            if (field.Is("A_Star"))
            {
                isStar = true;
            }

            (a, b, c) = (b, c, field.Text("sval"));
        }

        return (a, b, c, isStar);
    }

    /// <summary>The item a bare name means as a whole row, when it is no column.</summary>
    public static RangeItem? WholeRow(SyntaxNode node, Scope scope)
    {
        if (!node.Is("ColumnRef"))
        {
            return null;
        }

        var (schema, table, column, isStar) = Split(node["fields"]);
        if (isStar)
        {
            return table is null ? null : Find(schema, table, scope);
        }

        if (column is null)
        {
            return null;
        }

        if (table is not null)
        {
            return schema is null && Find(null, table, scope) is null ? Find(table, column, scope) : null;
        }

        for (var at = scope; at is not null; at = at.Outer)
        {
            if (at.Items.Exists(item => item.Has(column) == ColumnMatch.Yes))
            {
                return null;
            }
        }

        return Find(null, column, scope);
    }

    public static RangeItem? Find(string? schema, string name, Scope? scope)
    {
        for (; scope is not null; scope = scope.Outer)
        {
            foreach (var item in scope.Items)
            {
                if (item.Named(schema, name) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }

    /// <summary>A column of an item; where the item has none of that name it is a function in attribute notation.</summary>
    public void ReadFrom(RangeItem item, string column, int location)
    {
        if (item.Has(column) != ColumnMatch.No)
        {
            item.Read(context, column, location);
            return;
        }

        item.ReadAll(context, location, RowUse.Row);
        if (PostgresBuiltins.IsFunction(column) && !PostgresBuiltins.IsType(column))
        {
            context.Functions.Call([column], location);
        }
        else if (PostgresBuiltins.IsType(column))
        {
            context.Flag(StatementFlags.Cast);
        }
        else if (IsRoutine(column))
        {
            context.Functions.Call([column], location);
        }
        else
        {
            // Newer than the catalog, or an error that the server will name: it counts as a column.
            item.Read(context, column, location);
        }
    }

    private void ReadEverything(Scope scope, int location, RowUse use)
    {
        foreach (var item in scope.Items)
        {
            item.ReadAll(context, location, use);
        }
    }

    private bool IsRoutine(string name)
    {
        foreach (var schema in context.SearchPath)
        {
            if (context.Catalog?.FindRoutines(schema, name) is { IsDefaultOrEmpty: false })
            {
                return true;
            }
        }

        return false;
    }

    private void Qualified(string? schema, string table, string? column, Scope scope, int location, RowUse star)
    {
        if (Find(schema, table, scope) is { } item)
        {
            if (column is null)
            {
                item.ReadAll(context, location, star);
            }
            else
            {
                ReadFrom(item, column, location);
            }
        }
        else if (column is not null && Find(table, column, scope) is { } whole)
        {
            // schema.table as a whole row.
            whole.ReadAll(context, location, RowUse.Row);
        }
    }

    private void Unqualified(string column, Scope scope, int location)
    {
        for (var at = scope; at is not null; at = at.Outer)
        {
            var best = Best(at, column);
            if (best == ColumnMatch.No)
            {
                continue;
            }

            if (best < ColumnMatch.Yes && Find(null, column, at) is { } row)
            {
                row.ReadAll(context, location, RowUse.Row);
                return;
            }

            ReadMatching(at, column, best, location);
            if (best < ColumnMatch.Yes)
            {
                ReadSureOuter(at.Outer, column, location);
            }

            return;
        }

        if (Find(null, column, scope) is { } whole)
        {
            whole.ReadAll(context, location, RowUse.Row);
        }
        else if (!context.Arguments.Contains(column))
        {
            // Newer than the catalog, or an error that the server will name: it counts as a column of every table in reach.
            for (var at = scope; at is not null; at = at.Outer)
            {
                ReadMatching(at, column, ColumnMatch.No, location);
            }
        }
    }

    /// <summary>Reads every item of a scope that matches as well as the best; several after USING, NATURAL and on doubt.</summary>
    private void ReadMatching(Scope scope, string column, ColumnMatch best, int location)
    {
        foreach (var item in scope.Items)
        {
            if (item.Has(column) == best)
            {
                item.Read(context, column, location);
            }
        }
    }

    /// <summary>When inner tables are not known, an outer one that surely has the column may be meant.</summary>
    private void ReadSureOuter(Scope? outer, string column, int location)
    {
        for (; outer is not null; outer = outer.Outer)
        {
            if (Best(outer, column) == ColumnMatch.Yes)
            {
                ReadMatching(outer, column, ColumnMatch.Yes, location);
                return;
            }
        }
    }

    private static ColumnMatch Best(Scope scope, string column)
    {
        var best = ColumnMatch.No;
        foreach (var item in scope.Items)
        {
            var match = item.Has(column);
            best = match > best ? match : best;
        }

        return best;
    }
}
