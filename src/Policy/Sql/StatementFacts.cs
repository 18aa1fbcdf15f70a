using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql;

/// <summary>One output column and the base columns its value comes from.</summary>
public sealed record OutputColumn(string Name, ImmutableArray<ColumnSource> From)
{
    /// <summary>The one base column whose unchanged value it is; null when it is computed, merged or from several.</summary>
    public ColumnSource? Plain { get; init; }
}

/// <summary>A base column as lineage names it; <see cref="Column"/> is <c>*</c> for a whole row of an unknown table.</summary>
public readonly record struct ColumnSource(ObjectName Table, string Column);

/// <summary>
/// What one statement touches and does: the only thing decisions see of a text. Immutable and cached.
/// Facts that are not <see cref="Complete"/> are refused by the gateway.
/// </summary>
public sealed class StatementFacts
{
    /// <summary>The action of the statement as a whole: what a reviewer would call it.</summary>
    public required SqlAction Action { get; init; }

    /// <summary>Whose built-in functions it names, and what a part of a name is.</summary>
    public SqlDialect Dialect { get; init; }

    /// <summary>Command as the server tags it: SELECT, INSERT, CREATE TABLE, EXPLAIN …</summary>
    public required string Kind { get; init; }

    public ImmutableArray<Access> Accesses { get; init; } = [];

    public ImmutableArray<OutputColumn> Outputs { get; init; } = [];

    public ImmutableArray<SessionEffect> Effects { get; init; } = [];

    public StatementFlags Flags { get; init; }

    /// <summary>Nodes that were parsed but not understood; empty for complete facts.</summary>
    public ImmutableArray<string> Unresolved { get; init; } = [];

    public bool Complete => Unresolved.IsEmpty;

    /// <summary>Highest parameter number used ($n, ?).</summary>
    public int ParameterCount { get; init; }

    /// <summary>Version tag and the first 128 bits of SHA-256 over the normalised tokens, in hex (architecture.md §2).</summary>
    public string Shape { get; init; } = "";

    /// <summary>The text with every literal replaced by <c>?</c>: what may be kept where literals may not.</summary>
    public string NormalizedText { get; init; } = "";

    /// <summary>This statement's part of the message text.</summary>
    public SourceSpan Span { get; init; }

    /// <summary>False when only exact text may key it (a value in the text decides what the statement means).</summary>
    public bool ReturnsRows { get; init; }
}
