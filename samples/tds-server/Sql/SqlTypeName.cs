namespace ProxyDb.Samples.TdsServer.Sql;

/// <summary>The types of the server, each written by the protocol in the form the client's version knows.</summary>
public enum SqlTypeName
{
    Bit, TinyInt, SmallInt, Int, BigInt, Real, Float, SmallMoney, Money, Decimal, Numeric,
    Date, Time, SmallDateTime, DateTime, DateTime2, DateTimeOffset,
    Char, VarChar, Text, NChar, NVarChar, NText, Binary, VarBinary, Image, RowVersion, UniqueIdentifier, Xml, Variant, Table,
}
