using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

internal static partial class Builtins
{
    // The type a rounding function gives: small integers become int, texts float.
    private static SqlType Kept(IReadOnlyList<Expr> a) => TypeRules.IsInteger(a[0].Type) ? a[0].Type.Name == SqlTypeName.BigInt ? SqlType.BigInt : SqlType.Int
        : TypeRules.IsDecimal(a[0].Type) || TypeRules.IsMoney(a[0].Type) ? a[0].Type.Name == SqlTypeName.SmallMoney ? new SqlType(SqlTypeName.Money) : a[0].Type : SqlType.Float;

    private static object Number(FunctionCallFrame c, int i = 0) => c.Values[i] is string ? Converter.Convert(c.Values[i], c.Types[i], SqlType.Float, c.Session.Settings)! : c.Values[i]!;

    private static void Numbers(Dictionary<string, Builtin> all)
    {
        Add(all, "ABS", "*", Kept, c => Number(c) switch { long l => l == long.MinValue || (l == int.MinValue && c.ResultType.Name == SqlTypeName.Int) ? throw Errors.OverflowExpression(Errors.Name(c.ResultType)) : Math.Abs(l), Dec d => new Dec(System.Numerics.BigInteger.Abs(d.Unscaled), d.Scale), double d => Math.Abs(d), _ => throw Errors.InvalidArgument("abs", 1, c.Types[0]) });
        Add(all, "SIGN", "*", Kept, c => Number(c) switch { long l => (long)Math.Sign(l), Dec d => new Dec(d.Unscaled.Sign, 0), double d => (double)Math.Sign(d), _ => throw Errors.InvalidArgument("sign", 1, c.Types[0]) });
        Add(all, "FLOOR", "*", Whole, c => Number(c) switch { long l => l, Dec d => Down(d), double d => Math.Floor(d), _ => throw Errors.InvalidArgument("floor", 1, c.Types[0]) });
        Add(all, "CEILING", "*", Whole, c => Number(c) switch { long l => l, Dec d => Down(new Dec(-d.Unscaled, d.Scale)) is var n ? new Dec(-n.Unscaled, 0) : n, double d => Math.Ceiling(d), _ => throw Errors.InvalidArgument("ceiling", 1, c.Types[0]) });
        Add(all, "ROUND", "*n?n", Kept, Round);
        Add(all, "POWER", "*f", Kept, Power);
        Add(all, "SQUARE", "f", SqlType.Float, c => Finite((double)c.Values[0]! * (double)c.Values[0]!));
        Add(all, "SQRT", "f", SqlType.Float, c => (double)c.Values[0]! < 0 ? throw InvalidFloat() : Math.Sqrt((double)c.Values[0]!));
        Add(all, "EXP", "f", SqlType.Float, c => Finite(Math.Exp((double)c.Values[0]!)));
        Add(all, "LOG", "f?f", SqlType.Float, c => (double)c.Values[0]! <= 0 ? throw InvalidFloat() : c.Values.Length > 1 ? Math.Log((double)c.Values[0]!, (double)c.Values[1]!) : Math.Log((double)c.Values[0]!));
        Add(all, "LOG10", "f", SqlType.Float, c => (double)c.Values[0]! <= 0 ? throw InvalidFloat() : Math.Log10((double)c.Values[0]!));
        Add(all, "PI", "", SqlType.Float, _ => Math.PI);
        Add(all, "SIN", "f", SqlType.Float, c => Math.Sin((double)c.Values[0]!));
        Add(all, "COS", "f", SqlType.Float, c => Math.Cos((double)c.Values[0]!));
        Add(all, "TAN", "f", SqlType.Float, c => Math.Tan((double)c.Values[0]!));
        Add(all, "ATAN", "f", SqlType.Float, c => Math.Atan((double)c.Values[0]!));
        Add(all, "DEGREES", "*", Kept, c => Converter.Convert((double)Converter.Convert(Number(c), c.Types[0], SqlType.Float, c.Session.Settings)! * 180 / Math.PI, SqlType.Float, c.ResultType, c.Session.Settings));
        Add(all, "RADIANS", "*", Kept, c => Converter.Convert((double)Converter.Convert(Number(c), c.Types[0], SqlType.Float, c.Session.Settings)! * Math.PI / 180, SqlType.Float, c.ResultType, c.Session.Settings));
        Add(all, "RAND", "?n", SqlType.Float, _ => Random.Shared.NextDouble(), impure: true);
    }

    private static SqlType Whole(IReadOnlyList<Expr> a) => Kept(a) is var t && TypeRules.IsDecimal(t) ? t with { Scale = 0 } : Kept(a);

    private static Dec Down(Dec d)
    {
        var whole = d.Whole;
        return new Dec(d.Unscaled.Sign < 0 && new Dec(whole, 0).CompareTo(d) != 0 ? whole - 1 : whole, 0);
    }

    private static SqlError InvalidFloat() => new(3623, 16, "An invalid floating point operation occurred.");

    private static double Finite(double value) => double.IsFinite(value) ? value : throw Errors.OverflowExpression("float");

    private static object Round(FunctionCallFrame c)
    {
        var places = (int)Math.Clamp(c.Long(1), -40, 40);
        var truncate = c.Values.Length > 2 && c.Long(2) != 0;
        switch (Number(c))
        {
            case double d:
                if (Math.Abs(d) > 1e15)
                    return d;
                if (places >= 0)
                    return truncate ? Math.Truncate(d * Math.Pow(10, places)) / Math.Pow(10, places) : places > 15 ? d : Math.Round(d, places, MidpointRounding.AwayFromZero);
                var unit = Math.Pow(10, -places);
                return (truncate ? Math.Truncate(d / unit) : Math.Round(d / unit, MidpointRounding.AwayFromZero)) * unit;
            case long l:
                return Operators.InRange(Places(Dec.Of(l), places, truncate).Unscaled, c.ResultType);
            case Dec d:
                return Places(d, places, truncate).Fit(TypeRules.IsMoney(c.ResultType) ? 19 : c.ResultType.Precision, TypeRules.ScaleOf(c.ResultType), "numeric");
            default:
                throw Errors.InvalidArgument("round", 1, c.Types[0]);
        }
    }

    private static Dec Places(Dec d, int places, bool truncate)
    {
        if (places >= 0)
            return places >= d.Scale ? d : truncate ? d.Truncate(places) : d.ToScale(places);
        var unit = Dec.Powers[-places];
        var scaled = new Dec(d.Unscaled, d.Scale - places);
        return new Dec((truncate ? scaled.Truncate(0) : scaled.ToScale(0)).Unscaled * unit, 0);
    }

    private static object Power(FunctionCallFrame c)
    {
        var exponent = (double)c.Values[1]!;
        var @base = (double)Converter.Convert(Number(c), c.Types[0].IsText ? SqlType.Float : c.Types[0], SqlType.Float, c.Session.Settings)!;
        var result = Finite(Math.Pow(@base, exponent));
        if (c.ResultType.Name == SqlTypeName.Float)
            return result;
        if (TypeRules.IsInteger(c.ResultType) && Math.Abs(result) > (c.ResultType.Name == SqlTypeName.Int ? int.MaxValue : long.MaxValue))
            throw new SqlError(232, 16, $"Arithmetic overflow error for type {Errors.Name(c.ResultType)}, value = {result:F6}.", 3);
        return Converter.Convert(result, SqlType.Float, c.ResultType, c.Session.Settings)!;
    }
}
