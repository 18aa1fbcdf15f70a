using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ProxyDb.Policy.Catalog;

/// <summary>
/// The YAML a catalog file needs: nested mappings by indentation, one object a line in flow style. Anything that is not a
/// plain word is a double-quoted scalar, whose escapes are JSON's.
/// </summary>
internal sealed class CatalogYaml
{
    /// <summary>Words that YAML 1.1 or 1.2 readers take for something else than a text.</summary>
    private static readonly HashSet<string> Reserved = new(
        ["null", "true", "false", "yes", "no", "on", "off", "y", "n"], StringComparer.OrdinalIgnoreCase);

    private static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ ().$/-");

    private static readonly JsonSerializerOptions Escaping = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly StringBuilder _text = new();

    public void Line(int depth, string text) => _text.Append(' ', depth * 2).Append(text).Append('\n');

    /// <summary>Starts <c>name: {…}</c>; ends with <see cref="Flow.End"/>.</summary>
    public Flow Entry(int depth, string name) => new(this, depth, Scalar(name) + ": ");

    /// <summary>Starts <c>- {…}</c>.</summary>
    public Flow Item(int depth) => new(this, depth, "- ");

    public override string ToString() => _text.ToString();

    public static string Scalar(string text) => IsPlain(text) ? text : Quoted(text);

    public static string List(ImmutableArray<string> texts) => "[" + string.Join(", ", texts.Select(Scalar)) + "]";

    private static bool IsPlain(string text) =>
        text.Length > 0
        && (char.IsAsciiLetter(text[0]) || text[0] == '_')
        && !text.AsSpan().ContainsAnyExcept(PlainCharacters)
        && !text.Contains(" -", StringComparison.Ordinal)
        && text[^1] != ' '
        && !Reserved.Contains(text);

    /// <summary>NEL and the line and paragraph separators break lines in YAML, and are escaped by hand.</summary>
    private static string Quoted(string text) => JsonSerializer.Serialize(text, Escaping)
        .Replace("\u0085", "\\u0085", StringComparison.Ordinal)
        .Replace("\u2028", "\\u2028", StringComparison.Ordinal)
        .Replace("\u2029", "\\u2029", StringComparison.Ordinal)
        .Replace("\uFEFF", "\\uFEFF", StringComparison.Ordinal);

    /// <summary>A line that is written once, before the first of what stands under it.</summary>
    internal sealed class Heading(CatalogYaml yaml, int depth, string text)
    {
        private bool _written;

        public void Write()
        {
            if (!_written)
            {
                _written = true;
                yaml.Line(depth, text);
            }
        }
    }

    /// <summary>A mapping in flow style; empty, false and zero members are left out.</summary>
    internal sealed class Flow(CatalogYaml? yaml = null, int depth = 0, string prefix = "")
    {
        private readonly List<string> _members = [];

        public Flow AddRaw(string key, string? value)
        {
            if (value is not null)
            {
                _members.Add(key + ": " + value);
            }

            return this;
        }

        public Flow Add(string key, string? value) => AddRaw(key, value is null ? null : Scalar(value));

        public Flow Add(string key, bool value) => AddRaw(key, value ? "true" : null);

        public Flow Add(string key, uint value) => AddRaw(key, value == 0 ? null : value.ToString(CultureInfo.InvariantCulture));

        public Flow Add(string key, ImmutableArray<string> values) => AddRaw(key, values.IsDefaultOrEmpty ? null : List(values));

        public void End() => yaml!.Line(depth, prefix + ToString());

        public override string ToString() => "{" + string.Join(", ", _members) + "}";
    }
}
