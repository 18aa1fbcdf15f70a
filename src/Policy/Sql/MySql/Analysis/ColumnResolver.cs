using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>Where an unqualified name may also mean an output column of the query it stands in.</summary>
internal enum AliasUse
{
    /// <summary>Select list, WHERE, ON: not at all.</summary>
    None,

    /// <summary>GROUP BY, expressions in ORDER BY: when no table has the column.</summary>
    AfterTables,

    /// <summary>HAVING, items of ORDER BY: before the tables.</summary>
    BeforeTables,
}

/// <summary>
/// Finds the range items a column reference means and records what it reads: each scope from the inside out, tables before output
/// columns but in HAVING and ORDER BY (Item_field::fix_fields, resolve_ref_in_select_and_group of item.cc).
/// </summary>
internal sealed class ColumnResolver(WalkContext context)
{
    /// <summary>How names of the innermost scope may mean its output.</summary>
    public AliasUse Aliases { get; set; }

    public void Resolve(ColumnReference reference, Scope scope)
    {
        var place = Place(reference);
        if (reference.Table is { } table)
        {
            Qualified(reference.Schema?.Text, table.Text, reference.Column.Text, scope, place);
        }
        else
        {
            Unqualified(reference.Column.Text, scope, place);
        }
    }

    public static ColumnPlace Place(ColumnReference reference) => new(
        reference.Span,
        reference.Table is null ? default : new SourceSpan(reference.Span.Start, reference.Column.Span.Start - reference.Span.Start));

    /// <summary>The items a star means: of its table, or of the whole FROM.</summary>
    public RangeItem? Find(string? database, string table, Scope? scope)
    {
        database = string.IsNullOrEmpty(database) ? null : database;
        for (; scope is not null; scope = scope.Outer)
        {
            foreach (var item in scope.Items)
            {
                if (item.IsNamed(context, database, table))
                {
                    return item;
                }
            }
        }

        return null;
    }

    /// <summary>The output column a bare name means; null when there is none.</summary>
    public static QueryColumn? Output(QueryOutput? output, string name)
    {
        foreach (var column in output?.Columns ?? [])
        {
            if (MySqlNames.AreSame(column.Name, name))
            {
                return column;
            }
        }

        return null;
    }

    private void Qualified(string? database, string table, string column, Scope scope, ColumnPlace place)
    {
        database = string.IsNullOrEmpty(database) ? null : database;
        RangeItem? first = null;
        for (var at = scope; at is not null; at = at.Outer)
        {
            foreach (var item in at.Items)
            {
                if (!item.IsNamed(context, database, table))
                {
                    continue;
                }

                first ??= item;
                if (item.Has(column) != ColumnMatch.No)
                {
                    item.Read(context, column, place);
                    return;
                }
            }
        }

        if (first is not null)
        {
            // Newer than the catalog, or an error that the server will name: it counts as a column.
            Unknown(first, column, place);
        }
        else if (context.Locals?.Contains(MySqlNames.Fold(table)) is not true)
        {
            context.Columns.Anything(scope, column, place);
        }
    }

    private void Unqualified(string column, Scope scope, ColumnPlace place)
    {
        var aliases = Aliases;
        for (var at = scope; at is not null; at = at.Outer)
        {
            if (aliases == AliasUse.BeforeTables && Selected(at, column, place))
            {
                return;
            }

            var best = Best(at, column);
            if (best != ColumnMatch.No)
            {
                ReadMatching(at, column, best, place);
                if (best == ColumnMatch.Yes)
                {
                    return;
                }

                // When inner tables are not known, an output column or an outer table that surely has it may be meant.
                if (aliases == AliasUse.None || !Selected(at, column, place))
                {
                    ReadSureOuter(at.Outer, column, place);
                }

                return;
            }

            if (aliases == AliasUse.AfterTables && Selected(at, column, place))
            {
                return;
            }

            // From a subquery the output columns of the query around it can be named.
            aliases = AliasUse.AfterTables;
        }

        if (context.Locals?.Contains(MySqlNames.Fold(column)) is not true)
        {
            Anything(scope, column, place);
        }
    }

    /// <summary>Newer than the catalog, or an error that the server will name: a column of every table in reach.</summary>
    private void Anything(Scope scope, string column, ColumnPlace place)
    {
        for (var at = scope; at is not null; at = at.Outer)
        {
            foreach (var item in at.Items)
            {
                Unknown(item, column, place);
            }
        }
    }

    /// <summary>
    /// A column the catalog does not know. In tables of many columns the server finds names by a hash that takes letters with and
    /// without accents for equal: such a name may be any column.
    /// </summary>
    private void Unknown(RangeItem item, string column, ColumnPlace place)
    {
        if (!MySqlNames.IsAscii(column))
        {
            item.ReadAll(context, place, RowUse.Doubt);
        }

        item.Read(context, column, place);
    }

    private bool Selected(Scope scope, string column, ColumnPlace place)
    {
        if (Output(scope.Selected, column) is not { } output)
        {
            return false;
        }

        context.Map?.DerivedColumn(place);
        context.ValueRead(output.IsPlain);
        context.Lineage?.AddRange(output.From);
        context.Used(output.From);
        return true;
    }

    /// <summary>Reads every item of a scope that matches as well as the best; several after USING, NATURAL and on doubt.</summary>
    private void ReadMatching(Scope scope, string column, ColumnMatch best, ColumnPlace place)
    {
        foreach (var item in scope.Items)
        {
            if (item.Has(column) == best)
            {
                item.Read(context, column, place);
            }
        }
    }

    private void ReadSureOuter(Scope? outer, string column, ColumnPlace place)
    {
        for (; outer is not null; outer = outer.Outer)
        {
            if (Best(outer, column) == ColumnMatch.Yes)
            {
                ReadMatching(outer, column, ColumnMatch.Yes, place);
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
