using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>
/// What lies in variables, table variables and temporary tables, as far as the text itself put it there. A read is a marker in a
/// lineage, followed when the whole text has been walked: loops read what is assigned behind them.
/// </summary>
internal sealed class HeldValues
{
    private const string Prefix = "\0";

    private readonly Dictionary<ColumnSource, HashSet<ColumnSource>> _sources = [];

    /// <summary>The marker of a variable (<c>@x</c>), or of a column of <c>@t</c> or <c>#t</c>.</summary>
    public static ColumnSource Of(string holder, string column = "") => new(new ObjectName(null, Prefix + holder), column);

    public static bool IsHeld(in ColumnSource source) => source.Table.Name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The holder gets values made of these columns.</summary>
    public void Put(in ColumnSource holder, IEnumerable<ColumnSource> sources)
    {
        if (!_sources.TryGetValue(holder, out var known))
        {
            _sources[holder] = known = [];
        }

        known.UnionWith(sources);
    }

    /// <summary>Base columns, with holders replaced by what was put into them.</summary>
    public ImmutableArray<ColumnSource> Followed(ImmutableArray<ColumnSource> sources)
    {
        if (!sources.Any(static source => IsHeld(source)))
        {
            return sources;
        }

        var found = new HashSet<ColumnSource>();
        var pending = new Stack<ColumnSource>(sources);
        while (pending.TryPop(out var source))
        {
            if (found.Add(source) && IsHeld(source))
            {
                foreach (var next in Beneath(source))
                {
                    pending.Push(next);
                }
            }
        }

        return [.. found.Where(static source => !IsHeld(source))];
    }

    /// <summary>A column of a holder, and <c>*</c>: any column of it.</summary>
    private IEnumerable<ColumnSource> Beneath(ColumnSource holder)
    {
        foreach (var (key, sources) in _sources)
        {
            if (key.Table == holder.Table && (key.Column == holder.Column || key.Column == "*" || holder.Column == "*"))
            {
                foreach (var source in sources)
                {
                    yield return source;
                }
            }
        }
    }
}
