using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ProxyDb.Policy.Documents;

/// <summary>A value from elsewhere (the environment) that takes the place of one in a document.</summary>
/// <param name="Origin">Where it comes from; stands in the place of the file name when the value is faulty.</param>
/// <param name="Segments">Path from the root; keys are compared without case, and `-` or `.` in a key with `_`; list items by index.</param>
/// <param name="Text">A plain text, or YAML when it begins with a bracket, a brace or a quote.</param>
public sealed record DocumentOverride(string Origin, IReadOnlyList<string> Segments, string Text)
{
    /// <summary>Puts the value into the tree and notes the origin of every node made here.</summary>
    internal void Graft(YamlMappingNode root, IDictionary<YamlNode, string> origins, DocumentErrors errors)
    {
        if (Parse(errors) is not { } value)
        {
            return;
        }

        origins[value] = Origin;
        YamlNode node = root;
        for (var i = 0; i < Segments.Count; i++)
        {
            var next = i == Segments.Count - 1 ? value : null;
            var child = node switch
            {
                YamlMappingNode mapping => EnterMapping(mapping, Segments[i], next, origins),
                YamlSequenceNode sequence => EnterSequence(sequence, Segments[i], next),
                _ => null,
            };
            if (child is null)
            {
                errors.Add(Origin, 1, 1, $"there is no place `{string.Join('.', Segments.Take(i + 1))}` to override");
                return;
            }

            node = child;
        }
    }

    private YamlNode? EnterMapping(YamlMappingNode mapping, string segment, YamlNode? value, IDictionary<YamlNode, string> origins)
    {
        var key = mapping.Children.Keys.OfType<YamlScalarNode>().FirstOrDefault(k => Matches(k.Value, segment));
        if (key is not null && value is null && mapping.Children[key] is var existing && !IsNull(existing))
        {
            return existing;
        }

        if (key is null)
        {
            key = new YamlScalarNode(segment.ToLowerInvariant());
            origins[key] = Origin;
        }

        var entered = value ?? new YamlMappingNode();
        origins[entered] = Origin;
        mapping.Children[key] = entered;
        return entered;
    }

    private static YamlNode? EnterSequence(YamlSequenceNode sequence, string segment, YamlNode? value)
    {
        if (!int.TryParse(segment, System.Globalization.CultureInfo.InvariantCulture, out var index) || index < 0 || index > sequence.Children.Count)
        {
            return null;
        }

        if (index == sequence.Children.Count)
        {
            sequence.Children.Add(value ?? new YamlMappingNode());
        }
        else if (value is not null)
        {
            sequence.Children[index] = value;
        }

        return sequence.Children[index];
    }

    private YamlNode? Parse(DocumentErrors errors)
    {
        if (Text.Length == 0 || !"[{\"'".Contains(Text[0], StringComparison.Ordinal))
        {
            return new YamlScalarNode(Text) { Style = ScalarStyle.Plain };
        }

        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(Text));
            return stream.Documents[0].RootNode;
        }
        catch (YamlException fault)
        {
            errors.Add(Origin, (int)fault.Start.Line, (int)fault.Start.Column, "not valid YAML");
            return null;
        }
    }

    private static bool IsNull(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    private static bool Matches(string? key, string segment) =>
        key is not null && key.Length == segment.Length
        && key.Replace('-', '_').Replace('.', '_').Equals(segment, StringComparison.OrdinalIgnoreCase);
}
