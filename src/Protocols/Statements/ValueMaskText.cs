using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Statements;

/// <summary><c>partial</c>: some characters at the ends are kept. A value no longer than what is kept is not shown at all.</summary>
internal sealed class PartialValueMask(int keepFirst, int keepLast, char with) : ValueMask
{
    public override bool Bears(ValueKind kind, int size, int maxLength) => kind == ValueKind.Text;

    public override void Apply(ref NeutralValue value, WireBuffer scratch)
    {
        if (value.IsNull)
        {
            return;
        }

        var length = Utf8Characters.Count(value.Text);
        if (length <= keepFirst + keepLast)
        {
            Utf8Characters.Fill(scratch, (byte)with, length);
        }
        else
        {
            scratch.WriteBytes(value.Text[..Utf8Characters.Offset(value.Text, keepFirst)]);
            Utf8Characters.Fill(scratch, (byte)with, length - keepFirst - keepLast);
            scratch.WriteBytes(value.Text[Utf8Characters.Offset(value.Text, length - keepLast)..]);
        }

        value.Text = scratch.Written;
    }
}

/// <summary><c>email</c>: <c>j***@example.com</c>; what has no at sign is all stars.</summary>
internal sealed class EmailValueMask : ValueMask
{
    public override bool Bears(ValueKind kind, int size, int maxLength) => kind == ValueKind.Text;

    public override void Apply(ref NeutralValue value, WireBuffer scratch)
    {
        if (value.IsNull)
        {
            return;
        }

        var at = value.Text.LastIndexOf((byte)'@');
        if (at < 0)
        {
            Utf8Characters.Fill(scratch, (byte)'*', Utf8Characters.Count(value.Text));
        }
        else
        {
            // A local part of one character would be shown whole.
            var first = Utf8Characters.Offset(value.Text, 1);
            if (first < at)
            {
                scratch.WriteBytes(value.Text[..first]);
            }

            scratch.WriteBytes("***"u8);
            scratch.WriteBytes(value.Text[at..]);
        }

        value.Text = scratch.Written;
    }
}

/// <summary>Characters of UTF-8: code points, as the server counts them.</summary>
internal static class Utf8Characters
{
    public static int Count(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var b in text)
        {
            count += IsFirst(b) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Where the character of this number begins; the text's length behind the last.</summary>
    public static int Offset(ReadOnlySpan<byte> text, int character)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsFirst(text[i]) && character-- == 0)
            {
                return i;
            }
        }

        return text.Length;
    }

    public static void Fill(WireBuffer buffer, byte with, int count)
    {
        if (count > 0)
        {
            buffer.GetSpan(count)[..count].Fill(with);
            buffer.Advance(count);
        }
    }

    private static bool IsFirst(byte b) => (b & 0xc0) != 0x80;
}
