using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

internal sealed partial class Translator
{
    private static readonly FunctionBody CheckFunction = FunctionTable.Add("(check)", c => Operators.InRange(c.Long(0), c.ResultType));

    private static readonly FunctionBody AverageFunction = FunctionTable.Add("(average)", c =>
    {
        var (sum, count) = ((Dec)c.Values[0]!, c.Long(1));
        var scale = TypeRules.ScaleOf(c.ResultType);
        var scaled = sum.ToScale(scale).Unscaled;
        return new Dec(TypeRules.IsMoney(c.ResultType) ? Dec.Round(scaled, count) : System.Numerics.BigInteger.Divide(scaled, count), scale);
    });

    private static readonly FunctionBody UserFunction = FunctionTable.Add("(function)", c => c.Session.CallFunction((int)c.Long(0), c.Values.AsSpan(1), c.Types.AsSpan(1)), nullIfNull: false);

    private Expr Function(FunctionCall f, Scope? scope)
    {
        var name = f.FunctionName.Value.ToUpperInvariant();
        if (f.CallTarget is MultiPartIdentifierCallTarget target)
            return User(f, target, scope);
        if (f.CallTarget is not null)
            throw Errors.NotSupported("a method of a type");
        if (AggregateFinder.IsAggregate(f))
            return Aggregate(f, name, scope);
        if (f.OverClause is not null)
            return Windowed(f, name, scope);
        return Builtins.TranslateCall(this, f, name, scope);
    }

    private Expr User(FunctionCall f, MultiPartIdentifierCallTarget target, Scope? scope)
    {
        List<string> parts = [.. target.MultiPartIdentifier.Identifiers.Select(i => i.Value), f.FunctionName.Value];
        if (NameResolution.Find(_context, parts).Object is not FunctionObject { Returns: { } returns } function)
        {
            throw new SqlError(4121, 16,
                $"Cannot find either column \"{parts[0]}\" or the user-defined function or aggregate \"{string.Join('.', parts)}\", or the name is ambiguous.");
        }
        Objects.Add(function);
        if (f.Parameters.Count < function.Parameters.Count)
            throw new SqlError(313, 16, $"An insufficient number of arguments were supplied for the procedure or function {string.Join('.', parts)}.", 3);
        if (f.Parameters.Count > function.Parameters.Count)
            throw new SqlError(8144, 16, $"Procedure or function {string.Join('.', parts)} has too many arguments specified.", 3);
        var args = new List<Expr> { Number(function.Id) };
        for (var i = 0; i < f.Parameters.Count; i++)
        {
            var parameter = function.Parameters[i];
            var value = f.Parameters[i] is DefaultLiteral ? parameter.Default is { } d ? Scalar(d, null) : new Expr("NULL", TypeRules.Untyped) : Scalar(f.Parameters[i], scope);
            args.Add(Convert(value, parameter.Type));
        }
        CallsFunctions = true;
        return new Expr(CallImpure(UserFunction, returns, args), returns);
    }

    private Expr Aggregate(FunctionCall f, string name, Scope? scope)
    {
        var isWindow = f.OverClause is not null;
        var owner = scope;
        if (!isWindow && scope is not null && scope.Groups is null)
            throw new SqlError(147, 15, "An aggregate may not appear in the WHERE clause unless it is in a subquery contained in a HAVING clause or a select list, and the column being aggregated is an outer reference.");
        var mark = _uses.Count;
        var isStar = f.Parameters is [ColumnReferenceExpression { ColumnType: ColumnType.Wildcard }];
        var args = isStar ? [] : f.Parameters.Select(p => Scalar(p, scope)).ToList();
        if (!isWindow && f.Parameters.Any(p => ContainsAggregate(p)))
            throw new SqlError(130, 16, "Cannot perform an aggregate function on an expression containing an aggregate or a subquery.");
        var within = f.WithinGroupClause?.OrderByClause.OrderByElements.Select(e => (Scalar(e.Expression, scope), e.SortOrder == SortOrder.Descending)).ToList() ?? [];
        var over = isWindow ? Over(f.OverClause!, scope) : "";
        if (!isWindow)
            _uses.RemoveRange(mark, _uses.Count - mark);
        var distinct = f.UniqueRowFilter == UniqueRowFilter.Distinct ? "DISTINCT " : "";
        if (isWindow && distinct.Length > 0)
            throw new SqlError(10759, 15, "Use of DISTINCT is not allowed with the OVER clause.");
        if (isStar)
            return new Expr($"count(*){over}", name == "COUNT" ? SqlType.Int : SqlType.BigInt) { IsNullable = false };
        if (args.Count == 0 || (name != "STRING_AGG" && args.Count != 1))
            throw Errors.ArgumentCount(name.ToLowerInvariant(), 1);
        return Aggregates.Translate(name, args, within, distinct, over);
    }

    private static bool ContainsAggregate(ScalarExpression e) => e is FunctionCall f && AggregateFinder.IsAggregate(f) && f.OverClause is null;

    private string Over(OverClause over, Scope? scope)
    {
        var parts = new List<string>();
        if (over.Partitions.Count > 0)
            parts.Add("PARTITION BY " + string.Join(',', over.Partitions.Select(p => Scalar(p, scope)).Select(e => e.Text + CollateText(e.Type, e))));
        if (over.OrderByClause is { } order)
        {
            parts.Add("ORDER BY " + string.Join(',', order.OrderByElements.Select(o =>
            {
                var e = Scalar(o.Expression, scope);
                return e.Text + CollateText(e.Type, e) + (o.SortOrder == SortOrder.Descending ? " DESC" : "");
            })));
        }
        if (over.WindowFrameClause is { } frame)
        {
            var kind = frame.WindowFrameType == WindowFrameType.Rows ? "ROWS" : "RANGE";
            parts.Add(frame.Bottom is null ? $"{kind} {Delimiter(frame.Top, scope)}" : $"{kind} BETWEEN {Delimiter(frame.Top, scope)} AND {Delimiter(frame.Bottom, scope)}");
        }
        return $" OVER ({string.Join(' ', parts)})";
    }

    private string Delimiter(WindowDelimiter d, Scope? scope) => d.WindowDelimiterType switch
    {
        WindowDelimiterType.UnboundedPreceding => "UNBOUNDED PRECEDING",
        WindowDelimiterType.UnboundedFollowing => "UNBOUNDED FOLLOWING",
        WindowDelimiterType.CurrentRow => "CURRENT ROW",
        WindowDelimiterType.ValuePreceding => $"{Scalar(d.OffsetValue, scope).Text} PRECEDING",
        _ => $"{Scalar(d.OffsetValue, scope).Text} FOLLOWING",
    };

    private Expr Windowed(FunctionCall f, string name, Scope? scope)
    {
        if (f.OverClause.OrderByClause is null && name is "ROW_NUMBER" or "RANK" or "DENSE_RANK" or "NTILE" or "LAG" or "LEAD" && f.OverClause.OrderByClause is null)
            throw new SqlError(4112, 15, $"The function '{name}' must have an OVER clause with ORDER BY.");
        var args = f.Parameters.Select(p => Scalar(p, scope)).ToList();
        var over = Over(f.OverClause, scope);
        switch (name)
        {
            case "ROW_NUMBER" or "RANK" or "DENSE_RANK":
                return new Expr($"{name}(){over}", SqlType.BigInt) { IsNullable = false };
            case "NTILE":
                return new Expr($"ntile({Convert(args[0], SqlType.BigInt).Text}){over}", SqlType.BigInt) { IsNullable = false };
            case "PERCENT_RANK" or "CUME_DIST":
                return new Expr($"{name}(){over}", SqlType.Float) { IsNullable = false };
            case "FIRST_VALUE" or "LAST_VALUE":
                return new Expr($"{name}({args[0].Text}){over}", args[0].Type);
            case "LAG" or "LEAD":
                var offset = args.Count > 1 ? Convert(args[1], SqlType.BigInt).Text : "1";
                return new Expr(args.Count > 2 ? $"{name}({args[0].Text},{offset},{Convert(args[2], args[0].Type).Text}){over}" : $"{name}({args[0].Text},{offset}){over}", args[0].Type);
            default:
                throw Errors.NotSupported($"{name} with OVER");
        }
    }

    private static class Aggregates
    {
        public static Expr Translate(string name, List<Expr> args, List<(Expr Key, bool Descending)> within, string distinct, string over)
        {
            var e = args[0];
            switch (name)
            {
                case "COUNT" or "COUNT_BIG":
                    return new Expr($"count({distinct}{e.Text}{(distinct.Length > 0 ? CollateText(e.Type, e) : "")}){over}", name == "COUNT" ? SqlType.Int : SqlType.BigInt) { IsNullable = false };
                case "MIN" or "MAX":
                    if (e.Type.Name == SqlTypeName.Bit || TypeRules.IsLob(e.Type) || e.IsNull)
                        throw Invalid(e, name);
                    return new Expr($"{name}({e.Text}{CollateText(e.Type, e)}){over}", e.Type) { Collation = e.Collation };
                case "SUM":
                    return Sum(e, distinct, over);
                case "AVG":
                    return Average(e, distinct, over);
                case "STRING_AGG":
                    return Strings(args, within, over);
                case "CHECKSUM_AGG":
                    return new Expr($"scksum({NotWindowed(e, over).Text})", SqlType.Int);
                default:
                    if (!TypeRules.IsNumber(e.Type))
                        throw Invalid(e, name);
                    var kind = name switch { "STDEV" => 0, "STDEVP" => 1, "VAR" => 2, _ => 3 };
                    if (distinct.Length > 0)
                        throw Errors.NotSupported($"{name} with DISTINCT");
                    return new Expr($"stdev({kind},{NotWindowed(Convert(e, SqlType.Float), over).Text})", SqlType.Float);
            }
        }

        private static SqlError Invalid(Expr e, string name) => new(8117, 16, $"Operand data type {Errors.Name(e.Type)} is invalid for {name.ToLowerInvariant()} operator.");

        private static Expr NotWindowed(Expr e, string over) => over.Length == 0 ? e : throw Errors.NotSupported("this aggregate with OVER");

        private static Expr Sum(Expr e, string distinct, string over)
        {
            var t = e.Type;
            if (!TypeRules.IsNumber(t) || t.Name == SqlTypeName.Bit)
                throw Invalid(e, "sum");
            if (TypeRules.IsApproximate(t))
                return new Expr($"sum({distinct}{e.Text}){over}", SqlType.Float);
            if (TypeRules.IsInteger(t))
            {
                var result = t.Name == SqlTypeName.BigInt ? SqlType.BigInt : SqlType.Int;
                return new Expr(Call(CheckFunction, result, new Expr($"sum({distinct}{e.Text}){over}", SqlType.BigInt)), result);
            }
            if (TypeRules.IsMoney(t))
                return new Expr($"sum({distinct}{e.Text}){over}", new SqlType(SqlTypeName.Money));
            var wide = t with { Precision = 38 };
            if (!Cells.IsWide(t))
                return Convert(new Expr($"sum({distinct}{e.Text}){over}", t with { Precision = 18 }), wide);
            if (distinct.Length > 0)
                throw Errors.NotSupported("SUM with DISTINCT of decimals with more than 18 digits");
            return new Expr($"dsum({TypeTable.Id(t)},{TypeTable.Id(wide)},{NotWindowed(e, over).Text})", wide);
        }

        private static Expr Average(Expr e, string distinct, string over)
        {
            var t = e.Type;
            if (!TypeRules.IsNumber(t) || t.Name == SqlTypeName.Bit)
                throw Invalid(e, "avg");
            if (TypeRules.IsApproximate(t))
                return new Expr($"avg({distinct}{e.Text}){over}", SqlType.Float);
            var (sum, count) = ($"sum({distinct}{e.Text}){over}", $"count({distinct}{e.Text}){over}");
            if (TypeRules.IsInteger(t))
                return new Expr($"({sum}/{count})", t.Name == SqlTypeName.BigInt ? SqlType.BigInt : SqlType.Int);
            var result = TypeRules.IsMoney(t) ? new SqlType(SqlTypeName.Money) : t with { Precision = 38, Scale = Math.Max(t.Scale, (byte)6) };
            if (!Cells.IsWide(t))
                return new Expr(Call(AverageFunction, result, new Expr(sum, TypeRules.IsMoney(t) ? t : t with { Precision = 18 }), new Expr(count, SqlType.BigInt)), result);
            if (distinct.Length > 0)
                throw Errors.NotSupported("AVG with DISTINCT of decimals with more than 18 digits");
            return new Expr($"davg({TypeTable.Id(t)},{TypeTable.Id(result)},{NotWindowed(e, over).Text})", result);
        }

        private static Expr Strings(List<Expr> args, List<(Expr Key, bool Descending)> within, string over)
        {
            if (args.Count != 2)
                throw Errors.ArgumentCount("STRING_AGG", 2);
            var e = AsText(args[0]);
            var unicode = e.Type.IsUnicode || args[1].Type.IsUnicode;
            var type = new SqlType(unicode ? SqlTypeName.NVarChar : SqlTypeName.VarChar, e.Type.IsMax ? -1 : unicode ? 4000 : 8000, Collation: e.Type.Collation);
            var keys = string.Concat(within.Select(k => $",{(k.Descending ? 1 : 0)},{k.Key.Text}"));
            return new Expr($"sconcat({NotWindowed(e, over).Text},{AsText(args[1]).Text}{keys})", type);
        }
    }
}
