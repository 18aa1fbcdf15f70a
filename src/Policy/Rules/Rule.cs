using System.Collections.Immutable;
using System.Net;

namespace ProxyDb.Policy.Rules;

/// <summary>A named set of columns.</summary>
public sealed record Tag(string Name, NamePatterns Columns)
{
    /// <summary>File and 1-based line of the definition.</summary>
    public required string File { get; init; }

    public int Line { get; init; }
}

/// <summary>One rule as compiled. A null or empty member is a key that is not written.</summary>
public sealed record Rule
{
    /// <summary>Unique over all files.</summary>
    public required string Id { get; init; }

    /// <summary>File and 1-based line where the rule stands.</summary>
    public required string File { get; init; }

    public int Line { get; init; }

    /// <summary>Place in file order; the index into the set's rules.</summary>
    public int Index { get; internal init; }

    public required RuleEffect Effect { get; init; }

    public string? Description { get; init; }

    public SubjectSelector? Subjects { get; init; }

    public SubjectSelector? Except { get; init; }

    public ImmutableArray<IPNetwork> From { get; init; } = [];

    public ImmutableArray<IPNetwork> ExceptFrom { get; init; } = [];

    public ImmutableArray<Glob> Listeners { get; init; } = [];

    public ImmutableArray<Glob> Databases { get; init; } = [];

    public ImmutableArray<Glob> Applications { get; init; } = [];

    public ActionSet? Actions { get; init; }

    public NamePatterns? Objects { get; init; }

    public NamePatterns? ExceptObjects { get; init; }

    public NamePatterns? Columns { get; init; }

    public NamePatterns? ExceptColumns { get; init; }

    /// <summary>Null when the key is not written; empty when no tag has such a name.</summary>
    public ImmutableArray<Tag>? Tags { get; init; }

    public FunctionPatterns? Functions { get; init; }

    public ImmutableArray<Glob> Settings { get; init; } = [];

    public ImmutableArray<Glob> Facilities { get; init; } = [];

    public RuleConditions Conditions { get; init; } = RuleConditions.None;

    /// <summary>What must hold at the moment of the decision; all of it.</summary>
    public ImmutableArray<LiveCondition> Live { get; init; } = [];

    /// <summary>An object deny that counts only where the statement names the object.</summary>
    public bool Direct { get; init; }

    /// <summary><c>mode: shadow</c>: evaluated and recorded, not enforced.</summary>
    public bool Shadow { get; init; }

    public string? Message { get; init; }

    /// <summary>Ids of floor rules that do not stop what this allow grants.</summary>
    public ImmutableArray<string> OverridesFloor { get; init; } = [];

    public bool IsFloor { get; init; }

    /// <summary>Of the floor or of a base.</summary>
    public bool IsBuiltIn => IsFloor || File.EndsWith(EmbeddedPolicies.BaseName, StringComparison.Ordinal);

    public LimitTerms? Limit { get; init; }

    public AuditTerms? Audit { get; init; }

    /// <summary>What <c>effect: mask</c> makes of the values.</summary>
    public MaskTerms? Mask { get; init; }

    /// <summary>What rows <c>effect: filter</c> leaves.</summary>
    public FilterTerms? Filter { get; init; }

    /// <summary>What may be written to a masked column.</summary>
    public MaskedWrites Writes { get; init; }

    /// <summary><c>applies_to: results</c>: a mask that predicates do not see.</summary>
    public bool ResultsOnly { get; init; }

    /// <summary><c>star: narrow</c>: <c>SELECT *</c> leaves out the columns that the rule denies.</summary>
    public bool StarNarrow { get; init; }

    /// <summary><c>catalog: narrow</c>: the server's catalogs do not show the relations and columns that the rule denies.</summary>
    public bool CatalogNarrow { get; init; }

    /// <summary>A mask or filter in force under <c>enforcement: observe</c> too.</summary>
    public bool Enforce { get; init; }

    /// <summary>Names objects or columns.</summary>
    public bool NamesData => Objects is not null || Columns is not null || Tags is not null;

    /// <summary>Names anything that only some kinds of access have.</summary>
    public bool NamesKind => NamesData || ExceptObjects is not null || ExceptColumns is not null || Functions is not null
        || !Settings.IsEmpty || !Facilities.IsEmpty;
}
