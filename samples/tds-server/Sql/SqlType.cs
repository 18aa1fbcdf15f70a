using System.Globalization;

namespace ProxyDb.Samples.TdsServer.Sql;

/// <summary>A type with its sizes.</summary>
/// <param name="Length">Characters of n-types, bytes of other texts and binaries; -1 for (max). 0 where there is none.</param>
public sealed record SqlType(SqlTypeName Name, int Length = 0, byte Precision = 0, byte Scale = 0, Collation? Collation = null)
{
    public const int Max = -1;

    public static readonly SqlType Int = new(SqlTypeName.Int);
    public static readonly SqlType BigInt = new(SqlTypeName.BigInt);
    public static readonly SqlType SmallInt = new(SqlTypeName.SmallInt);
    public static readonly SqlType TinyInt = new(SqlTypeName.TinyInt);
    public static readonly SqlType Bit = new(SqlTypeName.Bit);
    public static readonly SqlType Float = new(SqlTypeName.Float);
    public static readonly SqlType DateTime = new(SqlTypeName.DateTime);
    public static readonly SqlType UniqueIdentifier = new(SqlTypeName.UniqueIdentifier);

    /// <summary>The collation of a text; the server's where none is named.</summary>
    public Collation EffectiveCollation => Collation ?? Sql.Collation.Default;

    public bool IsText => Name is SqlTypeName.Char or SqlTypeName.VarChar or SqlTypeName.Text or SqlTypeName.NChar or SqlTypeName.NVarChar or SqlTypeName.NText;

    public bool IsUnicode => Name is SqlTypeName.NChar or SqlTypeName.NVarChar or SqlTypeName.NText;

    public bool IsMax => Length == Max;

    public static SqlType NVarChar(int length) => new(SqlTypeName.NVarChar, length);

    public static SqlType VarChar(int length, Collation? collation = null) => new(SqlTypeName.VarChar, length, Collation: collation);

    public static SqlType VarBinary(int length) => new(SqlTypeName.VarBinary, length);

    public static SqlType Decimal(byte precision, byte scale) => new(SqlTypeName.Decimal, 0, precision, scale);

    /// <summary>As T-SQL writes it: <c>nvarchar(20)</c>, <c>decimal(10,2)</c>.</summary>
    public override string ToString() => Name switch
    {
        SqlTypeName.Decimal or SqlTypeName.Numeric => string.Create(CultureInfo.InvariantCulture, $"{Lower}({Precision},{Scale})"),
        SqlTypeName.Time or SqlTypeName.DateTime2 or SqlTypeName.DateTimeOffset => string.Create(CultureInfo.InvariantCulture, $"{Lower}({Scale})"),
        SqlTypeName.Char or SqlTypeName.VarChar or SqlTypeName.NChar or SqlTypeName.NVarChar or SqlTypeName.Binary or SqlTypeName.VarBinary =>
            IsMax ? $"{Lower}(max)" : string.Create(CultureInfo.InvariantCulture, $"{Lower}({Length})"),
        SqlTypeName.Variant => "sql_variant",
        _ => Lower,
    };

    private string Lower => Name.ToString().ToLowerInvariant();
}
