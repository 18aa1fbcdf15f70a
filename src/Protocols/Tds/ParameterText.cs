using System.Runtime.InteropServices;
using System.Text;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// A text that is the value of a parameter, whatever type the client gives it: nvarchar, nchar, ntext or nvarchar(max) in chunks, or
/// varchar, char and text in the code page of their collation.
/// </summary>
internal sealed class ParameterText
{
    private readonly WireBuffer _chunks = new();

    /// <summary>The text; a view of the request or of a buffer that the next call changes. False: NULL, or no text.</summary>
    public bool TryRead(in RpcParameter parameter, ReadOnlySpan<byte> body, out ReadOnlySpan<char> text)
    {
        text = default;
        if (!(parameter.Type.IsUnicode || parameter.Type.IsNarrowText)
            || !ValueContent.TryGet(parameter.ValueIn(body), parameter.Type, _chunks, out var bytes))
        {
            return false;
        }

        if (parameter.Type.IsUnicode)
        {
            text = MemoryMarshal.Cast<byte, char>(bytes);
            return bytes.Length % 2 == 0;
        }

        return TryWiden(parameter.Type.Collation, bytes, out text);
    }

    private static bool TryWiden(Collation collation, ReadOnlySpan<byte> bytes, out ReadOnlySpan<char> text)
    {
        text = default;
        try
        {
            text = System.Text.Ascii.IsValid(bytes) ? Encoding.ASCII.GetString(bytes) : CollationCodePages.EncodingOf(collation)?.GetString(bytes);
            return !text.IsEmpty || bytes.IsEmpty;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
