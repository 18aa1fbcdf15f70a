using System.Globalization;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Statements;

/// <summary><c>round</c>: down to a multiple of the step, towards zero. NaN and infinities stay.</summary>
internal sealed class RoundValueMask : ValueMask
{
    /// <summary>2⁵³: from this many steps on, neighbouring double values lie further apart than a step.</summary>
    private const double Coarse = 9007199254740992;

    private readonly UInt128 _mantissa;
    private readonly int _scale;
    private readonly double _step;

    public RoundValueMask(decimal step)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        var normal = step / 1.0000000000000000000000000000m;
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(normal, bits);
        _mantissa = new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        _scale = normal.Scale;
        _step = double.Parse(normal.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    public override bool Bears(ValueKind kind, int size, int maxLength) =>
        (kind == ValueKind.Integer && _scale == 0 && _mantissa <= long.MaxValue) || kind is ValueKind.Decimal or ValueKind.Float;

    public override void Apply(ref NeutralValue value, WireBuffer scratch)
    {
        if (value.IsNull)
        {
            return;
        }

        switch (value.Kind)
        {
            case ValueKind.Integer:
                value.Integer = value.Integer / (long)_mantissa * (long)_mantissa;
                break;
            case ValueKind.Float:
                value.Float = Round(value.Float);
                break;
            default:
                value.Text = Round(value.Text, scratch);
                break;
        }
    }

    private double Round(double value) =>
        Math.Abs(value) < _step ? 0
        : double.IsNaN(value) || Math.Abs(value) >= _step * Coarse ? value
        : Math.Truncate(value / _step) * _step;

    /// <summary>
    /// Subtracts the remainder of the step from the digits down to the step's last decimal; those behind become zeros. The result has
    /// the decimals of the value or of the step, whichever are more.
    /// </summary>
    private ReadOnlySpan<byte> Round(ReadOnlySpan<byte> text, WireBuffer scratch)
    {
        var isNegative = text[0] == '-';
        var digits = isNegative ? text[1..] : text;
        if (!char.IsAsciiDigit((char)digits[0]))
        {
            return text;
        }

        var point = digits.IndexOf((byte)'.');
        var whole = point < 0 ? digits.Length : point;
        var fraction = point < 0 ? default : digits[(point + 1)..];
        scratch.WriteByte((byte)'-');
        scratch.WriteBytes(digits[..whole]);
        if (Math.Max(fraction.Length, _scale) > 0)
        {
            scratch.WriteByte((byte)'.');
            scratch.WriteBytes(fraction[..Math.Min(fraction.Length, _scale)]);
            Utf8Characters.Fill(scratch, (byte)'0', Math.Max(fraction.Length, _scale) - Math.Min(fraction.Length, _scale));
        }

        Span<byte> written = scratch.WrittenSpan[1..];
        var relevant = _scale == 0 ? whole : whole + 1 + _scale;
        Subtract(written[..relevant], Remainder(written[..relevant]));
        return Trim(scratch.WrittenSpan, whole, isNegative);
    }

    private UInt128 Remainder(ReadOnlySpan<byte> digits)
    {
        UInt128 rest = 0;
        foreach (var digit in digits)
        {
            if (digit != '.')
            {
                rest = ((rest * 10) + (UInt128)(digit - '0')) % _mantissa;
            }
        }

        return rest;
    }

    private static void Subtract(Span<byte> digits, UInt128 amount)
    {
        var borrow = 0;
        for (var i = digits.Length - 1; i >= 0 && (amount != 0 || borrow != 0); i--)
        {
            if (digits[i] == '.')
            {
                continue;
            }

            var digit = digits[i] - '0' - (int)(amount % 10) - borrow;
            amount /= 10;
            borrow = digit < 0 ? 1 : 0;
            digits[i] = (byte)('0' + digit + (borrow * 10));
        }
    }

    /// <summary>Without leading zeros; a zero has no sign.</summary>
    private static ReadOnlySpan<byte> Trim(Span<byte> signed, int whole, bool isNegative)
    {
        var first = 1;
        while (first < whole && signed[first] == '0')
        {
            first++;
        }

        if (!isNegative || signed[1..].IndexOfAnyExcept((byte)'0', (byte)'.') < 0)
        {
            return signed[first..];
        }

        signed[first - 1] = (byte)'-';
        return signed[(first - 1)..];
    }
}
