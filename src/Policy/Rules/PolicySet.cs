using System.Collections.Immutable;

namespace ProxyDb.Policy.Rules;

/// <summary>Every rule in force, compiled. Immutable; a reload makes a new one.</summary>
public sealed class PolicySet
{
    internal PolicySet(string version, ImmutableArray<Rule> rules, ImmutableArray<Tag> tags)
    {
        Version = version;
        Rules = rules;
        Tags = tags;
    }

    /// <summary><c>sha256:</c> and the hash over the names and contents of all files, the embedded ones included.</summary>
    public string Version { get; }

    /// <summary>The floor first, then the base, then the files by name; within a file as written.</summary>
    public ImmutableArray<Rule> Rules { get; }

    /// <summary>By name.</summary>
    public ImmutableArray<Tag> Tags { get; }
}
