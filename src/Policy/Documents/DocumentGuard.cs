using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace ProxyDb.Policy.Documents;

/// <summary>
/// Refuses documents whose shape would overwhelm a reader: nesting beyond any use, aliases that contain themselves, and aliases
/// that unfold to more than they say.
/// </summary>
internal static class DocumentGuard
{
    private const int DepthMax = 64;

    private const int NodesMax = 1_000_000;

    /// <summary>Throws a <see cref="YamlException"/> with its place when collections nest too deep. Reads events, without recursion.</summary>
    public static void CheckDepth(string text)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current switch
            {
                MappingStart or SequenceStart => 1,
                MappingEnd or SequenceEnd => -1,
                _ => 0,
            };
            if (depth > DepthMax)
            {
                throw new YamlException(parser.Current!.Start, parser.Current.End, $"nested deeper than {DepthMax} levels");
            }
        }
    }

    /// <summary>Throws a <see cref="YamlException"/> for a node that contains itself, or a document that unfolds to too many nodes.</summary>
    public static void CheckAliases(YamlNode root)
    {
        if (Unfolded(root, new Dictionary<YamlNode, long>(ReferenceEqualityComparer.Instance)) > NodesMax)
        {
            throw new YamlException(root.Start, root.End, $"aliases unfold to more than {NodesMax} values");
        }
    }

    /// <summary>Nodes below and with this one, aliases unfolded; 0 marks a node that is being counted.</summary>
    private static long Unfolded(YamlNode node, Dictionary<YamlNode, long> known)
    {
        if (known.TryGetValue(node, out var count))
        {
            return count > 0 ? count : throw new YamlException(node.Start, node.End, "an alias contains itself");
        }

        known[node] = 0;
        var total = 1L;
        foreach (var child in Children(node))
        {
            total = Math.Min(total + Unfolded(child, known), NodesMax + 1L);
        }

        known[node] = total;
        return total;
    }

    private static IEnumerable<YamlNode> Children(YamlNode node) => node switch
    {
        YamlMappingNode mapping => mapping.Children.SelectMany(static c => new[] { c.Key, c.Value }),
        YamlSequenceNode sequence => sequence.Children,
        _ => [],
    };
}
