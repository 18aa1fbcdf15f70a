using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql.TSql;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary>
/// Masks as expressions of SQL Server. The column stands in a branch of the CASE that makes the mask, because type and collation come
/// from there (a COLLATE would make the collation explicit, and comparisons of the client would fail), and a CAST bounds the
/// length. Nothing used depends on a SET option of the session. Characters are what the column's collation counts: code points under
/// <c>_SC</c> and <c>_UTF8</c> collations, else UTF-16 units or characters of the code page.
/// </summary>
public sealed class TSqlMasks : IMaskDialect
{
    /// <summary>From this length on a text and one character more may be more than a type without <c>max</c> holds.</summary>
    private const int WideLength = 4000;

    private TSqlMasks()
    {
    }

    public static TSqlMasks Instance { get; } = new();

    public bool TryWrite(
        MaskTerms mask, ColumnType type, string columnSql, [NotNullWhen(true)] out string? sql, [NotNullWhen(false)] out string? refusal)
    {
        sql = null;
        refusal = mask.IsKeyed
            ? $"column {Quote(columnSql)} is under the keyed mask `{Word(mask.Kind)}`, which is computed on the way out: it can only be shown as it is"
            : WhyNot(mask, type, columnSql);
        if (refusal is null)
        {
            sql = Write(mask, Of(type), columnSql);
        }

        return sql is not null;
    }

    /// <summary>No function is supplied for SQL Server.</summary>
    public bool TryWriteToken(
        MaskTerms mask, ColumnType type, string columnSql, [NotNullWhen(true)] out string? sql, [NotNullWhen(false)] out string? refusal)
    {
        sql = null;
        refusal = $"column {Quote(columnSql)} is under the keyed mask `{Word(mask.Kind)}`, which is computed on the way out: it can only be shown as it is, "
            + "by the one statement of its text that returns rows";
        return false;
    }

    public string? Check(MaskTerms mask, ColumnType type)
    {
        if (MaskSupport.Fault(mask) is { } fault)
        {
            return fault;
        }

        var known = Of(type);
        if (TSqlMaskFit.Bears(known, mask.Kind))
        {
            return TSqlMaskFit.Misfit(mask, known) is { } misfit
                ? $"the mask `{Word(mask.Kind)}` does not fit the type `{type.Printed}`: {misfit}"
                : null;
        }

        var bearable = Enum.GetValues<MaskKind>().Where(k => TSqlMaskFit.Bears(known, k)).Select(static k => $"`{Word(k)}`");
        return $"the type `{type.Printed}` cannot bear the mask `{Word(mask.Kind)}`; it can bear {string.Join(", ", bearable)}";
    }

    public string Constant(MaskTerms mask, ColumnType type) =>
        TSqlConstant.Canonical(mask.Constant!, Of(type)) ?? throw new ArgumentException("no value of the type", nameof(mask));

    /// <summary>An alias type is what lies beneath it, which is also what the server announces.</summary>
    private static TSqlType Of(ColumnType type) => TSqlType.Of(type.BaseType is { } beneath && !type.HasChecks ? beneath : type.Printed);

    private string? WhyNot(MaskTerms mask, ColumnType type, string columnSql) =>
        Check(mask, type) is { } why ? $"column {Quote(columnSql)} cannot be masked: {why}" : null;

    private static string Write(MaskTerms mask, TSqlType type, string column) => mask.Kind switch
    {
        MaskKind.Null => $"CASE WHEN 1 = 0 THEN {column} END",
        MaskKind.Constant => ConstantOf(TSqlConstant.Canonical(mask.Constant!, type)!, type, column),
        MaskKind.Partial => $"CAST({Partial(mask, type, column)} AS {type.Name})",
        MaskKind.Email => $"CAST({Email(type, column)} AS {type.Name})",
        MaskKind.Date => TSqlDateMask.Write(mask.Date, type, column),
        MaskKind.Round => TSqlRoundMask.Write(mask.Step, type, column),
        _ => throw new ArgumentOutOfRangeException(nameof(mask), "keyed masks are not written in SQL"),
    };

    /// <summary>A date with a T between day and time reads the same in every language.</summary>
    private static string ConstantOf(string value, TSqlType type, string column)
    {
        var literal = type.IsText ? Literal(value, type)
            : type.Code == TSqlTypeCode.UniqueIdentifier ? $"'{value}'"
            : type.IsDate ? $"'{value.Replace(" +00:00", "Z", StringComparison.Ordinal).Replace(' ', 'T')}'"
            : type.IsFloat ? value + "e0"
            : value;
        return type.IsText
            ? $"CAST(CASE WHEN 1 = 0 THEN {column} ELSE {literal} END AS {type.Name})"
            : $"CASE WHEN 1 = 0 THEN {column} ELSE CAST({literal} AS {type.Name}) END";
    }

    private static string Partial(MaskTerms mask, TSqlType type, string column)
    {
        var kept = (mask.KeepFirst + mask.KeepLast).ToString(CultureInfo.InvariantCulture);
        var length = LengthOf(type, column);
        var parts = new List<string>();
        if (mask.KeepFirst > 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"LEFT({column}, {mask.KeepFirst})"));
        }

        parts.Add(Filled(mask.With, type, $"{length} - {kept}"));
        if (mask.KeepLast > 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"RIGHT({Trimmed(type, column)}, {mask.KeepLast})"));
        }

        return $"CASE WHEN {column} IS NULL THEN {column} WHEN {length} <= {kept} THEN {Filled(mask.With, type, length)} ELSE {string.Join(" + ", parts)} END";
    }

    /// <summary>
    /// Cut at the last at sign. A collation may take a wide one for the same, and then it is cut there: nothing before that is shown.
    /// </summary>
    private static string Email(TSqlType type, string column)
    {
        var (value, length) = (Trimmed(type, column), LengthOf(type, column));
        var domain = $"CHARINDEX({Literal("@", type)}, REVERSE({value}))";
        var hidden = Literal("***", type);
        return $"CASE WHEN {column} IS NULL THEN {column} WHEN {domain} = 0 THEN {Filled("*", type, length)} "
            + $"WHEN {length} - {domain} <= 1 THEN {hidden} + RIGHT({value}, {domain}) "
            + $"ELSE LEFT({column}, 1) + {hidden} + RIGHT({value}, {domain}) END";
    }

    /// <summary>LEN does not count blanks at the end, so something stands behind them.</summary>
    private static string LengthOf(TSqlType type, string column) =>
        type.IsPadded ? $"LEN({column})"
        : IsWide(type) ? $"(LEN(CAST({column} AS {MaxOf(type)}) + {Literal(".", type)}) - 1)"
        : $"(LEN({column} + {Literal(".", type)}) - 1)";

    private static string Trimmed(TSqlType type, string column) => type.IsPadded ? $"RTRIM({column})" : column;

    /// <summary>A text of another type than <c>max</c> is cut at 8000 bytes.</summary>
    private static string Filled(string with, TSqlType type, string count)
    {
        var literal = Literal(with, type);
        return IsWide(type)
            ? $"REPLICATE(CAST({literal} AS {(literal[0] == 'N' ? "nvarchar(max)" : MaxOf(type))}), {count})"
            : $"REPLICATE({literal}, {count})";
    }

    private static bool IsWide(TSqlType type) => type.Length is null or >= WideLength;

    private static string MaxOf(TSqlType type) => type.IsUnicode ? "nvarchar(max)" : "varchar(max)";

    /// <summary>Beyond ASCII always in UTF-16: what it becomes in a code page is for the column's collation to say, not the database's.</summary>
    private static string Literal(string text, TSqlType type) =>
        type.IsUnicode || !Ascii.IsValid(text) ? TSqlQuoting.Text(text) : TSqlQuoting.Text(text)[1..];

    private static string Word(MaskKind kind) => kind.ToString().ToLowerInvariant();

    private static string Quote(string column) => $"`{column.Trim('[', ']')}`";
}
