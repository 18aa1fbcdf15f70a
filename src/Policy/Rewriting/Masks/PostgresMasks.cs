using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql.Postgres;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary>
/// Masks as PostgreSQL expressions. Where a mask does not read the value, the column still stands in a branch that is never taken,
/// because its collation and type come from there; the planner removes it.
/// </summary>
public sealed class PostgresMasks : IMaskDialect
{
    private PostgresMasks()
    {
    }

    public static PostgresMasks Instance { get; } = new();

    public bool TryWrite(
        MaskTerms mask, ColumnType type, string columnSql, [NotNullWhen(true)] out string? sql, [NotNullWhen(false)] out string? refusal)
    {
        sql = null;
        refusal = mask.IsKeyed
            ? $"column {Quote(columnSql)} is under the keyed mask `{Word(mask.Kind)}`, which is computed on the way out: it can only be shown as it is"
            : WhyNot(mask, type, columnSql);
        if (refusal is null)
        {
            sql = Write(mask, PostgresColumnType.Of(type), columnSql);
        }

        return sql is not null;
    }

    public bool TryWriteToken(
        MaskTerms mask, ColumnType type, string columnSql, [NotNullWhen(true)] out string? sql, [NotNullWhen(false)] out string? refusal)
    {
        sql = null;
        refusal = mask.Kind != MaskKind.Token
            ? $"the function `proxydb.token` does not make the mask `{Word(mask.Kind)}` of column {Quote(columnSql)}"
            : WhyNot(mask, type, columnSql);
        if (refusal is null)
        {
            sql = TokenOf(PostgresColumnType.Of(type), columnSql, mask.Key);
        }

        return sql is not null;
    }

    public string? Check(MaskTerms mask, ColumnType type)
    {
        if (MaskSupport.Fault(mask) is { } fault)
        {
            return fault;
        }

        var known = PostgresColumnType.Of(type);
        if (PostgresMaskFit.Bears(known, mask.Kind))
        {
            return PostgresMaskFit.Misfit(mask, known) is { } misfit ? $"the mask `{Word(mask.Kind)}` does not fit the type `{type.Printed}`: {misfit}" : null;
        }

        var bearable = Enum.GetValues<MaskKind>().Where(k => PostgresMaskFit.Bears(known, k)).Select(static k => $"`{Word(k)}`");
        return $"the type `{type.Printed}` cannot bear the mask `{Word(mask.Kind)}`; it can bear {string.Join(", ", bearable)}";
    }

    public string Constant(MaskTerms mask, ColumnType type) =>
        PostgresConstant.Canonical(mask.Constant!, PostgresColumnType.Of(type)) ?? throw new ArgumentException("no value of the type", nameof(mask));

    private string? WhyNot(MaskTerms mask, ColumnType type, string columnSql) =>
        Check(mask, type) is { } why ? $"column {Quote(columnSql)} cannot be masked: {why}" : null;

    private static string Write(MaskTerms mask, PostgresColumnType type, string column) => mask.Kind switch
    {
        MaskKind.Null => Typed($"CASE WHEN true THEN NULL ELSE {column} END", type),
        MaskKind.Constant => Typed($"CASE WHEN true THEN {PostgresLiteral.Quote(PostgresConstant.Canonical(mask.Constant!, type)!)} ELSE {column} END", type),
        MaskKind.Partial => Typed(Partial(mask, column), type),
        MaskKind.Email => Typed(Email(column), type),
        MaskKind.Date => Typed(PostgresDateMask.Write(mask.Date, type.Code, column), type),
        MaskKind.Round => Typed(PostgresRoundMask.Write(mask.Step, type, column), type),
        _ => throw new ArgumentOutOfRangeException(nameof(mask), "keyed masks are not written in SQL"),
    };

    private static string Partial(MaskTerms mask, string column)
    {
        var text = $"({column})::pg_catalog.text";
        var kept = mask.KeepFirst + mask.KeepLast;
        var length = $"pg_catalog.length({text})";
        var with = $"{PostgresLiteral.Quote(mask.With)}::pg_catalog.text";
        return $"CASE WHEN {length} OPERATOR(pg_catalog.<=) {kept} THEN pg_catalog.repeat({with}, {Filled(mask, length)}) "
            + $"ELSE (pg_catalog.left({text}, {mask.KeepFirst}) "
            + $"OPERATOR(pg_catalog.||) pg_catalog.repeat({with}, {Filled(mask, $"{length} OPERATOR(pg_catalog.-) {kept}")})) "
            + $"OPERATOR(pg_catalog.||) pg_catalog.right({text}, {mask.KeepLast}) END";
    }

    /// <summary>A character of several bytes could make a text longer than the server can hold.</summary>
    private static string Filled(MaskTerms mask, string count) =>
        mask.With is [<= '~'] ? count : $"LEAST({count}, {MaskSupport.WideFillMax.ToString(CultureInfo.InvariantCulture)})";

    /// <summary>
    /// Cut at the last at sign. The search is under the "C" collation: a nondeterministic one would refuse it. What is searched is the
    /// position only, so the collation of the result stays the column's.
    /// </summary>
    private static string Email(string column)
    {
        var text = $"({column})::pg_catalog.text";
        var domain = $"pg_catalog.strpos(pg_catalog.reverse({text}) COLLATE pg_catalog.\"C\", '@'::pg_catalog.text)";
        var length = $"pg_catalog.length({text})";
        return $"CASE WHEN {domain} OPERATOR(pg_catalog.=) 0 THEN pg_catalog.repeat('*'::pg_catalog.text, {length}) "
            + $"WHEN {length} OPERATOR(pg_catalog.-) {domain} OPERATOR(pg_catalog.<=) 1 "
            + $"THEN '***'::pg_catalog.text OPERATOR(pg_catalog.||) pg_catalog.right({text}, {domain}) "
            + $"ELSE (pg_catalog.left({text}, 1) OPERATOR(pg_catalog.||) '***'::pg_catalog.text) "
            + $"OPERATOR(pg_catalog.||) pg_catalog.right({text}, {domain}) END";
    }

    private static string TokenOf(PostgresColumnType type, string column, string key)
    {
        var token = $"proxydb.token(({column})::pg_catalog.text, {PostgresLiteral.Quote(key)}::pg_catalog.text)";
        return type.Code switch
        {
            PostgresTypeCode.Int4 =>
                $"((({Hexadecimal(token, 8)})::pg_catalog.bit(32))::pg_catalog.int4 OPERATOR(pg_catalog.&) 2147483647)",
            PostgresTypeCode.Int8 =>
                $"((({Hexadecimal(token, 16)})::pg_catalog.bit(64))::pg_catalog.int8 OPERATOR(pg_catalog.&) '9223372036854775807'::pg_catalog.int8)",
            _ => Typed(token, type),
        };
    }

    private static string Hexadecimal(string token, int digits) =>
        $"'x'::pg_catalog.text OPERATOR(pg_catalog.||) pg_catalog.left({token}, {digits})";

    /// <summary>A type that masks do not know is kept by the column in the untaken branch, and is never named.</summary>
    private static string Typed(string expression, PostgresColumnType type) =>
        type.Code == PostgresTypeCode.Other ? $"({expression})" : $"(({expression})::{type.Sql})";

    private static string Word(MaskKind kind) => kind.ToString().ToLowerInvariant();

    private static string Quote(string column) => $"`{column}`";
}
