namespace ProxyDb.Policy.Rewriting;

/// <summary>Tells texts of one value, without making any.</summary>
internal static class ValueEquality
{
    /// <summary>Whether writing <paramref name="written"/> to a column of the type gives a value equal to <paramref name="allowed"/>.</summary>
    public static bool Surely(ComparedType type, ReadOnlySpan<char> written, ReadOnlySpan<char> allowed) => type.Form switch
    {
        ValueForm.Exact => written.SequenceEqual(allowed),
        ValueForm.Text => written.Length <= type.Limit && written.SequenceEqual(allowed),
        ValueForm.PaddedText => Padded(written.TrimEnd(' '), allowed.TrimEnd(' '), type.Limit),
        ValueForm.Number => Numbers(written.Trim(' '), allowed.Trim(' '), type.Limit),
        ValueForm.Boolean => Boolean(written.Trim(' ')) is { } left && left == Boolean(allowed.Trim(' ')),
        ValueForm.Uuid => written.Trim(' ').Equals(allowed.Trim(' '), StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static bool Padded(ReadOnlySpan<char> written, ReadOnlySpan<char> allowed, int limit) =>
        written.Length <= limit && written.SequenceEqual(allowed);

    private static bool? Boolean(ReadOnlySpan<char> text) =>
        text is "t" or "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase) ? true
        : text is "f" or "0" || text.Equals("false", StringComparison.OrdinalIgnoreCase) ? false
        : null;

    /// <summary>Equal as decimals; what is rounded when it is written, or has an exponent, is not.</summary>
    private static bool Numbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right, int scale) =>
        Split(left, out var isNegative, out var whole, out var fraction)
        && Split(right, out var isOtherNegative, out var otherWhole, out var otherFraction)
        && fraction.Length <= scale
        && whole.SequenceEqual(otherWhole)
        && fraction.SequenceEqual(otherFraction)
        && (isNegative == isOtherNegative || (whole.IsEmpty && fraction.IsEmpty));

    /// <summary>Sign, digits before the point without leading zeros, digits after it without trailing ones.</summary>
    private static bool Split(ReadOnlySpan<char> text, out bool isNegative, out ReadOnlySpan<char> whole, out ReadOnlySpan<char> fraction)
    {
        isNegative = !text.IsEmpty && text[0] == '-';
        var digits = !text.IsEmpty && text[0] is '-' or '+' ? text[1..] : text;
        var point = digits.IndexOf('.');
        whole = point < 0 ? digits : digits[..point];
        fraction = point < 0 ? [] : digits[(point + 1)..];
        if (whole.Length + fraction.Length == 0 || whole.ContainsAnyExceptInRange('0', '9') || fraction.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        whole = whole.TrimStart('0');
        fraction = fraction.TrimEnd('0');
        return true;
    }
}
