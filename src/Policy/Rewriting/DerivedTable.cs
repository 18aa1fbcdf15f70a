using System.Collections.Immutable;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>
/// Writes the derived table that takes the place of one read reference (architecture.md §6, 1): the columns the statement uses,
/// masks in the place of masked ones, the filter, and a barrier where the client's conditions could tell of hidden rows.
/// </summary>
internal sealed class DerivedTable(SecuringContext context, int index, ReferencePlan plan)
{
    private readonly RelationReference _reference = context.Map.Relations[index];
    private readonly SecuringSyntax _syntax = context.Syntax;
    private bool? _isExpanded;

    /// <summary>Edits the reference, and the places that name its columns where they must change; refuses what it cannot do.</summary>
    public void Write()
    {
        if (HasNamesake() || IsNamedByTable() || Columns() is not { } columns)
        {
            return;
        }

        var barrier = plan.HidesRows ? Barrier.Of(context, index, plan.HidesByOthers) : null;
        if (!MayLock(barrier))
        {
            return;
        }

        var isGuarded = barrier is { HasOtherLeaks: false, Guardable.Count: > 0 } && _syntax.GuardsInPlace && MayAddColumn();
        var guard = isGuarded ? Visible() : null;
        var isBarred = guard is null && barrier is { IsNeeded: true } && !_reference.IsLocked;
        var derived = new SecuredText("(SELECT").Append(isBarred ? _syntax.BarrierHead : "");
        derived.Append(columns.Length > 0 || guard is not null ? " " : _syntax.NoColumns);
        for (var i = 0; i < columns.Length; i++)
        {
            if (Column(columns[i]) is not { } column)
            {
                return;
            }

            derived.Append(i == 0 ? "" : ", ").Append(column);
        }

        if (guard is not null)
        {
            derived.Append(columns.Length == 0 ? "(" : ", (").Append(guard).Append(") AS ").Append(FilterGuard.VisibilityColumn);
            GuardInPlace(barrier!);
            barrier = null;
        }

        derived.Append(" FROM ").Append(Source());
        if (Conditions(barrier) is not { } conditions)
        {
            return;
        }

        derived.Append(conditions);
        Place(derived.Append(isBarred ? _syntax.Barrier : "").Append(_reference.LockClause is { } clause ? " " + clause : "").Append(")"));
    }

    /// <summary>
    /// Without their schemas two relations of one name could not be told apart: a derived table is called by the last part alone.
    /// </summary>
    private bool HasNamesake()
    {
        var name = _reference.Alias ?? _reference.Name.Name;
        if (!_syntax.SpansDatabases || !context.Map.Relations.Any(r => r.Name != _reference.Name
            && (r.Alias is null || _reference.Alias is null) && string.Equals(r.Alias ?? r.Name.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        _ = Refuse($"stands beside another relation called `{name}`; give both an alias");
        return true;
    }

    private bool IsNamedByTable()
    {
        if (_reference.Alias is not null || !context.TextOf(_reference.NameSpan).Contains('.')
            || !_syntax.NamesByTable(context.TextOf(context.Map.Queries[_reference.Query].Span)))
        {
            return false;
        }

        _ = Refuse("gives its name to what AUTO makes; give it an alias");
        return true;
    }

    private bool MayLock(Barrier? barrier)
    {
        if (!_reference.IsLocked || barrier is null)
        {
            return true;
        }

        if (_reference.LockClause is not null && plan.Body is not null)
        {
            _ = Refuse("is a view over filtered rows, which cannot be locked; lock its tables");
            return false;
        }

        var mayGuard = !_syntax.GuardsInPlace || barrier.Guardable.Count == 0 || MayAddColumn();
        if (barrier.HasOtherLeaks || !mayGuard)
        {
            context.Refuse(
                $"a row lock on `{plan.Relation}` with a condition that could tell of hidden rows cannot be secured; "
                + "lock by a plain comparison of its own columns",
                plan.Rule);
        }

        return context.Refusal is null;
    }

    /// <summary>A star would stand for one more column, and a natural join go by it, if it is not written out.</summary>
    private bool MayAddColumn() => context.Map.Queries[_reference.Query].Kind == QueryKind.Select && !plan.Filters.IsEmpty
         && plan.Body is null && (_isExpanded ??= Expand());

    private bool Expand() =>
        (!_reference.NeedsAllColumns && !_reference.UsesWholeRow) || StarExpansion.TryWrite(context, index, plan.Hidden);

    private SecuredText? Visible() => context.Filter(new TableObligations(plan.Relation, [], plan.Filters), null);

    /// <summary>The conditions stay where they stand, behind a test of the column that tells whether the row is visible.</summary>
    private void GuardInPlace(Barrier barrier)
    {
        var visible = _syntax.Quote(_reference.Alias ?? _reference.Name.Name) + "." + FilterGuard.VisibilityColumn;
        foreach (var conjunct in barrier.Guardable)
        {
            FilterGuard.Wrap(_syntax, context.Edits, conjunct.Span, new SecuredText(visible));
        }
    }

    /// <summary>Columns of the derived table in order; null after a refusal.</summary>
    private ImmutableArray<string>? Columns()
    {
        if (!_reference.NeedsAllColumns && !_reference.UsesWholeRow)
        {
            return [.. _reference.UsedColumns, .. _reference.SystemColumns];
        }

        if (_reference.Columns.IsEmpty)
        {
            return Refuse("is used as a whole, and its columns are not known");
        }

        if (!_reference.SystemColumns.IsEmpty && !StarExpansion.TryWrite(context, index, plan.Hidden))
        {
            return Refuse("is used as a whole beside its system columns; name the columns instead");
        }

        if (!plan.Hidden.IsEmpty && !_reference.ColumnAliases.IsEmpty)
        {
            return Refuse("has columns that are not shown and gets column aliases; name the columns instead");
        }

        return [.. _reference.Columns.Where(c => !plan.Hidden.Contains(c, StringComparer.Ordinal)), .. _reference.SystemColumns];
    }

    private ImmutableArray<string>? Refuse(string why)
    {
        context.Refuse($"`{plan.Relation}` {why}", plan.Rule);
        return null;
    }

    private string? Column(string name)
    {
        var quoted = _syntax.Quote(name);
        return plan.MaskOf(name) is { } mask
            ? context.Mask(mask, plan.Relation, quoted) is { } sql ? $"{sql} AS {quoted}" : null
            : quoted;
    }

    private SecuredText Source()
    {
        if (plan.Body is { } body)
        {
            if (_reference.TableSpan != default || _reference.SampleSpan != default)
            {
                _ = Refuse("is a view over bound tables, which cannot be read in part or as of another time; ask its tables");
            }

            return new SecuredText("(").Append(body).Append(") AS ").Append(_syntax.Quote(plan.Relation.Name));
        }

        var source = new SecuredText(_reference.IsOnly ? "ONLY " : "").Append(_syntax.Qualified(plan.Relation));
        foreach (var span in (ReadOnlySpan<SourceSpan>)[_reference.TableSpan, _reference.SampleSpan, _reference.HintSpan])
        {
            if (span != default)
            {
                source.Append(" ").Append(context.TextOf(span));
            }
        }

        return source;
    }

    /// <summary>WHERE with the filter, guarded and repeated conditions; empty when there is none, null after a refusal.</summary>
    private SecuredText? Conditions(Barrier? barrier)
    {
        var all = new SecuredText();
        foreach (var filter in plan.Filters)
        {
            if (FilterSql.Write(context, plan.Relation, filter, null) is not { } condition)
            {
                return null;
            }

            And(all).Append("(").Append(condition).Append(")");
            context.Filtered.Add(filter.Table.ToString());
        }

        if (barrier is not { IsNeeded: true })
        {
            return all;
        }

        if (_reference.IsLocked)
        {
            return Guard(all, barrier);
        }

        foreach (var conjunct in barrier.Movable)
        {
            if (Inside(conjunct, withMasks: false) is { } condition)
            {
                And(all).Append("(").Append(condition).Append(")");
            }
        }

        return all;
    }

    /// <summary>Conditions move inside, behind a test of the filter, and TRUE stays in their place: locks are taken on rows that meet both.</summary>
    private SecuredText? Guard(SecuredText all, Barrier barrier)
    {
        if (plan.Filters.IsEmpty)
        {
            _ = Refuse("cannot be locked under a condition that could tell of hidden rows; it is a view whose rows are filtered");
            return null;
        }

        if (context.Filter(new TableObligations(plan.Relation, [], plan.Filters), null) is not { } visible)
        {
            return null;
        }

        foreach (var conjunct in barrier.Guardable)
        {
            if (Inside(conjunct, withMasks: true) is not { } condition)
            {
                return null;
            }

            And(all).Append(FilterGuard.Before(_syntax, visible)).Append(condition).Append(FilterGuard.After(_syntax));
            context.Edits.Replace(conjunct.Span, "TRUE");
        }

        return all;
    }

    private static SecuredText And(SecuredText all) => all.Append(all.IsEmpty ? " WHERE " : " AND ");

    /// <summary>A condition as it reads inside the derived table; null when it names a masked column and the mask may not stand in it.</summary>
    private SecuredText? Inside(ConjunctMap conjunct, bool withMasks)
    {
        if (!withMasks && !_syntax.MayRepeat(context.TextOf(conjunct.Span).ToString(), context.Text))
        {
            return null;
        }

        var edits = new EditList(context.Text);
        foreach (var use in _reference.Uses.Where(u => u.Span.Length > 0 && u.Span.Start >= conjunct.Span.Start && u.Span.End <= conjunct.Span.End))
        {
            var column = _syntax.Quote(use.Column);
            if (plan.MaskOf(use.Column) is { } mask)
            {
                if (!withMasks || context.Mask(mask, plan.Relation, column) is not { } sql)
                {
                    return null;
                }

                column = sql;
            }

            edits.Replace(use.Span, column);
        }

        return edits.Render(conjunct.Span);
    }

    private void Place(SecuredText derived)
    {
        if (_reference.TableKeyword != default)
        {
            context.Edits.Replace(_reference.TableKeyword, "SELECT * FROM");
        }

        if (_reference.AliasSpan == default)
        {
            derived.Append(" AS ").Append(_syntax.Quote(_reference.Name.Name));
        }

        context.Edits.Replace(_reference.RelationSpan, derived);
        foreach (var span in (ReadOnlySpan<SourceSpan>)[_reference.SampleSpan, _reference.HintSpan])
        {
            if (span != default)
            {
                context.Edits.Replace(span, "");
            }
        }

        foreach (var use in _reference.Uses.Where(u => _reference.Alias is null && u.Qualifier.Length > 0))
        {
            // The schema does not qualify a derived table.
            if (context.TextOf(use.Qualifier).Count('.') > 1 && !context.Edits.Touches(use.Qualifier))
            {
                context.Edits.Replace(use.Qualifier, _syntax.Quote(_reference.Name.Name) + ".");
            }
        }
    }
}
