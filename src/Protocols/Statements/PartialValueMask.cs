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
