using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary>
/// Masks as expressions of MySQL and MariaDB. The column stands in a branch that is never taken, because type, character set,
/// collation and coercibility come from there; a CAST or COLLATE would make the collation explicit, and comparisons of the client
/// would fail. Only functions of the server's own are used, whose names no stored function can take.
/// </summary>
public sealed class MySqlMasks : IMaskDialect
{
    /// <summary>
    /// Most characters that a <c>with</c> of several bytes stands for: a text over max_allowed_packet would become NULL with a warning.
    /// </summary>
    private const int WideFillMax = 250_000;

    private MySqlMasks()
    {
    }

    public static MySqlMasks Instance { get; } = new();

    public bool TryWrite(
        MaskTerms mask, ColumnType type, string columnSql, [NotNullWhen(true)] out string? sql, [NotNullWhen(false)] out string? refusal)
    {
        sql = null;
        refusal = mask.IsKeyed
            ? $"column {Quote(columnSql)} is under the keyed mask `{Word(mask.Kind)}`, which is computed on the way out: it can only be shown as it is"
            : WhyNot(mask, type, columnSql);
        if (refusal is null)
        {
            sql = Write(mask, MySqlColumnType.Of(type), columnSql);
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
            sql = TokenOf(MySqlColumnType.Of(type), columnSql, mask.Key);
        }

        return sql is not null;
    }

    public string? Check(MaskTerms mask, ColumnType type)
    {
        if (MaskSupport.Fault(mask) is { } fault)
        {
            return fault;
        }

        var known = MySqlColumnType.Of(type);
        if (MySqlMaskFit.Bears(known, mask.Kind))
        {
            return MySqlMaskFit.Misfit(mask, known, type.Collation) is { } misfit
                ? $"the mask `{Word(mask.Kind)}` does not fit the type `{type.Printed}`: {misfit}"
                : null;
        }

        var bearable = Enum.GetValues<MaskKind>().Where(k => MySqlMaskFit.Bears(known, k)).Select(static k => $"`{Word(k)}`");
        return $"the type `{type.Printed}` cannot bear the mask `{Word(mask.Kind)}`; it can bear {string.Join(", ", bearable)}";
    }

    public string Constant(MaskTerms mask, ColumnType type) =>
        MySqlConstant.Canonical(mask.Constant!, MySqlColumnType.Of(type)) ?? throw new ArgumentException("no value of the type", nameof(mask));

    private string? WhyNot(MaskTerms mask, ColumnType type, string columnSql) =>
        Check(mask, type) is { } why ? $"column {Quote(columnSql)} cannot be masked: {why}" : null;

    private static string Write(MaskTerms mask, MySqlColumnType type, string column) => mask.Kind switch
    {
        MaskKind.Null => Typed("NULL", column),
        MaskKind.Constant => Typed(ConstantOf(MySqlConstant.Canonical(mask.Constant!, type)!, type), column),
        MaskKind.Partial => Typed(Cut(Partial(mask, column), type), column),
        MaskKind.Email => Typed(Cut(Email(column), type), column),
        MaskKind.Date => Typed(MySqlDateMask.Write(mask.Date, type, column), column),
        MaskKind.Round => MySqlRoundMask.Write(mask.Step, type, column),
        _ => throw new ArgumentOutOfRangeException(nameof(mask), "keyed masks are not written in SQL"),
    };

    private static string ConstantOf(string value, MySqlColumnType type) => type.Code switch
    {
        MySqlTypeCode.Char or MySqlTypeCode.VarChar or MySqlTypeCode.Text => MySqlQuoting.Text(value),
        MySqlTypeCode.Float or MySqlTypeCode.Double => value + "e0",
        MySqlTypeCode.Decimal => value,
        MySqlTypeCode.Date => $"DATE'{value}'",
        MySqlTypeCode.DateTime or MySqlTypeCode.Timestamp => $"TIMESTAMP'{value}'",
        _ => type.IsUnsigned ? $"CAST({value} AS UNSIGNED)" : value,
    };

    private static string Partial(MaskTerms mask, string column)
    {
        var kept = mask.KeepFirst + mask.KeepLast;
        var length = $"CHAR_LENGTH({column})";
        var with = MySqlQuoting.Text(mask.With);
        return $"IF({length} <= {kept}, REPEAT({with}, {Filled(mask, length)}), "
            + $"CONCAT(LEFT({column}, {mask.KeepFirst}), REPEAT({with}, {Filled(mask, $"{length} - {kept}")}), RIGHT({column}, {mask.KeepLast})))";
    }

    private static string Filled(MaskTerms mask, string count) =>
        mask.With is [<= '~'] ? count : $"LEAST({count}, {WideFillMax.ToString(CultureInfo.InvariantCulture)})";

    /// <summary>Cut at the last at sign: SUBSTRING_INDEX compares bytes, whatever the collation.</summary>
    private static string Email(string column)
    {
        var domain = $"SUBSTRING_INDEX({column}, '@', -1)";
        var length = $"CHAR_LENGTH({column})";
        return $"CASE WHEN CHAR_LENGTH({domain}) = {length} THEN REPEAT('*', {length}) "
            + $"WHEN {length} - CHAR_LENGTH({domain}) <= 2 THEN CONCAT('***@', {domain}) "
            + $"ELSE CONCAT(LEFT({column}, 1), '***@', {domain}) END";
    }

    private static string TokenOf(MySqlColumnType type, string column, string key)
    {
        var token = $"proxydb.token({column}, {MySqlQuoting.Text(key)})";
        var digits = type.Code == MySqlTypeCode.Int ? 8 : 16;
        var most = type.Code == MySqlTypeCode.Int ? "2147483647" : "9223372036854775807";
        return type.IsInteger
            ? Typed($"CAST(CAST(CONV(LEFT({token}, {digits}), 16, 10) AS UNSIGNED) & {most} AS SIGNED)", column)
            : Typed(Cut(token, type), column);
    }

    /// <summary>Bounds the length that the server announces: without it a VARCHAR would become a LONGTEXT.</summary>
    private static string Cut(string expression, MySqlColumnType type) => type.Length is { } length ? $"LEFT({expression}, {length})" : expression;

    private static string Typed(string expression, string column) => $"IF(FALSE, {column}, {expression})";

    private static string Word(MaskKind kind) => kind.ToString().ToLowerInvariant();

    private static string Quote(string column) => $"`{column.Trim('`')}`";
}
