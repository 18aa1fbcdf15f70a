using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>Where an unqualified name may also mean an output column of the query it stands in.</summary>
internal enum AliasUse
{
    /// <summary>All but ORDER BY: not at all.</summary>
    None,

    /// <summary>Expressions in ORDER BY: when no table has the column.</summary>
    AfterTables,
}

/// <summary>
/// Finds the range items a column reference means and records what it reads: each scope from the inside out; in ORDER BY an item that
/// is a bare name means an output column first.
/// </summary>
internal sealed class ColumnResolver(WalkContext context)
{
    /// <summary>How names of the innermost scope may mean its output.</summary>
    public AliasUse Aliases { get; set; }

    public void Resolve(ColumnReferenceExpression reference, Scope scope)
    {
        context.Saw(reference);
        var place = Place(reference);
        var parts = reference.MultiPartIdentifier?.Identifiers;
        foreach (var part in parts ?? [])
        {
            context.Compared(part);
        }

        if (reference.ColumnType != ColumnType.Regular)
        {
            Pseudo(reference, parts, scope, place);
        }
        else if (parts is { Count: > 1 })
        {
            Qualified([.. parts.SkipLast(1)], parts[^1].Value, scope, place);
        }
        else if (parts is { Count: 1 })
        {
            Unqualified(parts[0].Value, scope, place);
        }
        else
        {
            context.NotUnderstood("a column without a name");
        }
    }

    /// <summary>A column that stands before a method (<c>t.x.nodes()</c>).</summary>
    /// <param name="parts">Of its name, outermost first.</param>
    public void Resolve(IReadOnlyList<Identifier> parts, Scope scope)
    {
        if (parts.Count > 1)
        {
            Qualified([.. parts.SkipLast(1)], parts[^1].Value, scope, default);
        }
        else
        {
            Unqualified(parts[0].Value, scope, default);
        }
    }

    /// <summary>How sure it is that the parts name a column in reach.</summary>
    public ColumnMatch Match(IReadOnlyList<Identifier> parts, Scope? scope)
    {
        var best = ColumnMatch.No;
        for (; scope is not null && best != ColumnMatch.Yes; scope = scope.Outer)
        {
            foreach (var item in scope.Items)
            {
                if (parts.Count == 1 || item.IsNamed(context, [.. parts.SkipLast(1)]))
                {
                    var match = item.Has(parts[^1].Value);
                    best = match > best ? match : best;
                }
            }
        }

        return best;
    }

    public static ColumnPlace Place(ColumnReferenceExpression reference)
    {
        var parts = reference.MultiPartIdentifier?.Identifiers;
        return new ColumnPlace(
            new SourceSpan(reference.StartOffset, reference.FragmentLength),
            parts is { Count: > 1 } ? new SourceSpan(reference.StartOffset, parts[^1].StartOffset - reference.StartOffset) : default);
    }

    /// <summary><c>$IDENTITY</c>, <c>ROWGUIDCOL</c> and their like stand for a column that the text does not name.</summary>
    private void Pseudo(ColumnReferenceExpression reference, IList<Identifier>? qualifiers, Scope scope, ColumnPlace place)
    {
        context.ValueRead(isPlain: false);
        if (reference.ColumnType is ColumnType.PseudoColumnAction or ColumnType.Wildcard or ColumnType.PseudoColumnCuid)
        {
            return;
        }

        var item = qualifiers is { Count: > 0 } ? Find([.. qualifiers], scope) : null;
        foreach (var one in item is null ? scope.Items : [item])
        {
            one.ReadAll(context, place, RowUse.Doubt);
        }
    }

    /// <summary>The items a star means: of its table, or of the whole FROM.</summary>
    public RangeItem? Find(IReadOnlyList<Identifier> qualifiers, Scope? scope)
    {
        for (; scope is not null; scope = scope.Outer)
        {
            foreach (var item in scope.Items)
            {
                if (item.IsNamed(context, qualifiers))
                {
                    return item;
                }
            }
        }

        return null;
    }

    /// <summary>The output column a bare name means; null when there is none.</summary>
    public QueryColumn? Output(QueryOutput? output, string name)
    {
        foreach (var column in output?.Columns ?? [])
        {
            if (context.Environment.Folding.AreSame(column.Name, name))
            {
                return column;
            }
        }

        return null;
    }

    private void Qualified(IReadOnlyList<Identifier> qualifiers, string column, Scope scope, ColumnPlace place)
    {
        RangeItem? first = null;
        for (var at = scope; at is not null; at = at.Outer)
        {
            foreach (var item in at.Items)
            {
                if (!item.IsNamed(context, qualifiers))
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
            first.Read(context, column, place);
        }
        else
        {
            context.Columns.Anything(scope, column, place);
        }
    }

    private void Unqualified(string column, Scope scope, ColumnPlace place)
    {
        var aliases = Aliases;
        for (var at = scope; at is not null; at = at.Outer)
        {
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

            // The output columns of a query around it cannot be named from a subquery.
            aliases = AliasUse.None;
        }

        Anything(scope, column, place);
    }

    /// <summary>Newer than the catalog, or an error that the server will name: a column of every table in reach.</summary>
    private void Anything(Scope scope, string column, ColumnPlace place)
    {
        for (var at = scope; at is not null; at = at.Outer)
        {
            foreach (var item in at.Items)
            {
                item.Read(context, column, place);
            }
        }
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
