using System.Globalization;
using System.Text.RegularExpressions;

namespace ProxyDb.Policy.Sql.TSql;

/// <summary>The types of SQL Server that masks and comparisons know.</summary>
internal enum TSqlTypeCode
{
    Other,
    Char,
    VarChar,
    NChar,
    NVarChar,
    Bit,
    TinyInt,
    SmallInt,
    Int,
    BigInt,
    Decimal,
    SmallMoney,
    Money,
    Real,
    Float,
    Date,
    SmallDateTime,
    DateTime,
    DateTime2,
    DateTimeOffset,
    UniqueIdentifier,
}

/// <summary>A printed type taken apart: <c>nvarchar(20)</c>, <c>varchar(max)</c>, <c>decimal(10,2)</c>, <c>datetime2(3)</c>.</summary>
/// <param name="Modifiers">What stands in parentheses; −1 for <c>max</c>.</param>
internal sealed partial record TSqlType(TSqlTypeCode Code, int[] Modifiers)
{
    private const int Max = -1;

    private static readonly TSqlType Unknown = new(TSqlTypeCode.Other, []);

    public bool IsText => Code is >= TSqlTypeCode.Char and <= TSqlTypeCode.NVarChar;

    /// <summary>In UTF-16; the others are in the code page of their collation.</summary>
    public bool IsUnicode => Code is TSqlTypeCode.NChar or TSqlTypeCode.NVarChar;

    /// <summary>Filled with blanks up to its length.</summary>
    public bool IsPadded => Code is TSqlTypeCode.Char or TSqlTypeCode.NChar;

    public bool IsInteger => Code is >= TSqlTypeCode.TinyInt and <= TSqlTypeCode.BigInt;

    public bool IsMoney => Code is TSqlTypeCode.Money or TSqlTypeCode.SmallMoney;

    public bool IsFloat => Code is TSqlTypeCode.Float or TSqlTypeCode.Real;

    public bool IsDate => Code is >= TSqlTypeCode.Date and <= TSqlTypeCode.DateTimeOffset;

    /// <summary>Most UTF-16 units or bytes of a text; null for <c>max</c>.</summary>
    public int? Length => IsText && Modifiers is not [Max] ? Modifiers is [var length] ? length : 1 : null;

    /// <summary>Digits of a DECIMAL.</summary>
    public int Precision => Modifiers.Length > 0 ? Modifiers[0] : 18;

    /// <summary>Decimals of a DECIMAL.</summary>
    public int Scale => Modifiers.Length > 1 ? Modifiers[1] : 0;

    /// <summary>Digits of the fraction of a second.</summary>
    public int Fraction => Code is TSqlTypeCode.DateTime2 or TSqlTypeCode.DateTimeOffset ? Modifiers is [var digits] ? digits : 7 : 0;

    /// <summary>As CAST names it.</summary>
    public string Name => Code switch
    {
        TSqlTypeCode.Decimal => string.Create(CultureInfo.InvariantCulture, $"decimal({Precision}, {Scale})"),
        TSqlTypeCode.DateTime2 or TSqlTypeCode.DateTimeOffset => string.Create(CultureInfo.InvariantCulture, $"{Word}({Fraction})"),
        _ when IsText => Length is { } length ? string.Create(CultureInfo.InvariantCulture, $"{Word}({length})") : Word + "(max)",
        _ => Word,
    };

    private string Word => Code.ToString().ToLowerInvariant();

    public static TSqlType Of(string printed)
    {
        var match = Shape().Match(printed);
        if (!match.Success)
        {
            return Unknown;
        }

        int[] modifiers = match.Groups["modifiers"] is { Success: true, Value: var written }
            ? [.. written.Split(',').Select(static m => Modifier(m.Trim()))]
            : [];
        var name = match.Groups["name"].Value.ToLowerInvariant();
        return name switch
        {
            "sysname" => new TSqlType(TSqlTypeCode.NVarChar, [128]),
            "float" => new TSqlType(modifiers is [<= 24] ? TSqlTypeCode.Real : TSqlTypeCode.Float, []),
            _ => Known(name) is { } code ? new TSqlType(code, modifiers) : Unknown,
        };
    }

    private static int Modifier(string written) => char.IsAsciiDigit(written[0]) ? int.Parse(written, CultureInfo.InvariantCulture) : Max;

    private static TSqlTypeCode? Known(string name) => name switch
    {
        "char" or "character" => TSqlTypeCode.Char,
        "varchar" => TSqlTypeCode.VarChar,
        "nchar" => TSqlTypeCode.NChar,
        "nvarchar" => TSqlTypeCode.NVarChar,
        "bit" => TSqlTypeCode.Bit,
        "tinyint" => TSqlTypeCode.TinyInt,
        "smallint" => TSqlTypeCode.SmallInt,
        "int" or "integer" => TSqlTypeCode.Int,
        "bigint" => TSqlTypeCode.BigInt,
        "decimal" or "numeric" or "dec" => TSqlTypeCode.Decimal,
        "smallmoney" => TSqlTypeCode.SmallMoney,
        "money" => TSqlTypeCode.Money,
        "real" => TSqlTypeCode.Real,
        "date" => TSqlTypeCode.Date,
        "smalldatetime" => TSqlTypeCode.SmallDateTime,
        "datetime" => TSqlTypeCode.DateTime,
        "datetime2" => TSqlTypeCode.DateTime2,
        "datetimeoffset" => TSqlTypeCode.DateTimeOffset,
        "uniqueidentifier" => TSqlTypeCode.UniqueIdentifier,
        _ => null,
    };

    [GeneratedRegex(@"^\s*(sys\.|\[sys\]\.)?\[?(?<name>[a-z0-9]+)\]?\s*(\(\s*(?<modifiers>(\d{1,5}|max)(\s*,\s*\d{1,5})?)\s*\))?\s*$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Shape();
}
