using System.Text;
using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Clients;

/// <summary>Logins of client families that no program here stands for: SqlClient 6, newer mssql-jdbc, ODBC 18, go-mssqldb. Only UTF8_SUPPORT is acknowledged.</summary>
public sealed class LoginsOfNewClientsTests : GatewayFixture
{
    private const byte SessionRecovery = 1, FedAuth = 2, ColumnEncryption = 4, GlobalTransactions = 5, AzureSql = 8, DataClassification = 9, Utf8 = 0x0A, DnsCaching = 0x0B,
        Json = 0x0D, Vector = 0x0E, EnhancedRouting = 0x0F, UserAgent = 0x10;

    private static readonly byte[] Agent = Encoding.Unicode.GetBytes("1|MS-JDBC|13.5.1|x64|Linux|6.1.0|OpenJDK 17");

    public static IEnumerable<TestCaseData> Families()
    {
        var login = new RawTdsLogin(0) { PacketSize = 8000 };
        (string Name, RawTdsLogin Login)[] families =
        [
            ("SqlClient 6", login with { Features = [(SessionRecovery, []), (ColumnEncryption, [3]), (GlobalTransactions, []), (DataClassification, [2]), (Utf8, []), (DnsCaching, []), (Json, [1]), (Vector, [1])] }),
            ("SqlClient with UserAgent", login with { Features = [(UserAgent, [1, .. "{\"driver\":\"MS-MDS\"}"u8]), (SessionRecovery, []), (ColumnEncryption, [3]), (DataClassification, [2]), (Utf8, []), (DnsCaching, []), (Json, [1]), (Vector, [2])] }),
            ("mssql-jdbc", login with { Features = [(UserAgent, Agent), (ColumnEncryption, [1]), (DataClassification, [2]), (Utf8, []), (DnsCaching, []), (SessionRecovery, []), (Json, [1]), (Vector, [2]), (EnhancedRouting, [])] }),
            ("ODBC 18", login with { PacketSize = 4096, Flags1 = 0xE0, Flags2 = 0x03, Features = [(SessionRecovery, []), (FeaturesOfOdbc, [1]), (ColumnEncryption, [1]), (DataClassification, [1]), (Utf8, [1])] }),
            ("go-mssqldb", login with { PacketSize = 4096, Flags1 = 0xA0, Flags2 = 0x02, Features = [(ColumnEncryption, [1])] }),
            ("tedious", login with { PacketSize = 4096, Flags1 = 0xF0, Flags2 = 0x01, Features = [(Utf8, [1])] }),
            ("unknown features", login with { Features = [(0x7E, new byte[300]), (AzureSql, [1]), (Utf8, [1]), (0xFE, [])] }),
            ("features beyond the first packet", login with { Features = [(UserAgent, new byte[20_000]), (Utf8, [1])] }),
            ("read intent", login with { TypeFlags = 0x20 }),
            ("packet size 0", login with { PacketSize = 0 }),
            ("packet size 100", login with { PacketSize = 100 }),
            ("packet size 100 000", login with { PacketSize = 100_000 }),
            ("a version to come", login with { Version = 0x75000005 }),
        ];
        return families.Select(f => new TestCaseData(f.Login).SetArgDisplayNames(f.Name));
    }

    // What the driver sends for Azure.
    private const byte FeaturesOfOdbc = AzureSql;

    [TestCaseSource(nameof(Families))]
    public void Features_are_read_and_only_utf8_is_acknowledged(RawTdsLogin login)
    {
        using var direct = RawTdsClient.Login(login with { Port = Shared.Database.Port });
        using var through = RawTdsClient.Login(login with { Port = PoolOfTwo });
        Assert.That(through.LoginAnswer.ToString(), Is.EqualTo(direct.LoginAnswer.ToString()));
        var acknowledged = through.LoginAnswer.Tokens.OfType<TdsFeatureAck>().SelectMany(a => a.Features).Select(f => f.Id);
        Assert.That(acknowledged.Except([Utf8]), Is.Empty);
        Assert.That(through.Scalar("SELECT N'한글'"), Is.EqualTo("한글"));
        const string large = "SELECT REPLICATE(CAST('x' AS varchar(max)), 50000)";
        Assert.That(through.Scalar(large), Is.EqualTo(direct.Scalar(large)), "a client without fODBC gets no more than TEXTSIZE 4096");
    }

    public static IEnumerable<TestCaseData> Refused()
    {
        var login = new RawTdsLogin(0);
        (string Name, int Number, RawTdsLogin Login)[] logins =
        [
            ("session recovery with data", 18456, login with { Features = [(SessionRecovery, new byte[12])] }),
            ("federated authentication", 18456, login with { Features = [(FedAuth, [2, 0, 0, 0, 0])] }),
            ("integrated security", 18452, login with { Flags2 = 0x83 }),
            ("change of password", 18456, login with { Flags3 = 0x01 }),
        ];
        return logins.Select(l => new TestCaseData(l.Number, l.Login).SetArgDisplayNames(l.Name));
    }

    [TestCaseSource(nameof(Refused))]
    public void Logins_that_mean_something_else_than_a_password_are_refused(int number, RawTdsLogin login)
    {
        var refusal = Assert.Throws<RawTdsException>(() => RawTdsClient.Login(login with { Port = PoolOfOne }))!;
        Assert.That(refusal.Number, Is.EqualTo(number), refusal.Message);
        AssertServes(PoolOfOne, "after a refused login");
    }

    public static IEnumerable<TestCaseData> Prelogins()
    {
        byte[] version = [17, 0, 0, 0, 0, 0];
        (string Name, (byte Token, byte[] Data)[] Options)[] prelogins =
        [
            ("SqlClient", [(0, version), (1, [2]), (2, [0]), (3, [0, 0, 0, 1]), (4, [0]), (5, new byte[36]), (6, [1])]),
            ("mssql-jdbc", [(0, version), (1, [2]), (5, new byte[36])]),
            ("FreeTDS", [(0, version), (1, [2]), (2, [.. "MSSQLServer\0"u8]), (3, [0, 0, 0, 1]), (4, [0])]),
            ("jTDS", [(0, version), (1, [2]), (2, [.. "MSSQLServer\0"u8]), (3, [0, 0, 0, 1])]),
            ("with a nonce", [(0, version), (1, [2]), (4, [1]), (6, [0]), (7, new byte[32])]),
            ("with options to come", [(0, version), (1, [2]), (0x55, new byte[9]), (4, [1])]),
            ("of 7.1", [(0, [8, 0, 1, 0x55, 0, 0]), (1, [2]), (2, [0]), (3, [0, 0, 0, 1])]),
        ];
        return prelogins.Select(p => new TestCaseData(Directory(p.Options)).SetArgDisplayNames(p.Name));
    }

    [TestCaseSource(nameof(Prelogins))]
    public void A_prelogin_of_any_client_is_answered_with_what_all_of_them_read(byte[] prelogin)
    {
        using var client = RawTdsClient.Login(new RawTdsLogin(PoolOfTwo) { PreloginBytes = prelogin });
        var answer = client.PreloginAnswer;

        // One that ignores offsets reads its data in order, the second option being the encryption.
        Assert.That(new[] { answer[0], answer[5], answer[10], answer[15], answer[20], answer[25] }, Is.EqualTo(new byte[] { 0, 1, 2, 3, 4, 0xFF }));
        Assert.That(answer[26], Is.GreaterThanOrEqualTo(11), "older servers are spoken to otherwise");
        Assert.That(answer[^2..], Is.EqualTo(new byte[] { 0, 0 }), "the instance is right, and there is no MARS");
        Assert.That(client.Scalar("SELECT 1"), Is.EqualTo("1"));
    }

    private static byte[] Directory((byte Token, byte[] Data)[] options)
    {
        var at = (options.Length * 5) + 1;
        var bytes = new List<byte>();
        foreach (var (token, data) in options)
        {
            bytes.AddRange([token, (byte)(at >> 8), (byte)at, (byte)(data.Length >> 8), (byte)data.Length]);
            at += data.Length;
        }

        return [.. bytes, 0xFF, .. options.SelectMany(o => o.Data)];
    }
}
