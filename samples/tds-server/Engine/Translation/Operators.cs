using System.Numerics;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>The operators of expressions.</summary>
internal static class Operators
{
    private static readonly FunctionBody AddFunction = FunctionTable.Add("(+)", c => Compute('+', c));
    private static readonly FunctionBody SubtractFunction = FunctionTable.Add("(-)", c => Compute('-', c));
    private static readonly FunctionBody MultiplyFunction = FunctionTable.Add("(*)", c => Compute('*', c));
    private static readonly FunctionBody DivideFunction = FunctionTable.Add("(/)", c => Compute('/', c));
    private static readonly FunctionBody ModuloFunction = FunctionTable.Add("(%)", c => Compute('%', c));
    private static readonly FunctionBody NegateFunction = FunctionTable.Add("(minus)", c => c.Values[0] switch { long l => InRange(-(BigInteger)l, c.ResultType), Dec d => new Dec(-d.Unscaled, d.Scale), double d => -d, _ => null });
    private static readonly FunctionBody BytesFunction = FunctionTable.Add("(bytes+)", c => ((byte[])c.Values[0]!).Concat((byte[])c.Values[1]!).ToArray());
    private static readonly FunctionBody DaysFunction = FunctionTable.Add("(days+)", c => DateConversion.Fit(((DateTime)c.Values[0]!).AddDays((double)c.Values[1]!), default, c.ResultType, c.ResultType));
    private static readonly FunctionBody DayDifferenceFunction = FunctionTable.Add("(days-)", c =>
        DateConversion.Fit(new DateTime(1900, 1, 1) + ((DateTime)c.Values[0]! - (DateTime)c.Values[1]!), default, c.ResultType, c.ResultType));

    public static Expr Negate(Expr e)
    {
        if (e.Type.IsText || !TypeRules.IsNumber(e.Type))
            throw new SqlError(8117, 16, $"Operand data type {Errors.Name(e.Type)} is invalid for minus operator.");
        return new Expr(Translator.Call(NegateFunction, e.Type, e), e.Type) { IsNullable = e.IsNullable };
    }

    public static Expr Binary(BinaryExpressionType op, Expr a, Expr b, Settings settings)
    {
        var sign = op switch
        {
            BinaryExpressionType.Add => '+', BinaryExpressionType.Subtract => '-', BinaryExpressionType.Multiply => '*', BinaryExpressionType.Divide => '/',
            BinaryExpressionType.Modulo => '%', BinaryExpressionType.BitwiseAnd => '&', BinaryExpressionType.BitwiseOr => '|', _ => '^',
        };
        if (a.IsNull && b.IsNull)
            return a;
        if (sign == '+' && IsTextual(a) && IsTextual(b))
            return Concatenate(a, b, settings);
        if (sign == '+' && IsBytes(a) && IsBytes(b))
            return Bytes(a, b);
        if (a.IsNull || b.IsNull)
            return new Expr("NULL", a.IsNull ? b.Type : a.Type);
        if (sign is '&' or '|' or '^')
            return Bits(sign, a, b);
        if (TypeRules.IsDate(a.Type) || TypeRules.IsDate(b.Type))
            return Days(sign, a, b);
        (a, b) = (Numeric(a, b, sign), Numeric(b, a, sign));
        (a, b) = (Literal(a, b), Literal(b, a));
        var type = TypeRules.Arithmetic(sign, a.Type, b.Type);
        if (sign == '%' && TypeRules.IsApproximate(type))
            throw Errors.InvalidOperands(a.Type, b.Type, "modulo");
        if (TypeRules.IsMoney(type) || TypeRules.IsApproximate(type))
            (a, b) = (Translator.Convert(a, type), Translator.Convert(b, type));
        var function = sign switch { '+' => AddFunction, '-' => SubtractFunction, '*' => MultiplyFunction, '/' => DivideFunction, _ => ModuloFunction };
        return new Expr(Translator.Call(function, type, a, b), type) { IsNullable = a.IsNullable || b.IsNullable };
    }

    private static bool IsTextual(Expr e) => e.Type.IsText || e.IsNull;

    private static bool IsBytes(Expr e) => TypeRules.IsBinary(e.Type) || e.IsNull;

    // A whole number in the text counts with the digits it has beside a decimal, not with the ten of int.
    private static Expr Literal(Expr e, Expr other) => e.Constant is { } number && e.Type == SqlType.Int && TypeRules.IsDecimal(other.Type)
        ? e with { Type = new SqlType(SqlTypeName.Numeric, 0, (byte)Math.Max(1, Dec.Digits(BigInteger.Abs(number))), 0) } : e;

    // A text beside a number is one.
    private static Expr Numeric(Expr e, Expr other, char sign)
    {
        if (TypeRules.IsNumber(e.Type))
            return e;
        if ((e.Type.IsText || TypeRules.IsBinary(e.Type)) && TypeRules.IsNumber(other.Type))
            return Translator.Convert(e, other.Type.Name == SqlTypeName.Bit ? SqlType.Int : other.Type);
        var name = sign switch { '+' => "add", '-' => "subtract", '*' => "multiply", '/' => "divide", _ => "modulo" };
        if (e.Type.IsText && other.Type.IsText && sign != '+')
            throw e.Type.Name == other.Type.Name ? new SqlError(8117, 16, $"Operand data type {Errors.Name(e.Type)} is invalid for {name} operator.") : Errors.InvalidOperands(e.Type, other.Type, name);
        throw Errors.InvalidOperands(e.Type, other.Type, name);
    }

    private static Expr Concatenate(Expr a, Expr b, Settings settings)
    {
        if (a.Type.IsText && TypeRules.IsLob(a.Type) || b.Type.IsText && TypeRules.IsLob(b.Type))
            throw Errors.InvalidOperands(a.Type, b.Type, "add");
        var unicode = (a.Type.IsUnicode && !a.IsNull) || (b.Type.IsUnicode && !b.IsNull);
        var most = unicode ? 4000 : 8000;
        var (la, lb) = (a.IsNull ? 1 : a.Type.Length, b.IsNull ? 1 : b.Type.Length);
        var length = la == -1 || lb == -1 ? -1 : Math.Min(most, la + lb);
        var variable = !(TypeRules.IsFixedText(a.Type) && TypeRules.IsFixedText(b.Type));
        var name = unicode ? variable ? SqlTypeName.NVarChar : SqlTypeName.NChar : variable ? SqlTypeName.VarChar : SqlTypeName.Char;
        var type = new SqlType(name, length, Collation: a.Type.Collation ?? b.Type.Collation);
        var (x, y) = settings.ConcatNullYieldsNull ? (a.Text, b.Text) : ($"ifnull({a.Text},'')", $"ifnull({b.Text},'')");
        var text = $"({x}||{y})";
        if (length == most && la + lb > most)
            text = $"substr({text},1,{most})";
        return new Expr(text, type) { IsNullable = a.IsNullable || b.IsNullable, Collation = a.Collation ?? b.Collation };
    }

    private static Expr Bytes(Expr a, Expr b)
    {
        var length = a.IsNull || b.IsNull ? 8000 : a.Type.IsMax || b.Type.IsMax ? -1 : Math.Min(8000, a.Type.Length + b.Type.Length);
        var type = SqlType.VarBinary(length);
        return new Expr(Translator.Call(BytesFunction, type, Translator.Convert(a, SqlType.VarBinary(-1)), Translator.Convert(b, SqlType.VarBinary(-1))), type);
    }

    private static Expr Bits(char sign, Expr a, Expr b)
    {
        if (!TypeRules.IsInteger(a.Type) && !TypeRules.IsInteger(b.Type))
            throw Errors.InvalidOperands(a.Type, b.Type, sign == '&' ? "'&'" : sign == '|' ? "'|'" : "'^'");
        var type = TypeRules.IsInteger(a.Type) && TypeRules.IsInteger(b.Type) ? TypeRules.Meet(a.Type, b.Type) : TypeRules.IsInteger(a.Type) ? a.Type : b.Type;
        var (x, y) = (Translator.Convert(a, type).Text, Translator.Convert(b, type).Text);
        return new Expr(sign == '^' ? $"(({x}|{y})-({x}&{y}))" : $"({x}{sign}{y})", type) { IsNullable = a.IsNullable || b.IsNullable };
    }

    private static Expr Days(char sign, Expr a, Expr b)
    {
        var type = TypeRules.IsDate(a.Type) ? a.Type : b.Type;
        var other = TypeRules.IsDate(a.Type) ? b : a;
        if (type.Name is not (SqlTypeName.DateTime or SqlTypeName.SmallDateTime) || sign is not ('+' or '-'))
            throw TypeRules.IsDate(other.Type) || other.Type.IsText ? Errors.InvalidOperands(a.Type, b.Type, sign == '+' ? "add" : "subtract") : Errors.Clash(a.Type, b.Type);
        if (TypeRules.IsDate(other.Type) || other.Type.IsText)
        {
            var (x, y) = (Translator.Convert(a, type), Translator.Convert(b, type));
            if (sign == '-')
                return new Expr(Translator.Call(DayDifferenceFunction, type, x, y), type);
            return Days('+', x, Translator.Convert(y, SqlType.Float));
        }
        var days = Translator.Convert(other, SqlType.Float);
        if (sign == '-')
            days = TypeRules.IsDate(a.Type) ? Negate(days) : throw Errors.InvalidOperands(a.Type, b.Type, "subtract");
        return new Expr(Translator.Call(DaysFunction, type, TypeRules.IsDate(a.Type) ? a : b, days), type);
    }

    private static object? Compute(char op, FunctionCallFrame c)
    {
        var (a, b, type) = (c.Values[0]!, c.Values[1]!, c.ResultType);
        if (TypeRules.IsApproximate(type))
            return Float(op, (double)a, (double)b, type);
        if (TypeRules.IsInteger(type))
            return Whole(op, (long)a, (long)b, type);
        var (x, y) = (AsDec(a), AsDec(b));
        if (op is '/' or '%' && y.Unscaled.IsZero)
            throw Errors.DivideByZero();
        var scale = TypeRules.ScaleOf(type);
        var max = Math.Max(x.Scale, y.Scale);
        var result = op switch
        {
            '+' => new Dec(x.ToScale(max).Unscaled + y.ToScale(max).Unscaled, max),
            '-' => new Dec(x.ToScale(max).Unscaled - y.ToScale(max).Unscaled, max),
            '*' => new Dec(x.Unscaled * y.Unscaled, x.Scale + y.Scale),
            '/' => new Dec(TypeRules.IsMoney(type) ? BigInteger.Divide(x.Unscaled * Dec.Powers[scale + y.Scale], y.Unscaled * Dec.Powers[x.Scale])
                : BigInteger.Divide(x.Unscaled * Dec.Powers[Math.Max(0, scale + y.Scale - x.Scale)], y.Unscaled * Dec.Powers[Math.Max(0, x.Scale - scale - y.Scale)]), scale),
            _ => new Dec(BigInteger.Remainder(x.ToScale(max).Unscaled, y.ToScale(max).Unscaled), max),
        };
        return result.Fit(TypeRules.IsMoney(type) ? 19 : type.Precision, scale, TypeRules.IsMoney(type) ? "money" : "numeric");
    }

    private static Dec AsDec(object value) => value is Dec d ? d : Dec.Of((long)value);

    private static double Float(char op, double a, double b, SqlType type)
    {
        if (op == '/' && b == 0)
            throw Errors.DivideByZero();
        var result = op switch { '+' => a + b, '-' => a - b, '*' => a * b, _ => a / b };
        if (!double.IsFinite(result))
            throw Errors.OverflowExpression("float");
        return type.Name == SqlTypeName.Real ? (double)(float)result : result;
    }

    private static object Whole(char op, long a, long b, SqlType type)
    {
        if (op is '/' or '%' && b == 0)
            throw Errors.DivideByZero();
        return InRange(op switch { '+' => (BigInteger)a + b, '-' => (BigInteger)a - b, '*' => (BigInteger)a * b, '/' => (BigInteger)a / b, _ => (BigInteger)a % b }, type);
    }

    public static object InRange(BigInteger value, SqlType type)
    {
        var (low, high) = type.Name switch
        {
            SqlTypeName.TinyInt or SqlTypeName.Bit => (0, 255),
            SqlTypeName.SmallInt => (short.MinValue, short.MaxValue),
            SqlTypeName.Int => (int.MinValue, int.MaxValue),
            _ => ((BigInteger)long.MinValue, (BigInteger)long.MaxValue),
        };
        return value < low || value > high ? throw Errors.OverflowExpression(Errors.Name(type)) : (long)value;
    }
}
