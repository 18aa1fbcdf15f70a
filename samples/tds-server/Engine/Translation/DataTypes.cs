using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Types as they are declared.</summary>
internal static class DataTypes
{
    /// <param name="bare">Length of char, binary and their kin without one: 1 in declarations, 30 in CAST.</param>
    public static SqlType Of(DataTypeReference reference, int bare = 1, Collation? collation = null)
    {
        if (reference is XmlDataTypeReference)
            return new SqlType(SqlTypeName.Xml);
        if (reference is not SqlDataTypeReference type)
            return OfName(reference, collation);
        var sizes = type.Parameters.Select(p => p is MaxLiteral ? SqlType.Max : int.Parse(p.Value, CultureInfo.InvariantCulture)).ToList();
        switch (type.SqlDataTypeOption)
        {
            case SqlDataTypeOption.Bit: return SqlType.Bit;
            case SqlDataTypeOption.TinyInt: return SqlType.TinyInt;
            case SqlDataTypeOption.SmallInt: return SqlType.SmallInt;
            case SqlDataTypeOption.Int: return SqlType.Int;
            case SqlDataTypeOption.BigInt: return SqlType.BigInt;
            case SqlDataTypeOption.Real: return new SqlType(SqlTypeName.Real);
            case SqlDataTypeOption.Float: return sizes is [<= 24] ? new SqlType(SqlTypeName.Real) : SqlType.Float;
            case SqlDataTypeOption.Money: return new SqlType(SqlTypeName.Money);
            case SqlDataTypeOption.SmallMoney: return new SqlType(SqlTypeName.SmallMoney);
            case SqlDataTypeOption.Decimal: return Decimal(SqlTypeName.Decimal, sizes);
            case SqlDataTypeOption.Numeric: return Decimal(SqlTypeName.Numeric, sizes);
            case SqlDataTypeOption.Date: return new SqlType(SqlTypeName.Date);
            case SqlDataTypeOption.DateTime: return SqlType.DateTime;
            case SqlDataTypeOption.SmallDateTime: return new SqlType(SqlTypeName.SmallDateTime);
            case SqlDataTypeOption.Time: return Scaled(SqlTypeName.Time, sizes);
            case SqlDataTypeOption.DateTime2: return Scaled(SqlTypeName.DateTime2, sizes);
            case SqlDataTypeOption.DateTimeOffset: return Scaled(SqlTypeName.DateTimeOffset, sizes);
            case SqlDataTypeOption.Char: return Sized(SqlTypeName.Char, sizes, bare, 8000, collation);
            case SqlDataTypeOption.VarChar: return Sized(SqlTypeName.VarChar, sizes, bare, 8000, collation);
            case SqlDataTypeOption.NChar: return Sized(SqlTypeName.NChar, sizes, bare, 4000, collation);
            case SqlDataTypeOption.NVarChar: return Sized(SqlTypeName.NVarChar, sizes, bare, 4000, collation);
            case SqlDataTypeOption.Text: return new SqlType(SqlTypeName.Text, Collation: collation);
            case SqlDataTypeOption.NText: return new SqlType(SqlTypeName.NText, Collation: collation);
            case SqlDataTypeOption.Binary: return Sized(SqlTypeName.Binary, sizes, bare, 8000, null);
            case SqlDataTypeOption.VarBinary: return Sized(SqlTypeName.VarBinary, sizes, bare, 8000, null);
            case SqlDataTypeOption.Image: return new SqlType(SqlTypeName.Image);
            case SqlDataTypeOption.UniqueIdentifier: return SqlType.UniqueIdentifier;
            case SqlDataTypeOption.Timestamp or SqlDataTypeOption.Rowversion: return new SqlType(SqlTypeName.RowVersion, 8);
            case SqlDataTypeOption.Sql_Variant: return new SqlType(SqlTypeName.Variant);
            default: throw Errors.NotSupported($"the type {type.SqlDataTypeOption}");
        }
    }

    private static SqlType OfName(DataTypeReference reference, Collation? collation)
    {
        var name = reference.Name.BaseIdentifier.Value;
        if (Names.Equal(name, "sysname"))
            return SqlType.NVarChar(128) with { Collation = collation };
        throw new SqlError(2715, 16, $"Column, parameter, or variable #1: Cannot find data type {name}.", 3);
    }

    private static SqlType Decimal(SqlTypeName name, List<int> sizes)
    {
        var precision = sizes.Count > 0 ? sizes[0] : 18;
        var scale = sizes.Count > 1 ? sizes[1] : 0;
        if (precision is < 1 or > 38)
            throw new SqlError(2750, 16, $"Column or parameter #1: Specified column precision {precision} is greater than the maximum precision of 38.");
        if (scale > precision)
            throw new SqlError(2751, 16, $"Column or parameter #1: Specified column scale {scale} is greater than the specified precision of {precision}.");
        return new SqlType(name, 0, (byte)precision, (byte)scale);
    }

    private static SqlType Scaled(SqlTypeName name, List<int> sizes)
    {
        var scale = sizes.Count > 0 ? sizes[0] : 7;
        return scale > 7 ? throw new SqlError(1002, 15, $"Line 1: Specified scale {scale} is invalid.") : new SqlType(name, Scale: (byte)scale);
    }

    private static SqlType Sized(SqlTypeName name, List<int> sizes, int bare, int most, Collation? collation)
    {
        var length = sizes.Count > 0 ? sizes[0] : bare;
        if (length > most)
            throw new SqlError(131, 15, $"The size ({length}) given to the type '{name.ToString().ToLowerInvariant()}' exceeds the maximum allowed ({most}).", 3);
        return new SqlType(name, length, Collation: collation);
    }
}
