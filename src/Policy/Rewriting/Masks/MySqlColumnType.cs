using System.Globalization;
using System.Text.RegularExpressions;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary>The types of MySQL and MariaDB that masks know; every other type bears <c>null</c> only.</summary>
internal enum MySqlTypeCode
{
    Other,
    Char,
    VarChar,

    /// <summary>TINYTEXT to LONGTEXT; JSON of MariaDB is printed as one.</summary>
    Text,
    TinyInt,
    SmallInt,
    MediumInt,
    Int,
    BigInt,
    Decimal,
    Float,
    Double,
    Date,
    DateTime,

    /// <summary>Kept in UTC and shown in the session's zone.</summary>
    Timestamp,
}

/// <summary>A printed type taken apart: <c>varchar(20)</c>, <c>int(10) unsigned</c>, <c>decimal(10,2)</c>, <c>datetime(6)</c>.</summary>
/// <param name="Modifiers">What stands in parentheses; of whole numbers a width for display, which means nothing.</param>
internal sealed partial record MySqlColumnType(MySqlTypeCode Code, int[] Modifiers, bool IsUnsigned)
{
    private static readonly MySqlColumnType Unknown = new(MySqlTypeCode.Other, [], IsUnsigned: false);

    public bool IsText => Code is MySqlTypeCode.Char or MySqlTypeCode.VarChar or MySqlTypeCode.Text;

    public bool IsInteger => Code is >= MySqlTypeCode.TinyInt and <= MySqlTypeCode.BigInt;

    public bool IsFloat => Code is MySqlTypeCode.Float or MySqlTypeCode.Double;

    public bool IsDate => Code is >= MySqlTypeCode.Date;

    /// <summary>Most characters; null for TEXT, whose bound is one of bytes.</summary>
    public int? Length => Code switch
    {
        MySqlTypeCode.Char or MySqlTypeCode.VarChar => Modifiers is [var length] ? length : 1,
        _ => null,
    };

    /// <summary>Digits of a DECIMAL.</summary>
    public int Precision => Modifiers.Length > 0 ? Modifiers[0] : 10;

    /// <summary>Decimals of a DECIMAL.</summary>
    public int Scale => Modifiers.Length > 1 ? Modifiers[1] : 0;

    /// <summary>Digits of the fraction of a second.</summary>
    public int Fraction => Code is MySqlTypeCode.DateTime or MySqlTypeCode.Timestamp && Modifiers is [var digits] ? digits : 0;

    /// <summary>Bits of a whole number.</summary>
    public int Bits => Code switch
    {
        MySqlTypeCode.TinyInt => 8,
        MySqlTypeCode.SmallInt => 16,
        MySqlTypeCode.MediumInt => 24,
        MySqlTypeCode.Int => 32,
        _ => 64,
    };

    public static MySqlColumnType Of(ColumnType type)
    {
        var match = Shape().Match(type.Printed);
        if (!match.Success || Known(match.Groups["name"].Value.ToLowerInvariant()) is not { } code)
        {
            return Unknown;
        }

        int[] modifiers = match.Groups["modifiers"] is { Success: true, Value: var written }
            ? [.. written.Split(',').Select(static m => int.Parse(m, CultureInfo.InvariantCulture))]
            : [];
        return new MySqlColumnType(code, modifiers, match.Groups["sign"].Value.StartsWith(" unsigned", StringComparison.OrdinalIgnoreCase));
    }

    private static MySqlTypeCode? Known(string name) => name switch
    {
        "char" => MySqlTypeCode.Char,
        "varchar" => MySqlTypeCode.VarChar,
        "tinytext" or "text" or "mediumtext" or "longtext" => MySqlTypeCode.Text,
        "tinyint" or "boolean" or "bool" => MySqlTypeCode.TinyInt,
        "smallint" => MySqlTypeCode.SmallInt,
        "mediumint" => MySqlTypeCode.MediumInt,
        "int" or "integer" => MySqlTypeCode.Int,
        "bigint" => MySqlTypeCode.BigInt,
        "decimal" or "numeric" => MySqlTypeCode.Decimal,
        "float" => MySqlTypeCode.Float,
        "double" or "double precision" => MySqlTypeCode.Double,
        "date" => MySqlTypeCode.Date,
        "datetime" => MySqlTypeCode.DateTime,
        "timestamp" => MySqlTypeCode.Timestamp,
        _ => null,
    };

    [GeneratedRegex(@"^(?<name>[a-z]+( precision)?) ?(\((?<modifiers>\d{1,8}(, ?\d{1,8})?)\))?(?<sign>( unsigned)?( zerofill)?)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Shape();
}
