using System.Buffers.Binary;
using System.Text;
using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.Samples.TdsServer.Sql;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Clients;

/// <summary>Packets and requests as client families write them that no program here stands for; through, each is answered as directly.</summary>
public sealed class MessagesOfNewClientsTests : GatewayFixture
{
    private const int RpcType = 3, BatchType = 1;

    private static readonly byte[] Transaction = [18, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0];
    private static readonly byte[] Trace = [26, 0, 0, 0, 3, 0, .. new byte[20]];

    [Test]
    public void Packets_are_read_however_clients_number_and_mark_them() => Same(client =>
    {
        byte[] payload = [.. client.Headers(), .. Encoding.Unicode.GetBytes("SELECT '" + new string('x', 9000) + "'")];
        var seen = new List<string>();
        foreach (Action<byte[], int> change in (Action<byte[], int>[])
        [
            (p, i) => p[1] |= (byte)((p[1] & 1) == 0 ? 4 : 0),
            (p, i) => p[6] = 1,
            (p, i) => p[6] = (byte)(i + 2),
            (p, i) => p[6] = (byte)(255 - i),
            (p, i) => (p[4], p[5], p[7]) = (1, 2, 9),
        ])
        {
            client.SendRaw(Changed(RawTdsClient.Packets(BatchType, payload, client.PacketSize), change));
            seen.Add(client.Read().ToString());
        }

        // The end of a message in a packet of its own.
        var whole = RawTdsClient.Packets(BatchType, payload, client.PacketSize, lastStatus: 0);
        client.SendRaw([.. whole, BatchType, 1, 0, 8, 0, 0, 9, 0]);
        seen.Add(client.Read().ToString());
        return seen;
    });

    [Test]
    public void A_request_taken_back_with_ignore_is_answered_and_not_run() => Same(client =>
    {
        var seen = new List<string>();
        foreach (var type in (byte[])[BatchType, RpcType])
        {
            byte[] payload = [.. client.Headers(), .. Encoding.Unicode.GetBytes("DELETE FROM dbo.salaries" + new string(' ', 3000))];
            var first = RawTdsClient.Packets(type, payload, client.PacketSize).AsSpan(0, client.PacketSize).ToArray();
            client.SendRaw([.. first, type, 3, 0, 8, 0, 0, 2, 0]);
            seen.Add(client.Read().ToString());
            seen.Add(client.Batch("SELECT COUNT(*) FROM dbo.salaries").ToString());
        }

        return seen;
    });

    [Test]
    public void All_headers_come_in_any_order_and_number() => Same(client =>
    {
        byte[][] headers = [[.. Transaction], [.. Transaction, .. Trace], [.. Trace, .. Transaction]];
        return [.. headers.Select(h => WithHeaders(client, h).ToString())];
    });

    /// <summary>What the gateway does not do is said as an error of its own, with a remedy where there is one; nothing of the message runs.</summary>
    [Test]
    public void What_is_not_supported_is_said_and_the_session_goes_on()
    {
        var client = Login(PoolOfTwo);
        var answers = new List<TdsAnswer>
        {
            WithHeaders(client, [.. Header(1, [.. Counted("id"), .. Counted("service=x")]), .. Transaction]),
        };
        client.Send(RpcType, [.. client.Headers(), .. Call(RawTdsRpc.Sql("DELETE FROM dbo.salaries")), 0xFE, .. Call(RawTdsRpc.Sql("DELETE FROM dbo.salaries"))]);
        answers.Add(client.Read());
        foreach (var answer in answers)
        {
            Assert.That(answer.Errors, Has.Count.EqualTo(1));
            Assert.That(answer.Errors[0].Text, Does.Contain("not supported by the gateway"));
        }

        Assert.That(client.Scalar("SELECT COUNT(*) FROM dbo.salaries"), Is.EqualTo("2"));
    }

    [Test]
    public void Calls_of_odbc_run_and_run_again() => Same(client =>
    {
        var first = client.Rpc(new RawTdsRpc(RawTdsRpc.PrepExecRpc).Add((int?)null, isOutput: true).Add("{call three_results(?)}").Add(1));
        var again = client.Rpc(new RawTdsRpc(RawTdsRpc.Execute).Add((int)first.Outputs[0].Value!).Add(1));
        return [string.Join('\n', first.Rows), string.Join('\n', again.Rows), $"{first.Errors.Count + again.Errors.Count}"];
    });

    [Test]
    public void Flags_separators_and_defaults_of_calls_pass() => Same(client =>
    {
        var seen = new List<string>();
        foreach (var flags in (ushort[])[0, 1, 2, 4])
            seen.Add(client.Rpc(new RawTdsRpc(RawTdsRpc.ExecuteSql) { Flags = flags }.Add("SELECT name FROM dbo.customers WHERE customer_id = @id").Add("@id int").Add(1, name: "@id")).ToString());
        var call = Call(RawTdsRpc.Sql("SELECT COUNT(*) FROM dbo.journal WHERE who = N'separator'"));

        // The last call may end with a separator too.
        foreach (byte[] message in (byte[][])[[.. call, 0xFF], [.. call, 0xFF, .. call]])
        {
            client.Send(RpcType, [.. client.Headers(), .. message]);
            seen.Add(client.Read().ToString());
        }

        seen.Add(client.Rpc(new RawTdsRpc("dbo.three_results").Add("@n", SqlType.Int, 1)).ToString());
        seen.Add(client.Rpc(new RawTdsRpc("[shop]..[three_results]").Add(1)).ToString());
        return seen;
    });

    [Test]
    public void Calls_of_odbc_go_and_jdbc_pass() => Same(client =>
    [
        client.Rpc(new RawTdsRpc("sp_executesql").Add("@stmt", new SqlType(SqlTypeName.NText), "SELECT @p1 AS a").Add("@params", new SqlType(SqlTypeName.NText), "@p1 int").Add(5, name: "@p1")).ToString(),
        client.Rpc(new RawTdsRpc(RawTdsRpc.ExecuteSql).Add("", SqlType.NVarChar(SqlType.Max), "SELECT 1 AS a").Add("", SqlType.NVarChar(SqlType.Max), null)).ToString(),
        client.Rpc(new RawTdsRpc(RawTdsRpc.ExecuteSql).Add("", SqlType.VarChar(100), "SELECT N'é' AS a")).ToString(),
        client.Transaction(5, isolation: 4, name: "go").ToString(), client.Batch("SELECT @@TRANCOUNT AS n").ToString(), client.Transaction(9, name: "point").ToString(),
        client.Transaction(8, name: "point").ToString(), client.Transaction(7).ToString(), client.Batch("SELECT @@TRANCOUNT AS n").ToString(),
        client.Batch("SELECT 1", 0x08).ToString(), client.Batch("set xact_abort on").ToString(), client.Batch("set nocount off; set dateformat mdy; set textsize 2147483647").ToString(),
    ]);

    [Test]
    public void Types_to_come_are_refused_and_the_session_goes_on()
    {
        var client = Login(PoolOfTwo);
        byte[] json = [0xF4, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, (byte)'{', (byte)'}', 0, 0, 0, 0];
        byte[] vector = [0xF5, 12, 0, 0, 12, 0, 0xA9, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3F];
        foreach (var value in (byte[][])[json, vector])
        {
            // They were not acknowledged at login, so no client sends them.
            client.SendRpc(0, RawTdsRpc.Sql("SELECT 1", "@v nvarchar(max)").AddRaw("@v", 0, value));
            Assert.That(client.TryRead()?.Errors ?? [], Is.Not.Empty);
            client = Login(PoolOfTwo);
            Assert.That(client.Scalar("SELECT 1"), Is.EqualTo("1"));
        }

        // An encrypted parameter, without column encryption.
        client.SendRpc(0, RawTdsRpc.Sql("SELECT @v", "@v int").AddRaw("@v", 8, [0x26, 4, 4, 1, 0, 0, 0]));
        Assert.That(client.TryRead()?.Errors ?? [], Is.Not.Empty);
        AssertServes(PoolOfTwo, "after an encrypted parameter");
    }

    private static TdsAnswer WithHeaders(RawTdsClient client, byte[] headers)
    {
        client.Send(BatchType, [.. BitConverter.GetBytes(headers.Length + 4), .. headers, .. Encoding.Unicode.GetBytes("SELECT 1 AS n")]);
        return client.Read();
    }

    private void Same(Func<RawTdsClient, List<string>> play) =>
        Assert.That(play(Login(PoolOfTwo)), Is.EqualTo(play(LoginDirectly())));

    private static byte[] Call(RawTdsRpc call) => call.ToBytes(ProxyDb.Samples.TdsServer.Wire.TdsVersion.Rank(0x74000004));

    private static byte[] Changed(byte[] packets, Action<byte[], int> change)
    {
        using var all = new MemoryStream();
        for (int at = 0, i = 0; at < packets.Length; i++)
        {
            var packet = packets.AsSpan(at, BinaryPrimitives.ReadUInt16BigEndian(packets.AsSpan(at + 2))).ToArray();
            at += packet.Length;
            change(packet, i);
            all.Write(packet);
        }

        return all.ToArray();
    }

    private static byte[] Header(ushort type, byte[] data) => [.. BitConverter.GetBytes(data.Length + 6), .. BitConverter.GetBytes(type), .. data];

    private static byte[] Counted(string text)
    {
        var bytes = Encoding.Unicode.GetBytes(text);
        return [.. BitConverter.GetBytes((ushort)bytes.Length), .. bytes];
    }
}
