using System.Text;

namespace ProxyDb.Protocols.Statements;

/// <summary>
/// The part of SASLprep (<see href="https://www.rfc-editor.org/rfc/rfc4013"/>) that needs no Unicode tables: spaces are mapped to
/// a plain one (C.1.2), invisible characters to nothing (B.1). Compatibility forms (full-width letters and the like) are not
/// normalised: ProxyDb runs without those tables. As in PostgreSQL a password that is not UTF-8 is used as its bytes.
/// </summary>
internal static class ScramPassword
{
    public static byte[] Prepare(ReadOnlySpan<byte> password)
    {
        var result = new byte[password.Length];
        var length = 0;
        var rest = password;
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(rest, out var rune, out var used) != System.Buffers.OperationStatus.Done || Rune.IsControl(rune))
            {
                return password.ToArray();
            }

            if (IsSpace(rune.Value))
            {
                result[length++] = (byte)' ';
            }
            else if (!IsNothing(rune.Value))
            {
                rest[..used].CopyTo(result.AsSpan(length));
                length += used;
            }

            rest = rest[used..];
        }

        return length == 0 ? password.ToArray() : result[..length];
    }

    private static bool IsSpace(int value) => value is 0xA0 or 0x1680 or (>= 0x2000 and <= 0x200B) or 0x202F or 0x205F or 0x3000;

    private static bool IsNothing(int value) =>
        value is 0xAD or 0x34F or 0x1806 or (>= 0x180B and <= 0x180D) or (>= 0x200C and <= 0x200D) or 0x2060 or
            (>= 0xFE00 and <= 0xFE0F) or 0xFEFF;
}
