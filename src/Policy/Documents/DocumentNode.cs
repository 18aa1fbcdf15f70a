using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ProxyDb.Policy.Documents;

/// <summary>
/// A place in a YAML document. Every reading member reports what is wrong, with file, line and column, into one shared
/// <see cref="DocumentErrors"/> and returns null, so that a reader goes on and reports all faults.
/// </summary>
public sealed class DocumentNode
{
    private readonly YamlNode _node;
    private readonly DocumentErrors _errors;
    private readonly Dictionary<YamlNode, string>? _origins;

    private DocumentNode(string file, string path, YamlNode node, DocumentErrors errors, Dictionary<YamlNode, string>? origins)
    {
        _origins = origins;
        File = file;
        Path = path;
        _node = node;
        _errors = errors;
    }

    public string File { get; }

    /// <summary>Dotted path from the root, for messages and for environment overrides: <c>clusters.shop.pool.size</c>.</summary>
    public string Path { get; }

    public int Line => Math.Max(1, (int)_node.Start.Line);

    public int Column => Math.Max(1, (int)_node.Start.Column);

    /// <summary>Everything reported so far for all documents, to tell whether a reading step found a fault.</summary>
    internal int ReportCount => _errors.Count;

    public bool IsMapping => _node is YamlMappingNode;

    public bool IsSequence => _node is YamlSequenceNode;

    public bool IsScalar => _node is YamlScalarNode;

    /// <summary>A plain <c>null</c>, <c>~</c> or an empty value.</summary>
    public bool IsNull => _node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    /// <summary>Parses one document; null (and an error) when the text is not one YAML document with a mapping on top.</summary>
    public static DocumentNode? Parse(string file, string text, DocumentErrors errors) => Parse(file, text, errors, []);

    /// <summary>As the other overload, with values from elsewhere put in.</summary>
    public static DocumentNode? Parse(string file, string text, DocumentErrors errors, IReadOnlyCollection<DocumentOverride> overrides)
    {
        try
        {
            DocumentGuard.CheckDepth(text);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root)
            {
                errors.Add(file, 1, 1, "expected one YAML document with a mapping on top");
                return null;
            }

            DocumentGuard.CheckAliases(root);
            var origins = overrides.Count == 0 ? null : new Dictionary<YamlNode, string>(ReferenceEqualityComparer.Instance);
            foreach (var replacement in overrides)
            {
                replacement.Graft(root, origins!, errors);
            }

            return new DocumentNode(file, "", root, errors, origins);
        }
        catch (YamlException fault)
        {
            errors.Add(file, (int)fault.Start.Line, (int)fault.Start.Column, "not valid YAML: " + Lower(fault.Message));
            return null;
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet's scanner answers some malformed texts so, without a place.
            errors.Add(file, 1, 1, "not valid YAML; check quotes, brackets and control characters");
            return null;
        }
    }

    /// <summary>Reports a fault at this place.</summary>
    public void Error(string message) => _errors.Add(File, Line, Column, message);

    /// <summary>
    /// Reports a fault inside a text: exact where the text stands on one line as written, else at the line, else at its start.
    /// </summary>
    /// <param name="offset">In UTF-16 code units of the text.</param>
    public void ErrorAt(int offset, string message)
    {
        var text = (_node as YamlScalarNode)?.Value ?? "";
        var before = text.AsSpan(0, Math.Clamp(offset, 0, text.Length));
        var quotes = (_node as YamlScalarNode)?.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted ? 1 : 0;
        if (_node is YamlScalarNode { Style: ScalarStyle.Literal })
        {
            _errors.Add(File, Line + 1 + before.Count('\n'), 1, message);
        }
        else if (_node.End.Line == _node.Start.Line && _node.End.Column - _node.Start.Column - (2 * quotes) == text.Length)
        {
            _errors.Add(File, Line, Column + quotes + before.Length, message);
        }
        else
        {
            Error(message);
        }
    }

    /// <summary>Reports a warning at this place.</summary>
    public void Warn(string message) => _errors.Warn(File, Line, Column, message);

    /// <summary>The value of a key, or null when it is absent or null. An error when this is no mapping.</summary>
    public DocumentNode? Get(string key)
    {
        if (_node is not YamlMappingNode mapping)
        {
            Error($"expected a mapping with the key `{key}`");
            return null;
        }

        foreach (var (name, value) in mapping.Children)
        {
            if (name is YamlScalarNode scalar && string.Equals(scalar.Value, key, StringComparison.Ordinal))
            {
                var child = Child(key, value);
                return child.IsNull ? null : child;
            }
        }

        return null;
    }

    /// <summary>As <see cref="Get"/>, and an error when the key is absent.</summary>
    public DocumentNode? Require(string key)
    {
        var value = Get(key);
        if (value is null && IsMapping)
        {
            Error($"the key `{key}` is missing");
        }

        return value;
    }

    /// <summary>Whether the key is written, even with a null value.</summary>
    public bool Has(string key) =>
        _node is YamlMappingNode mapping
        && mapping.Children.Keys.Any(k => k is YamlScalarNode scalar && string.Equals(scalar.Value, key, StringComparison.Ordinal));

    /// <summary>Keys and values of a mapping, in order. The key node carries the key's own position.</summary>
    public IEnumerable<(string Key, DocumentNode KeyNode, DocumentNode Value)> Entries()
    {
        if (_node is not YamlMappingNode mapping)
        {
            Error("expected a mapping");
            yield break;
        }

        foreach (var (name, value) in mapping.Children)
        {
            var key = (name as YamlScalarNode)?.Value;
            var keyNode = Child(key ?? "?", name);
            if (key is null)
            {
                keyNode.Error("expected a plain key");
                continue;
            }

            yield return (key, keyNode, Child(key, value));
        }
    }

    /// <summary>Items of a sequence, in order.</summary>
    public IEnumerable<DocumentNode> Items()
    {
        if (_node is not YamlSequenceNode sequence)
        {
            Error("expected a list");
            yield break;
        }

        var index = 0;
        foreach (var item in sequence.Children)
        {
            yield return At($"{Path}[{index++}]", item);
        }
    }

    /// <summary>An error for every key that is not in <paramref name="known"/>; suggests the nearest known one.</summary>
    public void RefuseUnknownKeys(params ReadOnlySpan<string> known)
    {
        foreach (var (key, keyNode, _) in Entries())
        {
            if (known.Contains(key))
            {
                continue;
            }

            var nearest = Nearest(key, known);
            keyNode.Error(nearest is null ? $"unknown key `{key}`" : $"unknown key `{key}`; did you mean `{nearest}`?");
        }
    }

    /// <summary>The text of a scalar, or null and an error.</summary>
    public string? Text()
    {
        if (_node is YamlScalarNode { Value: not null } scalar)
        {
            return scalar.Value;
        }

        Error("expected a text");
        return null;
    }

    /// <summary>A list of texts; a single scalar counts as a list of one.</summary>
    public IReadOnlyList<string> Texts() =>
        IsScalar ? (Text() is { } one ? [one] : []) : [.. Items().Select(static i => i.Text()).OfType<string>()];

    public bool? Flag() => Text() switch
    {
        "true" => true,
        "false" => false,
        null => null,
        var other => Refuse<bool>($"`{other}` is neither true nor false"),
    };

    public long? Integer(long min, long max)
    {
        var text = Text();
        if (text is null)
        {
            return null;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return Refuse<long>($"`{text}` is not a whole number");
        }

        return value < min || value > max ? Refuse<long>($"`{text}` is outside {min} to {max}") : value;
    }

    /// <summary>A duration with its unit: <c>250ms</c>, <c>15s</c>, <c>10min</c> or <c>10m</c>, <c>1h</c>, <c>730d</c>.</summary>
    public TimeSpan? Duration()
    {
        var text = Text();
        if (text is null)
        {
            return null;
        }

        return Units.TryDuration(text, out var value)
            ? value
            : Refuse<TimeSpan>($"`{text}` is not a duration; write a number and a unit: ms, s, min, h or d");
    }

    /// <summary>A size in bytes with its unit: <c>64B</c>, <c>16KiB</c>, <c>256MiB</c>, <c>1GiB</c>; <c>0</c> needs none.</summary>
    public long? Size()
    {
        var text = Text();
        if (text is null)
        {
            return null;
        }

        return Units.TrySize(text, out var value)
            ? value
            : Refuse<long>($"`{text}` is not a size; write a number and a unit: B, KiB, MiB or GiB");
    }

    /// <summary>One of the given words.</summary>
    public string? Word(params ReadOnlySpan<string> words)
    {
        var text = Text();
        if (text is null || words.Contains(text))
        {
            return text;
        }

        Error($"`{text}` is not one of {string.Join(", ", words.ToArray())}");
        return null;
    }

    private T? Refuse<T>(string message)
        where T : struct
    {
        Error(message);
        return null;
    }

    private DocumentNode Child(string key, YamlNode node) => At(Path.Length == 0 ? key : Path + "." + key, node);

    private DocumentNode At(string path, YamlNode node) =>
        new(_origins is not null && _origins.TryGetValue(node, out var origin) ? origin : File, path, node, _errors, _origins);

    private static string Lower(string message)
    {
        // YamlDotNet prefixes its messages with the position that we print ourselves.
        var colon = message.IndexOf("): ", StringComparison.Ordinal);
        var text = (colon >= 0 ? message[(colon + 3)..] : message).TrimEnd('.');
        return text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..];
    }

    internal static string? Nearest(string key, ReadOnlySpan<string> known)
    {
        string? best = null;
        var bestDistance = 3;
        foreach (var candidate in known)
        {
            var distance = Distance(key, candidate);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>Levenshtein distance; keys are short.</summary>
    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + cost);
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
