using System.Collections.Immutable;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Policy.Rules;

/// <summary>Readings that several parts of a policy file share.</summary>
internal static class NodeReading
{
    public const string Later = "comes with a later release";

    /// <summary>The items of a list; a single value counts as a list of one. An empty list is an error: it would match nothing.</summary>
    public static IEnumerable<DocumentNode> Each(this DocumentNode node)
    {
        if (!node.IsSequence)
        {
            return [node];
        }

        var items = node.Items().ToList();
        if (items.Count == 0)
        {
            node.Error("the list is empty; leave the key out, or name something");
        }

        return items;
    }

    public static ImmutableArray<Glob> Globs(this DocumentNode? node, bool ignoreCase = false) =>
        node is null ? [] : [.. node.Each().Select(static n => n.Text()).OfType<string>().Select(t => new Glob(t, ignoreCase))];

    /// <summary>A list of name patterns; the shortest form a pattern without <c>**</c> may have is <paramref name="minParts"/>.</summary>
    public static NamePatterns? Patterns(this DocumentNode? node, int minParts, int maxParts, string form)
    {
        if (node is null)
        {
            return null;
        }

        var all = ImmutableArray.CreateBuilder<NamePattern>();
        foreach (var item in node.Each())
        {
            if (item.Text() is not { } text)
            {
                continue;
            }

            if (!NamePattern.TryParse(text, out var pattern, out var fault))
            {
                item.Error(fault);
            }
            else if (pattern.FixedParts > maxParts || (!pattern.HasAnyParts && pattern.FixedParts < minParts))
            {
                item.Error($"`{text}` is not {form}; for any number of parts write `**`");
            }
            else
            {
                all.Add(pattern);
            }
        }

        return new NamePatterns(all.ToImmutable());
    }

    /// <summary>Refuses keys whose feature has not landed, by name.</summary>
    public static void RefuseLater(this DocumentNode node, IReadOnlyList<string> keys)
    {
        foreach (var key in keys)
        {
            node.Get(key)?.Error($"`{key}` {Later}");
        }
    }

    /// <summary>The nearest of some names, as the end of a message; empty when none is near.</summary>
    public static string Suggest(string name, IEnumerable<string> known)
    {
        var nearest = DocumentNode.Nearest(name, [.. known]);
        return nearest is null ? "" : $"; did you mean `{nearest}`?";
    }
}
