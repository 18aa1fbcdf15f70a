using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>One statement while it is secured: what is known of it, and what the mechanisms have made so far.</summary>
internal sealed class SecuringContext(
    SqlDialect dialect, AnalysisNamespace names, ICatalogView catalog, StatementFacts facts, StatementMap map, ObligationIndex obligations,
    EditList edits, SlotList slots)
{
    private readonly HashSet<int> _secured = [];

    public SqlDialect Dialect => dialect;

    public SecuringSyntax Syntax { get; } = SecuringSyntax.Of(dialect);

    /// <summary>The body of a view inside the statement; 0 for the client's own text.</summary>
    public int Depth { get; init; }

    /// <summary>No other statement of the text returns rows.</summary>
    public bool IsOnlyResult { get; init; } = true;

    /// <summary>The whole message text; spans of the map count in it.</summary>
    public string Text => edits.Text;

    public AnalysisNamespace Names => names;

    public ICatalogView Catalog => catalog;

    public StatementFacts Facts => facts;

    public StatementMap Map => map;

    public ObligationIndex Obligations => obligations;

    /// <summary>Edits of the whole text: statements of one text share it.</summary>
    public EditList Edits => edits;

    public SlotList Slots => slots;

    /// <summary>COPY of a table became one of a query: its outputs. Else empty.</summary>
    public ImmutableArray<string> CopiedColumns { get; set; } = [];

    public List<WireMask> WireMasks { get; } = [];

    public List<WriteCheck> WriteChecks { get; } = [];

    /// <summary><c>schema.table.column</c> of masks applied.</summary>
    public HashSet<string> Masked { get; } = new(StringComparer.Ordinal);

    /// <summary><c>schema.table</c> of filters applied.</summary>
    public HashSet<string> Filtered { get; } = new(StringComparer.Ordinal);

    /// <summary>Why the statement cannot be secured; null while it can.</summary>
    public string? Refusal { get; private set; }

    public string? RefusalRule { get; private set; }

    /// <summary>The first refusal stays.</summary>
    public void Refuse(string refusal, string? rule)
    {
        Refusal ??= refusal;
        RefusalRule ??= rule;
    }

    /// <summary>What the reference of this index is bound to; empty when to nothing.</summary>
    public TableObligations ObligationsOf(int reference) => obligations.Of(map.Relations[reference].Name);

    /// <summary>A mechanism takes responsibility for everything the reference is bound to.</summary>
    public void MarkSecured(int reference) => _secured.Add(reference);

    public bool IsSecured(int reference) => _secured.Contains(reference);

    /// <summary>Whether a mask is put where the column is read; false for what is masked on its way out: on the wire, or in results only.</summary>
    public bool AppliesAtReferences(ColumnMask mask) => !OnTheWayOut.Contains((mask.Table, mask.Column));

    /// <summary>Columns whose masks are put on the statement's outputs.</summary>
    public HashSet<(ObjectName Table, string Column)> OnTheWayOut { get; } = [];

    /// <summary>Counts what the body of a view was bound to as this statement's.</summary>
    public void TakeOver(SecuringContext body)
    {
        Masked.UnionWith(body.Masked);
        Filtered.UnionWith(body.Filtered);
        if (body.Refusal is { } refusal)
        {
            Refuse(refusal, body.RefusalRule);
        }
    }

    public ReadOnlySpan<char> TextOf(SourceSpan span) => Text.AsSpan(span.Start, span.Length);

    /// <summary>
    /// All filters of a relation as one condition, <c>(a) AND (b)</c>, its columns qualified with <paramref name="qualifier"/>
    /// (already quoted; null: bare). Null when there is none; refuses when a filter cannot be written there.
    /// </summary>
    public SecuredText? Filter(TableObligations table, string? qualifier)
    {
        if (table.Filters.IsEmpty)
        {
            return null;
        }

        var all = new SecuredText();
        foreach (var filter in table.Filters)
        {
            if (FilterSql.Write(this, table.Table, filter, qualifier) is not { } condition)
            {
                return null;
            }

            all.Append(all.IsEmpty ? "(" : " AND (").Append(condition).Append(")");
        }

        Filtered.Add(table.Table.ToString());
        return all;
    }

    /// <summary>The mask's expression over a column; null after a refusal. <paramref name="columnSql"/> may be qualified, quoted as needed.</summary>
    public string? Mask(ColumnMask mask, ObjectName table, string columnSql)
    {
        if (MaskSql.Write(this, mask, table, columnSql) is not { } sql)
        {
            return null;
        }

        Masked.Add($"{mask.Table}.{mask.Column}");
        return sql;
    }
}
