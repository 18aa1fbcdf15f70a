using System.Text;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Statements;

/// <summary><c>partial</c>: some characters at the ends are kept. A value no longer than what is kept is not shown at all.</summary>
internal sealed class PartialValueMask(int keepFirst, int keepLast, Rune with) : ValueMask
{
    /// <summary>As in SQL: more characters of several bytes might be more than a value can hold.</summary>
    private const int WideFillMax = 100_000_000;

    private readonly byte[] _with = Encoding.UTF8.GetBytes(with.ToString());

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
            Fill(scratch, length);
        }
        else
        {
            scratch.WriteBytes(value.Text[..Utf8Characters.Offset(value.Text, keepFirst)]);
            Fill(scratch, length - keepFirst - keepLast);
            scratch.WriteBytes(value.Text[Utf8Characters.Offset(value.Text, length - keepLast)..]);
        }

        value.Text = scratch.Written;
    }

    private void Fill(WireBuffer scratch, int count)
    {
        if (_with.Length == 1)
        {
            Utf8Characters.Fill(scratch, _with[0], count);
            return;
        }

        for (var left = Math.Min(count, WideFillMax); left > 0; left--)
        {
            scratch.WriteBytes(_with);
        }
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
