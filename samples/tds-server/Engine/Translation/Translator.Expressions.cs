using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

internal sealed partial class Translator
{
    /// <summary>A scalar expression; grouped queries forget the columns of an expression that they group by.</summary>
    public Expr Scalar(ScalarExpression e, Scope? scope)
    {
        var mark = _uses.Count;
        var made = Deeper(() => ScalarOf(e, scope));
        if (e is PrimaryExpression { Collation: { } collate })
            made = Collate(made, collate.Value);
        for (var s = scope; s is not null; s = s.Outer)
        {
            if (s.Groups is { } groups && groups.Contains(made.Text))
                _uses.RemoveRange(mark, _uses.Count - mark);
        }
        return made;
    }

    private static Expr Collate(Expr e, string name)
    {
        var collation = Collation.Find(name) ?? throw new SqlError(448, 16, $"Invalid collation '{name}'.");
        if (!e.Type.IsText)
            throw new SqlError(447, 16, $"Expression type {Errors.Name(e.Type)} is invalid for COLLATE clause.");
        return Convert(e, e.Type with { Collation = collation }) with { Collation = collation };
    }

    private Expr ScalarOf(ScalarExpression e, Scope? scope) => e switch
    {
        ParenthesisExpression p => Scalar(p.Expression, scope),
        Literal l => OfLiteral(l),
        VariableReference v => Variable(v.Name),
        GlobalVariableExpression g => Builtins.Global(this, g.Name),
        ColumnReferenceExpression c => ColumnReference(c, scope),
        UnaryExpression u => Unary(u, scope),
        BinaryExpression b => Operators.Binary(b.BinaryExpressionType, Scalar(b.FirstExpression, scope), Scalar(b.SecondExpression, scope), _context.Settings),
        CastCall c => Cast(c.Parameter, c.DataType, null, scope, false),
        TryCastCall c => Cast(c.Parameter, c.DataType, null, scope, true),
        ConvertCall c => Cast(c.Parameter, c.DataType, c.Style, scope, false),
        TryConvertCall c => Cast(c.Parameter, c.DataType, c.Style, scope, true),
        ParseCall c => Cast(c.StringValue, c.DataType, null, scope, false),
        TryParseCall c => Cast(c.StringValue, c.DataType, null, scope, true),
        SearchedCaseExpression c => Case([.. c.WhenClauses.Select(w => (Predicate(w.WhenExpression, scope), Scalar(w.ThenExpression, scope)))], c.ElseExpression is { } x ? Scalar(x, scope) : null),
        SimpleCaseExpression c => SimpleCase(c, scope),
        IIfCall i => Case([(Predicate(i.Predicate, scope), Scalar(i.ThenExpression, scope))], Scalar(i.ElseExpression, scope)),
        CoalesceExpression c => Coalesce([.. c.Expressions.Select(x => Scalar(x, scope))]),
        NullIfExpression n => NullIf(Scalar(n.FirstExpression, scope), Scalar(n.SecondExpression, scope)),
        ScalarSubquery q => Subquery(q, scope),
        FunctionCall f => Function(f, scope),
        LeftFunctionCall l => Builtins.Translate(this, "LEFT", [.. l.Parameters.Select(p => Scalar(p, scope))]),
        RightFunctionCall r => Builtins.Translate(this, "RIGHT", [.. r.Parameters.Select(p => Scalar(p, scope))]),
        ParameterlessCall p => Builtins.Translate(this, ParameterlessName(p.ParameterlessCallType), []),
        OdbcFunctionCall o => Builtins.Odbc(this, o, scope),
        AtTimeZoneCall => throw Errors.NotSupported("AT TIME ZONE"),
        _ => throw Errors.NotSupported(e.GetType().Name),
    };

    private static string ParameterlessName(ParameterlessCallType type) => type switch
    {
        ParameterlessCallType.CurrentTimestamp => "GETDATE",
        ParameterlessCallType.SystemUser => "SUSER_SNAME",
        _ => "USER_NAME",
    };

    private static readonly FunctionBody LiveVariable = FunctionTable.Add("(variable)", c =>
        c.Session.Frame.Variables.TryGetValue(c.Text(0), out var slot) ? Cells.Decode(slot.Cell, slot.Type) : throw Errors.UndeclaredVariable(c.Text(0)));

    /// <summary>Variables that change while the query runs: SELECT @v = @v + ….</summary>
    public HashSet<string> LiveVariables { get; } = new(StringComparer.OrdinalIgnoreCase);

    private Expr Variable(string name)
    {
        if (_substitutions is not null && _substitutions.TryGetValue(name.ToUpperInvariant(), out var given))
            return given;
        var type = _context.Variable(name) ?? throw Errors.UndeclaredVariable(name);
        if (LiveVariables.Contains(name))
            return new Expr(CallImpure(LiveVariable, type, OfString(name, true)), type);
        return new Expr(Parameter(name.ToUpperInvariant()), type);
    }

    private static Expr OfLiteral(Literal literal)
    {
        switch (literal)
        {
            case IntegerLiteral i:
                if (long.TryParse(i.Value, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue)
                    return Number(number);
                return Decimal(i.Value);
            case NumericLiteral n:
                return Decimal(n.Value);
            case RealLiteral r:
                var real = double.Parse(r.Value, NumberStyles.Float, CultureInfo.InvariantCulture);
                return new Expr(real.ToString("0.0################E+000", CultureInfo.InvariantCulture), SqlType.Float) { IsNullable = false };
            case MoneyLiteral m:
                var money = (Dec)Converter.Convert(m.Value.TrimStart('$', '£', '€'), SqlType.VarChar(40), new SqlType(SqlTypeName.Money), new Settings())!;
                return new Expr(money.Unscaled.ToString(CultureInfo.InvariantCulture), new SqlType(SqlTypeName.Money)) { IsNullable = false };
            case BinaryLiteral b:
                var hex = b.Value[2..];
                return new Expr($"x'{(hex.Length % 2 == 1 ? "0" : "")}{hex}'", SqlType.VarBinary(Math.Max(1, (hex.Length + 1) / 2))) { IsNullable = false };
            case StringLiteral s:
                return OfString(s.Value, s.IsNational);
            case NullLiteral:
                return new Expr("NULL", TypeRules.Untyped);
            case OdbcLiteral o:
                return Convert(OfString(o.Value, false), o.OdbcLiteralType == OdbcLiteralType.Guid ? SqlType.UniqueIdentifier : SqlType.DateTime);
            default:
                throw Errors.NotSupported(literal.GetType().Name);
        }
    }

    public static Expr OfString(string value, bool isNational)
    {
        var type = isNational ? SqlType.NVarChar(value.Length > 4000 ? -1 : Math.Max(1, value.Length)) : SqlType.VarChar(value.Length > 8000 ? -1 : Math.Max(1, value.Length));
        if (!isNational)
        {
            value = Converter.FitText(value, SqlType.NVarChar(-1), SqlType.VarChar(-1));
            if (!type.IsMax && Collation.Default.Encoding.GetByteCount(value) is var bytes && bytes > type.Length)
                type = SqlType.VarChar(Math.Min(bytes, 8000));
        }
        var text = value.Contains('\0', StringComparison.Ordinal)
            ? $"CAST(x'{System.Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(value))}' AS TEXT)" : Quote(value);
        return new Expr(text, type) { IsNullable = false };
    }

    private static Expr Decimal(string text)
    {
        _ = Dec.TryParse(text, out var value);
        var precision = Math.Max(1, value.Precision);
        if (precision > 38)
            throw new SqlError(1007, 15, $"The number '{text}' is out of the range for numeric representation (maximum precision 38).");
        var type = new SqlType(SqlTypeName.Numeric, 0, (byte)precision, (byte)value.Scale);
        return new Expr(Cells.Encode(value, type) is string s ? Quote(s) : value.Unscaled.ToString(CultureInfo.InvariantCulture), type) { IsNullable = false };
    }

    private Expr Unary(UnaryExpression u, Scope? scope)
    {
        var e = Scalar(u.Expression, scope);
        if (e.IsNull)
            return e;
        switch (u.UnaryExpressionType)
        {
            case UnaryExpressionType.Positive:
                return e;
            case UnaryExpressionType.BitwiseNot:
                return new Expr(e.Type.Name switch { SqlTypeName.Bit => $"(1-{e.Text})", SqlTypeName.TinyInt => $"(~{e.Text}&255)", _ => $"(~{e.Text})" }, e.Type) { IsNullable = e.IsNullable };
        }
        if (e.Constant is { } constant)
            return Number(-constant) with { Text = $"(-{e.Text})" };
        if (IsDecimalLiteral(u.Expression))
            return Cells.IsWide(e.Type) ? Operators.Negate(e) : e with { Text = $"(-{e.Text})" };
        return Operators.Negate(e);
    }

    private static bool IsDecimalLiteral(ScalarExpression e) => e is NumericLiteral or IntegerLiteral;

    private Expr Cast(ScalarExpression parameter, DataTypeReference type, ScalarExpression? style, Scope? scope, bool isTry)
    {
        var to = DataTypes.Of(type, 30);
        var from = Scalar(parameter, scope);
        if (to.IsText && to.Collation is null && from.Type.IsText)
            to = to with { Collation = from.Type.Collation };
        return Convert(from, to, style is null ? null : Scalar(style, scope), isTry);
    }

    private Expr SimpleCase(SimpleCaseExpression c, Scope? scope)
    {
        var input = Scalar(c.InputExpression, scope);
        var whens = c.WhenClauses.Select(w => (Compare("=", input, Scalar(w.WhenExpression, scope)), Scalar(w.ThenExpression, scope))).ToList();
        return Case(whens, c.ElseExpression is { } x ? Scalar(x, scope) : null);
    }

    private static Expr Case(List<(string When, Expr Then)> whens, Expr? otherwise)
    {
        var type = whens.Select(w => w.Then).Append(otherwise ?? new Expr("NULL", TypeRules.Untyped)).Select(t => t.Type).Aggregate(TypeRules.Meet);
        if (ReferenceEquals(type, TypeRules.Untyped))
            throw new SqlError(8133, 16, "At least one of the result expressions in a CASE specification must be an expression other than the NULL constant.");
        var text = string.Concat(whens.Select(w => $" WHEN {w.When} THEN {Convert(w.Then, type).Text}"));
        return new Expr($"(CASE{text} ELSE {(otherwise is null ? "NULL" : Convert(otherwise, type).Text)} END)", type)
        {
            IsNullable = otherwise is null || otherwise.IsNullable || whens.Any(w => w.Then.IsNullable),
        };
    }

    private static Expr Coalesce(List<Expr> parts)
    {
        var type = parts.Select(p => p.Type).Aggregate(TypeRules.Meet);
        if (ReferenceEquals(type, TypeRules.Untyped))
            throw new SqlError(4127, 16, "At least one of the arguments to COALESCE must be an expression that is not the NULL constant.");
        return new Expr($"coalesce({string.Join(',', parts.Select(p => Convert(p, type).Text))}{(parts.Count == 1 ? ",NULL" : "")})", type) { IsNullable = parts.All(p => p.IsNullable) };
    }

    private static Expr NullIf(Expr a, Expr b) => new($"(CASE WHEN {Compare("=", a, b)} THEN NULL ELSE {a.Text} END)", a.Type);

    private Expr Subquery(ScalarSubquery q, Scope? scope)
    {
        var query = Query(q.QueryExpression, scope);
        if (query.Columns.Count != 1)
            throw new SqlError(116, 16, "Only one expression can be specified in the select list when the subquery is not introduced with EXISTS.");
        return new Expr(query.IsOneRow ? $"({query.Sql})" : $"(SELECT single(o1) FROM ({query.Sql}))", query.Columns[0].Type);
    }
}
