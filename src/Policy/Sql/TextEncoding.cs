using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Unicode;

namespace ProxyDb.Policy.Sql;

/// <summary>
/// A client encoding, as far as analysis needs it: a text is decoded strictly to UTF-8 and must come back to the same
/// bytes. Multi-byte characters are cut as the server cuts them (pg_wchar.c, ctype-*.c), so that no byte of one can pass for a quote or a
/// backslash; characters that the server's tables and ours map differently are refused. An encoding without a table passes
/// ASCII only.
/// </summary>
public sealed class TextEncoding
{
    private static readonly ConcurrentDictionary<string, TextEncoding> Known = new(StringComparer.Ordinal);

    private readonly Encoding? _table;
    private readonly TextEncodingEntry? _entry;

    private TextEncoding(string name, TextEncodingEntry? entry = null)
    {
        Name = name;
        _entry = entry;
        _table = entry is null
            ? null
            : CodePagesEncodingProvider.Instance.GetEncoding(entry.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(entry.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
    }

    public static TextEncoding Utf8 { get; } = new("UTF8");

    /// <summary>The server's name of the encoding.</summary>
    public string Name { get; }

    public bool IsUtf8 => ReferenceEquals(this, Utf8);

    /// <summary>How to read texts of a session.</summary>
    /// <param name="clientEncoding">The session's client_encoding, in any spelling the server takes.</param>
    /// <param name="serverEncoding">The database's encoding: SQL_ASCII on either side means that bytes are not converted.</param>
    public static TextEncoding Of(string clientEncoding, string serverEncoding = "UTF8")
    {
        var client = TextEncodingTable.Canonical(clientEncoding);
        var server = TextEncodingTable.Canonical(serverEncoding);
        if (server == "sqlascii" || (client == "sqlascii" && server == "utf8"))
        {
            // Bytes reach the scanner as they are; read as UTF-8, as the catalog is.
            return Utf8;
        }

        return client switch
        {
            "utf8" or "unicode" => Utf8,
            _ => TextEncodingTable.Find(client) is { } entry
                ? Known.GetOrAdd(entry.Name, static (_, e) => new TextEncoding(e.Name, e), entry)
                : new TextEncoding(clientEncoding),
        };
    }

    /// <summary>How to read texts of a session of MySQL or MariaDB.</summary>
    /// <param name="characterSet">
    /// <c>character_set_client</c> in lower case. <c>binary</c> passes its bytes on as they are: read as UTF-8, as the catalog is.
    /// </param>
    public static TextEncoding OfMySql(string characterSet) => characterSet switch
    {
        "utf8mb4" or "utf8mb3" or "utf8" or "binary" => Utf8,
        _ => MySqlEncodingTable.Find(characterSet) is { } entry
            ? Known.GetOrAdd("mysql " + entry.Name, static (_, e) => new TextEncoding(e.Name, e), entry)
            : new TextEncoding(characterSet),
    };

    /// <summary>Decodes a text for analysis.</summary>
    /// <param name="text">As sent.</param>
    /// <param name="utf8">The text in UTF-8; null when the bytes as sent are that already.</param>
    /// <returns>Null, or why the text is refused: an error with code <c>encoding</c>.</returns>
    public AnalysisError? Decode(ReadOnlySpan<byte> text, out byte[]? utf8)
    {
        utf8 = null;
        if (Ascii.IsValid(text))
        {
            return null;
        }

        if (IsUtf8)
        {
            return System.Text.Unicode.Utf8.IsValid(text) ? null : new AnalysisError("encoding", 0, "invalid byte sequence for encoding \"UTF8\"");
        }

        if (_table is null)
        {
            return new AnalysisError("encoding", 0, $"texts in client encoding `{Name}` are understood in ASCII only; set the client's encoding to UTF-8");
        }

        var decoded = new ArrayBufferWriter<byte>(text.Length * 2);
        for (var position = 0; position < text.Length;)
        {
            var length = text[position] < 0x80 ? 1 : _entry!.CharacterLength(text[position..]);
            if (length == 0 || position + length > text.Length || !Character(text.Slice(position, length), decoded))
            {
                return new AnalysisError(
                    "encoding", 0,
                    $"the text holds a character that client encoding `{Name}` does not have, or maps ambiguously; set the client's encoding to UTF-8");
            }

            position += length;
        }

        utf8 = decoded.WrittenSpan.ToArray();
        return null;
    }

    /// <summary>A text in this encoding; null when it has a character that the encoding lacks or maps ambiguously.</summary>
    public byte[]? Encode(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        if (IsUtf8 || Ascii.IsValid(utf8))
        {
            return utf8;
        }

        try
        {
            var bytes = _table?.GetBytes(text);
            return bytes is not null && Decode(bytes, out var back) is null && back.AsSpan().SequenceEqual(utf8) ? bytes : null;
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>One character, strictly and back.</summary>
    private bool Character(ReadOnlySpan<byte> bytes, ArrayBufferWriter<byte> decoded)
    {
        if (bytes[0] < 0x80)
        {
            decoded.Write(bytes);
            return true;
        }

        if (_entry!.Differs(bytes))
        {
            return false;
        }

        try
        {
            Span<char> characters = stackalloc char[8];
            var used = _table!.GetChars(bytes, characters);
            Span<byte> back = stackalloc byte[8];
            if (Ascii.IsValid(characters[..used]) || used == 0 || !back[.._table.GetBytes(characters[..used], back)].SequenceEqual(bytes))
            {
                return false;
            }

            Encoding.UTF8.GetBytes(characters[..used], decoded);
            return true;
        }
        catch (ArgumentException)
        {
            // Decoder and encoder fallback exceptions, and a character that does not fit the space for one.
            return false;
        }
    }
}
