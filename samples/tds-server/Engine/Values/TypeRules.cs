using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Which type an expression has: precedence of types, and precision and scale of arithmetic, as SQL Server computes them.</summary>
internal static class TypeRules
{
    // What NULL alone has: int for the client, and whatever is asked for where it stands.
    public static readonly SqlType Untyped = new(SqlTypeName.Int, Length: -77);

    // Higher comes first.
    private static readonly SqlTypeName[] Order =
    [
        SqlTypeName.Variant, SqlTypeName.Xml, SqlTypeName.DateTimeOffset, SqlTypeName.DateTime2, SqlTypeName.DateTime, SqlTypeName.SmallDateTime, SqlTypeName.Date,
        SqlTypeName.Time, SqlTypeName.Float, SqlTypeName.Real, SqlTypeName.Decimal, SqlTypeName.Numeric, SqlTypeName.Money, SqlTypeName.SmallMoney, SqlTypeName.BigInt,
        SqlTypeName.Int, SqlTypeName.SmallInt, SqlTypeName.TinyInt, SqlTypeName.Bit, SqlTypeName.NText, SqlTypeName.Text, SqlTypeName.Image, SqlTypeName.RowVersion,
        SqlTypeName.UniqueIdentifier, SqlTypeName.NVarChar, SqlTypeName.NChar, SqlTypeName.VarChar, SqlTypeName.Char, SqlTypeName.VarBinary, SqlTypeName.Binary, SqlTypeName.Table,
    ];

    private static readonly int[] Rank = [.. Enum.GetValues<SqlTypeName>().Select(n => Array.IndexOf(Order, n))];

    public static bool IsInteger(SqlType t) => t.Name is SqlTypeName.Bit or SqlTypeName.TinyInt or SqlTypeName.SmallInt or SqlTypeName.Int or SqlTypeName.BigInt;

    public static bool IsDecimal(SqlType t) => t.Name is SqlTypeName.Decimal or SqlTypeName.Numeric;

    public static bool IsMoney(SqlType t) => t.Name is SqlTypeName.Money or SqlTypeName.SmallMoney;

    public static bool IsApproximate(SqlType t) => t.Name is SqlTypeName.Float or SqlTypeName.Real;

    public static bool IsNumber(SqlType t) => IsInteger(t) || IsDecimal(t) || IsMoney(t) || IsApproximate(t);

    public static bool IsDate(SqlType t) => t.Name is SqlTypeName.Date or SqlTypeName.Time or SqlTypeName.SmallDateTime or SqlTypeName.DateTime or SqlTypeName.DateTime2
        or SqlTypeName.DateTimeOffset;

    public static bool IsBinary(SqlType t) => t.Name is SqlTypeName.Binary or SqlTypeName.VarBinary or SqlTypeName.Image or SqlTypeName.RowVersion;

    public static bool IsLob(SqlType t) => t.Name is SqlTypeName.Text or SqlTypeName.NText or SqlTypeName.Image or SqlTypeName.Xml;

    public static bool IsFixedText(SqlType t) => t.Name is SqlTypeName.Char or SqlTypeName.NChar;

    public static int ScaleOf(SqlType t) => IsMoney(t) ? 4 : IsDecimal(t) ? t.Scale : 0;

    /// <summary>The decimal a number counts as beside a decimal.</summary>
    public static SqlType AsDecimal(SqlType t) => t.Name switch
    {
        SqlTypeName.Bit => SqlType.Decimal(1, 0),
        SqlTypeName.TinyInt => SqlType.Decimal(3, 0),
        SqlTypeName.SmallInt => SqlType.Decimal(5, 0),
        SqlTypeName.Int => SqlType.Decimal(10, 0),
        SqlTypeName.BigInt => SqlType.Decimal(19, 0),
        SqlTypeName.SmallMoney => SqlType.Decimal(10, 4),
        SqlTypeName.Money => SqlType.Decimal(19, 4),
        _ => t,
    };

    public static bool IsHigher(SqlType a, SqlType b) => Rank[(int)a.Name] < Rank[(int)b.Name];

    /// <summary>The type of two that meet: in CASE, COALESCE, UNION, comparisons.</summary>
    public static SqlType Meet(SqlType a, SqlType b)
    {
        if (ReferenceEquals(a, Untyped))
            return b;
        if (ReferenceEquals(b, Untyped) || a == b)
            return a;
        var high = IsHigher(a, b) ? a : b;
        var low = ReferenceEquals(high, a) ? b : a;
        if (high.IsText && low.IsText)
            return MeetTexts(high, low);
        if (IsBinary(high) && IsBinary(low) && !IsLob(high) && high.Name != SqlTypeName.RowVersion)
            return high with { Name = SqlTypeName.VarBinary == high.Name || SqlTypeName.VarBinary == low.Name ? SqlTypeName.VarBinary : SqlTypeName.Binary, Length = Longest(a.Length, b.Length) };
        if (IsDecimal(high) && IsNumber(low))
        {
            var other = AsDecimal(low);
            var scale = Math.Max(high.Scale, other.Scale);
            return Bounded(high.Name, Math.Max(high.Precision - high.Scale, other.Precision - other.Scale) + scale, scale);
        }
        if (IsMoney(high) || IsInteger(high) || IsApproximate(high) || !IsDate(high))
            return high;
        if (high.Name is SqlTypeName.DateTime2 or SqlTypeName.DateTimeOffset or SqlTypeName.Time && IsDate(low))
            return high with { Scale = Math.Max(high.Scale, low.Name is SqlTypeName.DateTime2 or SqlTypeName.DateTimeOffset or SqlTypeName.Time ? low.Scale : low.Name == SqlTypeName.DateTime ? (byte)3 : (byte)0) };
        return high;
    }

    private static SqlType MeetTexts(SqlType high, SqlType low)
    {
        if (IsLob(high))
            return high;
        var variable = high.Name is SqlTypeName.VarChar or SqlTypeName.NVarChar || low.Name is SqlTypeName.VarChar or SqlTypeName.NVarChar;
        var name = high.IsUnicode || low.IsUnicode ? variable ? SqlTypeName.NVarChar : SqlTypeName.NChar : variable ? SqlTypeName.VarChar : SqlTypeName.Char;
        var length = Longest(high.Length, low.Length);
        return new SqlType(name, name is SqlTypeName.NVarChar or SqlTypeName.NChar && length > 4000 ? (high.IsMax || low.IsMax ? -1 : 4000) : length, Collation: high.Collation ?? low.Collation);
    }

    public static int Longest(int a, int b) => a == SqlType.Max || b == SqlType.Max ? SqlType.Max : Math.Max(a, b);

    /// <summary>Precision and scale of more than 38 digits give up places behind the point, but not below six.</summary>
    public static SqlType Bounded(SqlTypeName name, int precision, int scale)
    {
        if (precision > 38)
        {
            var whole = precision - scale;
            scale = Math.Max(Math.Min(scale, 6), scale - (precision - 38));
            scale = Math.Min(scale, Math.Max(38 - whole, Math.Min(scale, 6)));
            precision = 38;
        }
        return new SqlType(name, 0, (byte)precision, (byte)scale);
    }

    /// <summary>+ - * / % of numbers.</summary>
    public static SqlType Arithmetic(char op, SqlType a, SqlType b)
    {
        if (IsApproximate(a) || IsApproximate(b))
            return a.Name == SqlTypeName.Float || b.Name == SqlTypeName.Float ? SqlType.Float : new SqlType(SqlTypeName.Real);
        if (!IsDecimal(a) && !IsDecimal(b))
        {
            var meet = Meet(a, b);
            return meet.Name == SqlTypeName.Bit ? SqlType.TinyInt : meet;
        }
        var (x, y) = (AsDecimal(a), AsDecimal(b));
        var name = a.Name == SqlTypeName.Decimal || b.Name == SqlTypeName.Decimal ? SqlTypeName.Decimal : SqlTypeName.Numeric;
        int p1 = x.Precision, s1 = x.Scale, p2 = y.Precision, s2 = y.Scale;
        switch (op)
        {
            case '*':
                return Bounded(name, p1 + p2 + 1, s1 + s2);
            case '/':
                var scale = Math.Max(6, s1 + p2 + 1);
                return Bounded(name, p1 - s1 + s2 + scale, scale);
            case '%':
                return Bounded(name, Math.Min(p1 - s1, p2 - s2) + Math.Max(s1, s2), Math.Max(s1, s2));
            default:
                return BoundedSum(name, Math.Max(p1 - s1, p2 - s2) + 1, Math.Max(s1, s2));
        }
    }

    // Sums keep their whole part: only the scale gives way.
    private static SqlType BoundedSum(SqlTypeName name, int whole, int scale) =>
        new(name, 0, (byte)Math.Min(38, whole + scale), (byte)(whole + scale > 38 ? Math.Max(0, Math.Min(scale, 38 - whole)) : scale));

    /// <summary>How many characters a value of the type has at most as text (CAST to varchar, concatenation with +).</summary>
    public static int TextLength(SqlType t) => t.Name switch
    {
        SqlTypeName.Bit => 1,
        SqlTypeName.TinyInt => 3,
        SqlTypeName.SmallInt => 6,
        SqlTypeName.Int => 12,
        SqlTypeName.BigInt => 20,
        SqlTypeName.Decimal or SqlTypeName.Numeric => t.Precision + 2,
        SqlTypeName.Money or SqlTypeName.SmallMoney => 30,
        SqlTypeName.Float or SqlTypeName.Real => 53,
        SqlTypeName.UniqueIdentifier => 36,
        _ when IsDate(t) => 40,
        _ when t.IsText || IsBinary(t) => IsLob(t) ? -1 : t.Length,
        _ => 4000,
    };
}
