using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Types as sys.types numbers them.</summary>
internal static class TypeNumbers
{
    public static readonly (string Name, int System, int User, int Length, int Precision, int Scale)[] All =
    [
        ("image", 34, 34, 16, 0, 0), ("text", 35, 35, 16, 0, 0), ("uniqueidentifier", 36, 36, 16, 0, 0), ("date", 40, 40, 3, 10, 0), ("time", 41, 41, 5, 16, 7), ("datetime2", 42, 42, 8, 27, 7),
        ("datetimeoffset", 43, 43, 10, 34, 7), ("tinyint", 48, 48, 1, 3, 0), ("smallint", 52, 52, 2, 5, 0), ("int", 56, 56, 4, 10, 0), ("smalldatetime", 58, 58, 4, 16, 0), ("real", 59, 59, 4, 24, 0),
        ("money", 60, 60, 8, 19, 4), ("datetime", 61, 61, 8, 23, 3), ("float", 62, 62, 8, 53, 0), ("sql_variant", 98, 98, 8016, 0, 0), ("ntext", 99, 99, 16, 0, 0), ("bit", 104, 104, 1, 1, 0),
        ("decimal", 106, 106, 17, 38, 38), ("numeric", 108, 108, 17, 38, 38), ("smallmoney", 122, 122, 4, 10, 4), ("bigint", 127, 127, 8, 19, 0), ("varbinary", 165, 165, 8000, 0, 0),
        ("varchar", 167, 167, 8000, 0, 0), ("binary", 173, 173, 8000, 0, 0), ("char", 175, 175, 8000, 0, 0), ("timestamp", 189, 189, 8, 0, 0), ("nvarchar", 231, 231, 8000, 0, 0),
        ("nchar", 239, 239, 8000, 0, 0), ("xml", 241, 241, -1, 0, 0), ("sysname", 231, 256, 256, 0, 0),
    ];

    public static (string Name, int System, int User, int Length, int Precision, int Scale) Of(SqlType type) => Array.Find(All, t => t.Name == Errors.Name(type)) is { Name: not null } found ? found : ("table type", 243, 243, -1, 0, 0);

    /// <summary>sys.columns.max_length: bytes.</summary>
    public static int MaxLength(SqlType type) => type.Name switch
    {
        SqlTypeName.NChar or SqlTypeName.NVarChar => type.IsMax ? -1 : type.Length * 2,
        SqlTypeName.Char or SqlTypeName.VarChar or SqlTypeName.Binary or SqlTypeName.VarBinary => type.Length,
        SqlTypeName.Decimal or SqlTypeName.Numeric => type.Precision <= 9 ? 5 : type.Precision <= 19 ? 9 : type.Precision <= 28 ? 13 : 17,
        SqlTypeName.Time => type.Scale <= 2 ? 3 : type.Scale <= 4 ? 4 : 5,
        SqlTypeName.DateTime2 => type.Scale <= 2 ? 6 : type.Scale <= 4 ? 7 : 8,
        SqlTypeName.DateTimeOffset => type.Scale <= 2 ? 8 : type.Scale <= 4 ? 9 : 10,
        _ => Of(type).Length,
    };

    public static int Precision(SqlType type) => type.Name switch
    {
        SqlTypeName.Decimal or SqlTypeName.Numeric => type.Precision,
        SqlTypeName.Time => 8 + (type.Scale == 0 ? 0 : type.Scale + 1),
        SqlTypeName.DateTime2 => 19 + (type.Scale == 0 ? 0 : type.Scale + 1),
        SqlTypeName.DateTimeOffset => 26 + (type.Scale == 0 ? 0 : type.Scale + 1),
        _ => Of(type).Precision,
    };

    public static int Scale(SqlType type) => type.Name is SqlTypeName.Decimal or SqlTypeName.Numeric or SqlTypeName.Time or SqlTypeName.DateTime2 or SqlTypeName.DateTimeOffset ? type.Scale : Of(type).Scale;
}
