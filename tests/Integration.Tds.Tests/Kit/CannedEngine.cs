using System.Data.SqlTypes;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Integration.Tds.Tests.Kit;

/// <summary>
/// An engine of fixed answers, to test the sample server's protocol side without SQL: <c>types</c>, <c>fixed</c>, <c>echo</c> of parameters,
/// <c>rows N</c>, <c>wait</c>, <c>begin</c>, <c>commit</c>, <c>error</c>, <c>two</c> results.
/// </summary>
internal sealed class CannedEngine : ISqlEngine
{
    public static readonly Collation Korean = Collation.KoreanWansung;

    /// <summary>Every type with a value of it.</summary>
    public static readonly (SqlType Type, object Value)[] Values =
    [
        (SqlType.Bit, true), (SqlType.TinyInt, (byte)200), (SqlType.SmallInt, (short)-30000), (SqlType.Int, -2_000_000_000), (SqlType.BigInt, long.MinValue),
        (new SqlType(SqlTypeName.Real), 1.5f), (SqlType.Float, -2.25e100), (new SqlType(SqlTypeName.SmallMoney), -214748.3648m), (new SqlType(SqlTypeName.Money), 922337203685477.5807m),
        (SqlType.Decimal(9, 2), new SqlDecimal(-1234567.89m)), (new SqlType(SqlTypeName.Numeric, 0, 38, 10), SqlDecimal.Parse("1234567890123456789012345678.0123456789")),
        (new SqlType(SqlTypeName.Date), new DateTime(2026, 2, 28)), (new SqlType(SqlTypeName.Time, Scale: 7), new TimeSpan(0, 23, 59, 58).Add(new TimeSpan(1234567))),
        (new SqlType(SqlTypeName.Time, Scale: 0), new TimeSpan(1, 2, 3)), (new SqlType(SqlTypeName.SmallDateTime), new DateTime(2026, 2, 28, 13, 14, 0)),
        (SqlType.DateTime, new DateTime(2026, 2, 28, 13, 14, 15, 997)), (new SqlType(SqlTypeName.DateTime2, Scale: 7), new DateTime(2026, 2, 28, 13, 14, 15).AddTicks(1234567)),
        (new SqlType(SqlTypeName.DateTime2, Scale: 3), new DateTime(2026, 2, 28, 0, 0, 0, 5)),
        (new SqlType(SqlTypeName.DateTimeOffset, Scale: 4), new DateTimeOffset(2026, 2, 28, 13, 14, 15, TimeSpan.FromHours(9)).AddTicks(1234000)),
        (new SqlType(SqlTypeName.Char, 5), "ab"), (SqlType.VarChar(20), "caf\u00e9"), (SqlType.VarChar(20, Korean), "\ud55c\uae00"), (SqlType.VarChar(SqlType.Max), new string('v', 9000)),
        (new SqlType(SqlTypeName.Text), "text"), (new SqlType(SqlTypeName.NChar, 5), "\ud55c"), (SqlType.NVarChar(20), "\ud55c\uae00 \ud83d\ude00"), (SqlType.NVarChar(SqlType.Max), new string('\ub098', 70000)),
        (new SqlType(SqlTypeName.NText), "ntext \ud55c"), (new SqlType(SqlTypeName.Binary, 4), new byte[] { 1, 2 }), (SqlType.VarBinary(10), new byte[] { 0, 255 }),
        (SqlType.VarBinary(SqlType.Max), new byte[10000]), (new SqlType(SqlTypeName.Image), new byte[] { 9, 8 }), (SqlType.UniqueIdentifier, new Guid("6f9619ff-8b86-d011-b42d-00c04fc964ff")),
        (new SqlType(SqlTypeName.Xml), "<a>\ud55c</a>"), (new SqlType(SqlTypeName.RowVersion), new byte[] { 0, 0, 0, 0, 0, 0, 7, 209 }),
        (new SqlType(SqlTypeName.Variant), new SqlVariant(SqlType.Int, 42)), (new SqlType(SqlTypeName.Variant), new SqlVariant(SqlType.NVarChar(10), "\ud55c")),
        (new SqlType(SqlTypeName.Variant), new SqlVariant(SqlType.Decimal(10, 2), new SqlDecimal(1.25m))),
    ];

    public static IReadOnlyList<SqlColumn> Columns(bool isNullable) => [.. Values.Select((v, i) => new SqlColumn($"c{i}", v.Type) { IsNullable = isNullable, Table = "t" })];

    public bool HasDatabase(string name) => name is "master" or "shop";

    public ISqlSession Open(SessionInfo info) => new CannedSession(info);

    public void Dispose()
    {
    }
}
