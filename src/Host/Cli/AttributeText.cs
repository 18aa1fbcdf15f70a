using System.Collections.Immutable;

namespace ProxyDb.Host.Cli;

/// <summary>Attributes of a user on a command line: <c>branches=S01,S02</c>.</summary>
internal static class AttributeText
{
    /// <exception cref="CommandFault">One has no name or no value.</exception>
    public static ImmutableSortedDictionary<string, ImmutableArray<string>> Read(IEnumerable<string> texts)
    {
        var attributes = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at < 1 || at == text.Length - 1)
            {
                throw new CommandFault($"`{text}` is no attribute; write branches=S01,S02");
            }

            attributes[text[..at]] = [.. text[(at + 1)..].Split(',')];
        }

        return attributes.ToImmutable();
    }
}
