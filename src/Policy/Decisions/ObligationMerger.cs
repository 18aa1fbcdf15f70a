using System.Collections.Immutable;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Decisions;

/// <summary>
/// Adds up masks by column, filters by table and hidden columns, in the order of the statement (policy-language.md §5, 3):
/// <c>null</c> beats <c>constant</c> beats one other, filters are ANDed, and of terms that differ the stricter holds.
/// </summary>
internal sealed class ObligationMerger
{
    private readonly List<(ObjectName Table, string Column)> _order = [];
    private readonly Dictionary<(ObjectName Table, string Column), List<Rule>> _masks = [];
    private readonly List<RowFilter> _filters = [];
    private readonly List<HiddenColumn> _hidden = [];

    public void Mask(in ObjectName table, string column, Rule rule)
    {
        if (!_masks.TryGetValue((table, column), out var rules))
        {
            _masks.Add((table, column), rules = []);
            _order.Add((table, column));
        }

        if (!rules.Contains(rule))
        {
            rules.Add(rule);
        }
    }

    public void Filter(in ObjectName table, FilterTerms where, Rule rule)
    {
        var filter = new RowFilter(table, where, rule.Id);
        if (!_filters.Contains(filter))
        {
            _filters.Add(filter);
        }
    }

    public void Hide(in ObjectName table, string column, Rule rule)
    {
        foreach (var hidden in _hidden)
        {
            if (hidden.Table == table && hidden.Column == column)
            {
                return;
            }
        }

        _hidden.Add(new HiddenColumn(table, column, rule.Id));
    }

    /// <summary>The first two rules whose masks meet on one column with none beating the other; null when there are none.</summary>
    public (Rule First, Rule Second, ObjectName Table, string Column)? Conflict()
    {
        foreach (var (table, column) in _order)
        {
            var rules = _masks[(table, column)];
            var strongest = Strongest(rules);
            if (rules.Find(r => MaskConflicts.Stronger(r.Mask!, strongest.Mask!) is null) is { } other)
            {
                return (strongest, other, table, column);
            }
        }

        return null;
    }

    /// <summary>What holds when there is no conflict.</summary>
    public Obligations Merge()
    {
        var masks = ImmutableArray.CreateBuilder<ColumnMask>();
        foreach (var key in _order)
        {
            // A column that only a star reads is not read when the star leaves it out.
            if (!_hidden.Exists(h => h.Table == key.Table && h.Column == key.Column))
            {
                masks.Add(Merge(key.Table, key.Column, _masks[key]));
            }
        }

        return masks.Count == 0 && _filters.Count == 0 && _hidden.Count == 0
            ? Obligations.None
            : new Obligations(masks.ToImmutable(), [.. _filters]) { Hidden = [.. _hidden] };
    }

    private static ColumnMask Merge(in ObjectName table, string column, List<Rule> rules)
    {
        var mask = Strongest(rules).Mask!;
        return new ColumnMask(
            table, column, mask, rules.TrueForAll(static r => r.ResultsOnly), [.. rules.Where(r => r.Mask == mask).Select(static r => r.Id)])
        {
            Writes = rules.Min(static r => r.Writes),
        };
    }

    private static Rule Strongest(List<Rule> rules)
    {
        var strongest = rules[0];
        foreach (var rule in rules)
        {
            if (MaskConflicts.Stronger(strongest.Mask!, rule.Mask!) == rule.Mask && rule.Mask != strongest.Mask)
            {
                strongest = rule;
            }
        }

        return strongest;
    }
}
