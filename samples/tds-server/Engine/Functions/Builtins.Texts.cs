using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

internal static partial class Builtins
{
    private static SqlType Variable(SqlType t, int? length = null) => new(t.IsUnicode ? SqlTypeName.NVarChar : SqlTypeName.VarChar, TypeRules.IsLob(t) ? -1 : length ?? t.Length, Collation: t.Collation);

    private static int Most(SqlType t) => t.IsMax || TypeRules.IsLob(t) ? -1 : t.IsUnicode ? 4000 : 8000;

    private static SqlType Cut(IReadOnlyList<Expr> a, int at) => Variable(a[0].Type, a[at].Constant is { } n && !a[0].Type.IsMax ? (int)Math.Clamp(n, 1, Math.Max(1, a[0].Type.Length)) : a[0].Type.Length);

    private static void Texts(Dictionary<string, Builtin> all)
    {
        Add(all, "LEN", "t", a => a[0].Type.IsMax ? SqlType.BigInt : SqlType.Int, c => (long)c.Text(0).TrimEnd(' ').Length);
        Add(all, "DATALENGTH", "*", a => a[0].Type.IsMax ? SqlType.BigInt : SqlType.Int, c => DataLength(c.Values[0]!, c.Types[0]), nullable: true);
        Add(all, "LEFT", "tn", a => Cut(a, 1), c => c.Long(1) < 0 ? throw InvalidLength("LEFT") : c.Text(0)[..(int)Math.Min(c.Long(1), c.Text(0).Length)]);
        Add(all, "RIGHT", "tn", a => Cut(a, 1), c => c.Long(1) < 0 ? throw InvalidLength("RIGHT") : c.Text(0)[^(int)Math.Min(c.Long(1), c.Text(0).Length)..]);
        Add(all, "SUBSTRING", "*bb", a => TypeRules.IsBinary(a[0].Type) ? SqlType.VarBinary(a[0].Type.Length) : a[0].Type.IsText ? Cut(a, 2) : throw Errors.InvalidArgument("substring", 1, a[0].Type), Substring);
        Add(all, "UPPER", "t", a => Variable(a[0].Type), c => c.Text(0).ToUpperInvariant());
        Add(all, "LOWER", "t", a => Variable(a[0].Type), c => c.Text(0).ToLowerInvariant());
        Add(all, "LTRIM", "t", a => Variable(a[0].Type), c => c.Text(0).TrimStart(' '));
        Add(all, "RTRIM", "t", a => Variable(a[0].Type), c => c.Text(0).TrimEnd(' '));
        Add(all, "TRIM", "t", a => Variable(a[0].Type), c => c.Text(0).Trim(' '));
        Add(all, "REVERSE", "t", a => Variable(a[0].Type), c => Reverse(c.Text(0)));
        Add(all, "REPLACE", "ttt", a => Variable(a.Any(x => x.Type.IsUnicode) ? SqlType.NVarChar(Most(SqlType.NVarChar(1))) : a[0].Type, a.Any(x => x.Type.IsMax) ? -1 : a.Any(x => x.Type.IsUnicode) ? 4000 : 8000), Replace);
        Add(all, "REPLICATE", "tb", a => Variable(a[0].Type, Most(a[0].Type)), c => c.Long(1) < 0 ? null : Clip(string.Concat(Enumerable.Repeat(c.Text(0), (int)Math.Min(c.Long(1), 8000000 / Math.Max(1, c.Text(0).Length)))), c.ResultType), nullable: true);
        Add(all, "SPACE", "n", SqlType.VarChar(8000), c => c.Long(0) < 0 ? null : new string(' ', (int)Math.Min(8000, c.Long(0))), nullable: true);
        Add(all, "STUFF", "tnn*", a => Variable(a[0].Type, a[0].Type.IsMax ? -1 : Math.Min(Most(a[0].Type), a[0].Type.Length + Math.Max(1, a[3].Type.Length))), Stuff, nullIfNull: false, nullable: true);
        Add(all, "CHARINDEX", "tt?b", a => a[1].Type.IsMax ? SqlType.BigInt : SqlType.Int, CharIndex);
        Add(all, "PATINDEX", "tt", a => a[1].Type.IsMax ? SqlType.BigInt : SqlType.Int, c => Pattern.Index(c.Text(0), c.Text(1), c.Types[1].EffectiveCollation));
        Add(all, "ASCII", "t", SqlType.Int, c => c.Text(0).Length == 0 ? null : (long)c.Types[0].EffectiveCollation.Encoding.GetBytes(c.Text(0)[..1])[0], nullable: true);
        Add(all, "UNICODE", "t", SqlType.Int, c => c.Text(0).Length == 0 ? null : (long)c.Text(0)[0], nullable: true);
        Add(all, "CHAR", "n", new SqlType(SqlTypeName.Char, 1), c => c.Long(0) is < 0 or > 255 ? null : Collation.Default.Encoding.GetString([(byte)c.Long(0)]), nullable: true);
        Add(all, "NCHAR", "n", new SqlType(SqlTypeName.NChar, 1), c => c.Long(0) is < 0 or > 65535 ? null : ((char)c.Long(0)).ToString(), nullable: true);
        Add(all, "STR", "f?nn", a => SqlType.VarChar(a.Count > 1 && a[1].Constant is > 0 and <= 8000 and { } n ? (int)n : 10), Str);
        Add(all, "QUOTENAME", "t?t", SqlType.NVarChar(258), QuoteName, nullable: true);
        Add(all, "FORMAT", "*t?t", SqlType.NVarChar(4000), Format, nullable: true);
        Add(all, "HASHBYTES", "t*", SqlType.VarBinary(8000), HashBytes, nullable: true);
        Add(all, "CHECKSUM", "*+", SqlType.Int, Checksum, nullIfNull: false);
        Add(all, "BINARY_CHECKSUM", "*+", SqlType.Int, Checksum, nullIfNull: false);
        Add(all, "SOUNDEX", "t", SqlType.VarChar(5), c => throw Errors.NotSupported("SOUNDEX"));
        Add(all, "TRANSLATE", "ttt", a => Variable(a[0].Type), c => c.Text(1).Length != c.Text(2).Length ? throw new SqlError(9828, 16, "The second and third arguments of the TRANSLATE built-in function must contain an equal number of characters.")
            : string.Concat(c.Text(0).Select(x => c.Text(1).IndexOf(x, StringComparison.OrdinalIgnoreCase) is >= 0 and var i ? c.Text(2)[i] : x)));
        Add(all, "ISNUMERIC", "*", SqlType.Int, c => c.Values[0] is long or Dec or double || (c.Values[0] is string s && Dec.TryParse(s.Replace("$", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal), out _)) ? 1L : 0L, nullIfNull: false);
        Add(all, "ISDATE", "t", SqlType.Int, c => DateText.TryParse(c.Text(0), c.Session.Settings.DateFormat, false, out var d, out var z) && z is null && d.Year >= 1753 ? 1L : 0L, impure: true);
    }

    private static SqlError InvalidLength(string function) => new(536, 16, $"Invalid length parameter passed to the {function} function.");

    private static string Clip(string text, SqlType type) => type.IsMax || text.Length <= type.Length ? text : text[..type.Length];

    private static object DataLength(object value, SqlType type) => value switch
    {
        string s => type.IsUnicode || type.Name == SqlTypeName.Xml ? (long)s.Length * 2 : type.EffectiveCollation.Encoding.GetByteCount(s),
        byte[] b => (long)b.Length,
        Guid => 16L,
        SqlVariant v => DataLength(v.Value, v.Type),
        _ => type.Name switch
        {
            SqlTypeName.Bit or SqlTypeName.TinyInt => 1L, SqlTypeName.SmallInt => 2L, SqlTypeName.Int or SqlTypeName.Real or SqlTypeName.SmallMoney or SqlTypeName.SmallDateTime => 4L,
            SqlTypeName.Date => 3L, SqlTypeName.Decimal or SqlTypeName.Numeric => type.Precision <= 9 ? 5L : type.Precision <= 19 ? 9 : type.Precision <= 28 ? 13 : 17,
            SqlTypeName.Time => type.Scale <= 2 ? 3L : type.Scale <= 4 ? 4 : 5, SqlTypeName.DateTime2 => type.Scale <= 2 ? 6L : type.Scale <= 4 ? 7 : 8,
            SqlTypeName.DateTimeOffset => type.Scale <= 2 ? 8L : type.Scale <= 4 ? 9 : 10, _ => 8L,
        },
    };

    private static object Substring(FunctionCallFrame c)
    {
        var (start, length) = (c.Long(1), c.Long(2));
        if (length < 0)
            throw new SqlError(537, 16, "Invalid length parameter passed to the LEFT or SUBSTRING function.", 3);
        var size = c.Values[0] is byte[] b ? b.Length : c.Text(0).Length;
        var from = Math.Clamp(start - 1, 0, size);
        var to = Math.Clamp(start - 1 + length, from, size);
        return c.Values[0] is byte[] bytes ? bytes[(int)from..(int)to] : c.Text(0)[(int)from..(int)to];
    }

    private static string Reverse(string text)
    {
        var chars = text.ToCharArray();
        Array.Reverse(chars);
        return new string(chars);
    }

    private static object Replace(FunctionCallFrame c)
    {
        if (c.Text(1).Length == 0)
            return c.Text(0);
        var collation = c.Types[0].EffectiveCollation;
        var ordinal = (collation.Info & (3u << 24)) != 0 || collation.IsCaseSensitive;
        return Clip(c.Text(0).Replace(c.Text(1), c.Text(2), ordinal ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase), c.ResultType);
    }

    private static object? Stuff(FunctionCallFrame c)
    {
        if (c.Values[0] is null || c.Values[1] is null || c.Values[2] is null)
            return null;
        var (start, length) = (c.Long(1), c.Long(2));
        var text = c.Text(0);
        if (start < 1 || start > text.Length || length < 0)
            return null;
        var end = (int)Math.Min(text.Length, start - 1 + length);
        var put = c.Values[3] is { } value ? TextForm.Of(value, c.Types[3], SqlType.NVarChar(-1)) : "";
        return Clip(text[..(int)(start - 1)] + put + text[end..], c.ResultType);
    }

    private static object CharIndex(FunctionCallFrame c)
    {
        var from = c.Values.Length > 2 ? (int)Math.Clamp(c.Long(2) - 1, 0, c.Text(1).Length) : 0;
        if (c.Text(0).Length == 0)
            return 0L;
        var collation = c.Types[1].EffectiveCollation;
        var ordinal = (collation.Info & (3u << 24)) != 0 || collation.IsCaseSensitive;
        return (long)c.Text(1).IndexOf(c.Text(0), from, ordinal ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase) + 1;
    }

    private static object Str(FunctionCallFrame c)
    {
        var length = c.Values.Length > 1 ? (int)c.Long(1) : 10;
        var decimals = c.Values.Length > 2 ? (int)Math.Clamp(c.Long(2), 0, 16) : 0;
        var text = Math.Round((decimal)(double)c.Values[0]!, decimals, MidpointRounding.AwayFromZero).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return text.Length <= length ? text.PadLeft(length) : text.IndexOf('.', StringComparison.Ordinal) is var point && (point < 0 || point > length) ? new string('*', length) : text[..length];
    }

    private static object? QuoteName(FunctionCallFrame c)
    {
        var quote = c.Values.Length > 1 ? c.Text(1) : "[";
        if (c.Text(0).Length > 128 || quote.Length != 1)
            return null;
        var (open, close) = quote[0] switch { '[' or ']' => ('[', ']'), '\'' => ('\'', '\''), '"' => ('"', '"'), '(' or ')' => ('(', ')'), '{' or '}' => ('{', '}'), '<' or '>' => ('<', '>'), _ => ('\0', '\0') };
        return open == '\0' ? null : open + c.Text(0).Replace(close.ToString(), new string(close, 2), StringComparison.Ordinal) + close;
    }

    private static object? Format(FunctionCallFrame c)
    {
        var format = c.Text(1);
        try
        {
            return c.Values[0] switch
            {
                Dec d => d.ToDecimal().ToString(format, CultureInfo.InvariantCulture),
                IFormattable f => f.ToString(format, CultureInfo.InvariantCulture),
                _ => throw Errors.InvalidArgument("format", 1, c.Types[0]),
            };
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static object? HashBytes(FunctionCallFrame c)
    {
        var bytes = c.Values[1] switch
        {
            string s => c.Types[1].IsUnicode ? Encoding.Unicode.GetBytes(s) : c.Types[1].EffectiveCollation.Encoding.GetBytes(s),
            byte[] b => b,
            _ => throw Errors.InvalidArgument("hashbytes", 2, c.Types[1]),
        };
#pragma warning disable CA5350, CA5351
        return c.Text(0).ToUpperInvariant() switch
        {
            "MD5" => MD5.HashData(bytes),
            "SHA" or "SHA1" => SHA1.HashData(bytes),
            "SHA2_256" => SHA256.HashData(bytes),
            "SHA2_512" => SHA512.HashData(bytes),
            _ => null,
        };
#pragma warning restore CA5350, CA5351
    }

    // Not the server's own sums, but the same for texts that are equal.
    private static object Checksum(FunctionCallFrame c)
    {
        var sum = 17;
        for (var i = 0; i < c.Values.Length; i++)
        {
            foreach (var letter in c.Values[i] is null ? "\u0001" : TextForm.Of(c.Values[i]!, c.Types[i], SqlType.NVarChar(-1), c.Values[i] is byte[] ? 1 : -1).TrimEnd(' '))
                sum = unchecked((int)System.Numerics.BitOperations.RotateLeft((uint)sum, 4) ^ Collations.Fold(letter, true, false));
        }
        return (long)sum;
    }
}
