using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>Between the UTF-16LE of the wire and the UTF-8 of the gateway, both strictly: half a character is none.</summary>
internal static class UnicodeText
{
    /// <summary>Appends UTF-16LE as UTF-8. False: an odd number of bytes, or half a surrogate pair.</summary>
    public static bool TryToUtf8(ReadOnlySpan<byte> utf16, WireBuffer utf8) =>
        utf16.Length % 2 == 0 && TryToUtf8(MemoryMarshal.Cast<byte, char>(utf16), utf8);

    public static bool TryToUtf8(ReadOnlySpan<char> text, WireBuffer utf8)
    {
        var room = utf8.GetSpan(3 * text.Length);
        var isText = Utf8.FromUtf16(text, room, out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done;
        utf8.Advance(isText ? written : 0);
        return isText;
    }

    /// <summary>Appends UTF-8 of the gateway's own making as UTF-16LE.</summary>
    public static void Write(WireBuffer utf16, ReadOnlySpan<byte> utf8)
    {
        var room = utf16.GetSpan(2 * utf8.Length);
        if (Utf8.ToUtf16(utf8, MemoryMarshal.Cast<byte, char>(room), out _, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            WireFault.Throw("a text of the gateway that is not valid UTF-8");
        }

        utf16.Advance(2 * written);
    }
}
