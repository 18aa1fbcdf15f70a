using System.Collections.Immutable;

namespace ProxyDb.Policy.Rules;

/// <summary>The <c>subjects</c> or <c>except</c> of a rule; groups are unfolded by the loader.</summary>
public abstract record SubjectSelector
{
    private SubjectSelector()
    {
    }

    /// <summary><c>any</c>.</summary>
    public sealed record Anybody : SubjectSelector;

    /// <summary><c>user:NAME</c>.</summary>
    public sealed record User(Glob Name) : SubjectSelector;

    /// <summary><c>role:NAME</c>.</summary>
    public sealed record Role(Glob Name) : SubjectSelector;

    /// <summary>A list: or.</summary>
    public sealed record OneOf(ImmutableArray<SubjectSelector> Items) : SubjectSelector;

    /// <summary><c>all:</c> and.</summary>
    public sealed record AllOf(ImmutableArray<SubjectSelector> Items) : SubjectSelector;
}
