using System.Collections.Immutable;
using System.Net;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Configuration;

/// <summary>
/// One mapping of the configuration, or its absence: readers ask for a key and a default, get a value in any case, and every
/// fault lands in the document's errors.
/// </summary>
internal sealed class Section
{
    private readonly DocumentNode? _node;
    private readonly DocumentNode _place;
    private readonly ConfigurationFiles _files;

    private Section(DocumentNode? node, DocumentNode place, ConfigurationFiles files) => (_node, _place, _files) = (node, place, files);

    /// <summary>Whether the mapping is written.</summary>
    public bool IsWritten => _node is not null;

    public ConfigurationFiles Files => _files;

    /// <param name="node">The mapping; null when it is not written.</param>
    /// <param name="place">Where faults about missing keys are reported.</param>
    /// <param name="files">Resolves and checks the files named.</param>
    /// <param name="keys">All keys it may have.</param>
    public static Section Of(DocumentNode? node, DocumentNode place, ConfigurationFiles files, params ReadOnlySpan<string> keys)
    {
        if (node is { IsMapping: false })
        {
            node.Error($"expected a mapping with the keys {string.Join(", ", keys.ToArray())}");
            return new Section(null, node, files);
        }

        node?.RefuseUnknownKeys(keys);
        return new Section(node, node ?? place, files);
    }

    public Section Sub(string key, params ReadOnlySpan<string> keys) => Of(_node?.Get(key), _place, _files, keys);

    public DocumentNode? Get(string key) => _node?.Get(key);

    /// <summary>Whether the key is written and not null.</summary>
    public bool Has(string key) => Get(key) is not null;

    /// <summary>Reports at the key's value, or at the section when the key is not written.</summary>
    public void Error(string key, string message) => (Get(key) ?? _place).Error(message);

    public void Warn(string key, string message) => (Get(key) ?? _place).Warn(message);

    public void Error(string message) => _place.Error(message);

    public string Text(string key, string fallback) => Get(key) is { } node ? NonEmpty(node) ?? fallback : fallback;

    /// <summary>A text that must be written.</summary>
    public string Required(string key)
    {
        if (Get(key) is { } node)
        {
            return NonEmpty(node) ?? "";
        }

        _place.Error($"the key `{key}` is missing");
        return "";
    }

    public int Whole(string key, int fallback, int min, int max) => (int?)Get(key)?.Integer(min, max) ?? fallback;

    public bool Flag(string key, bool fallback) => Get(key)?.Flag() ?? fallback;

    public TimeSpan Time(string key, TimeSpan fallback, TimeSpan min, TimeSpan max)
    {
        if (Get(key) is not { } node || node.Duration() is not { } value)
        {
            return fallback;
        }

        if (value >= min && value <= max)
        {
            return value;
        }

        node.Error($"`{Words.Of(value)}` is outside {Words.Of(min)} to {Words.Of(max)}");
        return fallback;
    }

    public long Size(string key, long fallback, long min, long max)
    {
        if (Get(key) is not { } node || node.Size() is not { } value)
        {
            return fallback;
        }

        if (value >= min && value <= max)
        {
            return value;
        }

        node.Error($"`{Words.OfSize(value)}` is outside {Words.OfSize(min)} to {Words.OfSize(max)}");
        return fallback;
    }

    public T Word<T>(string key, T fallback)
        where T : struct, Enum =>
        Get(key)?.Word(Words.Of<T>()) is { } word ? Words.Parse<T>(word) : fallback;

    public Share Share(string key, Share fallback, int maxNumber)
    {
        if (Get(key) is not { } node || node.Text() is not { } text)
        {
            return fallback;
        }

        var isPercent = text.EndsWith('%');
        if (int.TryParse(isPercent ? text[..^1] : text, System.Globalization.CultureInfo.InvariantCulture, out var amount)
            && amount >= 1 && amount <= (isPercent ? 100 : maxNumber))
        {
            return new Share(amount, isPercent);
        }

        node.Error($"`{text}` is no share; write 1% to 100%, or a number from 1 to {maxNumber}");
        return fallback;
    }

    public AutoNumber Auto(string key, int min, int max)
    {
        if (Get(key) is not { } node || node.Text() is null or "auto")
        {
            return default;
        }

        return int.TryParse(node.Text(), System.Globalization.CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? new AutoNumber(value)
            : Refuse<AutoNumber>(node, $"`{node.Text()}` is neither `auto` nor a number from {min} to {max}");
    }

    public ImmutableArray<string> WordList(string key, ImmutableArray<string> fallback, params ReadOnlySpan<string> words)
    {
        if (Get(key) is not { } node)
        {
            return fallback;
        }

        var items = node.IsScalar ? [node] : node.Items();
        var all = ImmutableArray.CreateBuilder<string>();
        foreach (var item in items)
        {
            if ((words.Length == 0 ? NonEmpty(item) : item.Word(words)) is { } word)
            {
                all.Add(word);
            }
        }

        return all.ToImmutable();
    }

    /// <summary>An address to listen on: an IP address, or <c>localhost</c>, and a port.</summary>
    public IPEndPoint Address(string key, IPEndPoint fallback)
    {
        if (Get(key) is not { } node || node.Text() is not { } text)
        {
            return fallback;
        }

        var literal = text.StartsWith("localhost:", StringComparison.Ordinal) ? "127.0.0.1" + text["localhost".Length..] : text;
        return IPEndPoint.TryParse(literal, out var address) && literal.LastIndexOf(':') is var colon && colon > 0 && literal[colon - 1] != ':'
            && (literal[0] == '[' || literal.IndexOf(':', StringComparison.Ordinal) == colon)
            ? address
            : Refuse(node, $"`{text}` is no address to listen on; write ADDRESS:PORT, such as 0.0.0.0:6432 or [::]:6432", fallback);
    }

    /// <summary>A file that must exist when its key is written; absolute.</summary>
    public string? File(string key, FileKind kind) => Get(key) is { } node ? _files.Existing(node, kind) : null;

    /// <summary>A file or directory that the process makes itself; absolute.</summary>
    public string Path(string key, string fallback) => _files.Resolve(Text(key, fallback));

    /// <summary>The key is known and checked, but what it does is not in this release: only its default is accepted.</summary>
    public void NotYet(string key, bool departs, string what)
    {
        if (departs && Get(key) is { } node)
        {
            node.Error($"`{node.Path}` is not in this release yet ({what}); leave it at its default");
        }
    }

    private static string? NonEmpty(DocumentNode node)
    {
        if (node.Text() is not { } text)
        {
            return null;
        }

        return text.Length > 0 && !text.Any(char.IsControl) ? text : Refuse<string?>(node, "expected a text without control characters", null);
    }

    private static T Refuse<T>(DocumentNode node, string message, T fallback)
    {
        node.Error(message);
        return fallback;
    }

    private static T Refuse<T>(DocumentNode node, string message)
        where T : struct => Refuse(node, message, default(T));
}
