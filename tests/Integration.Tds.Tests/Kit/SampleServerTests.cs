using System.Data;
using System.Globalization;
using Microsoft.Data.SqlClient;
using NUnit.Framework;
using ProxyDb.Samples.TdsServer.Serving;
using ProxyDb.Samples.TdsServer.Sql;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Kit;

/// <summary>The protocol side of the sample server against SqlClient and the raw client, over an engine of fixed answers.</summary>
[TestFixture]
public sealed class SampleServerTests
{
    private TdsServer _server = null!;
    private CannedEngine _engine = null!;

    [OneTimeSetUp]
    public void Start()
    {
        _engine = new CannedEngine();
        _server = NewServer(new TdsServerOptions());
    }

    [OneTimeTearDown]
    public void Stop()
    {
        SqlConnection.ClearAllPools();
        _server.Dispose();
        _engine.Dispose();
    }

    private TdsServer NewServer(TdsServerOptions options) =>
        new(options with { Users = new Dictionary<string, string> { ["app"] = "app-secret" }, DefaultDatabase = "shop" }, _engine);

    private static SqlConnection Open(TdsServer server, string more = "")
    {
        var connection = new SqlConnection($"Server=127.0.0.1,{server.Port};User ID=app;Password=app-secret;Database=shop;TrustServerCertificate=true;{more}");
        connection.Open();
        return connection;
    }

    private RawTdsClient Raw(uint version = 0x74000004, byte? encryption = 2) => RawTdsClient.Login(new RawTdsLogin(_server.Port) { Version = version, Encryption = encryption });

    [TestCase(EncryptionMode.Optional, "")]
    [TestCase(EncryptionMode.Optional, "Encrypt=true")]
    [TestCase(EncryptionMode.Required, "")]
    [TestCase(EncryptionMode.NotSupported, "")]
    [TestCase(EncryptionMode.Optional, "MultipleActiveResultSets=true")]
    [TestCase(EncryptionMode.Optional, "Packet Size=512")]
    public void Sqlclient_logs_in_and_reads(EncryptionMode mode, string more)
    {
        using var server = NewServer(new TdsServerOptions { Encryption = mode });
        using var connection = Open(server, more + ";Pooling=false");
        using var command = new SqlCommand("rows 1000", connection);
        using var reader = command.ExecuteReader();
        var count = 0;
        while (reader.Read())
            Assert.That(reader.GetString(1), Is.EqualTo($"row {++count}"));
        Assert.That(count, Is.EqualTo(1000));
        Assert.That(connection.ServerVersion, Is.EqualTo("15.00.4123"));
    }

    [TestCase("types")]
    [TestCase("fixed")]
    public void Sqlclient_reads_every_type(string text)
    {
        using var connection = Open(_server);
        using var command = new SqlCommand(text, connection);
        using var reader = command.ExecuteReader();
        Assert.That(reader.Read());
        for (var i = 0; i < reader.FieldCount; i++)
            Assert.That(Plain(reader.GetProviderSpecificValue(i)), Is.EqualTo(Plain(Expected(i))), CannedEngine.Values[i].Type.ToString());
        if (text == "fixed")
            return;
        Assert.That(reader.Read());
        Assert.That(Enumerable.Range(0, reader.FieldCount).All(i => reader.IsDBNull(i) || CannedEngine.Values[i].Type.Name == SqlTypeName.RowVersion));
        Assert.That(reader.Read());
        Assert.That(reader.IsDBNull(1));
    }

    private static object Expected(int i) => CannedEngine.Values[i] switch
    {
        (_, SqlVariant v) => v.Value,
        ({ Name: SqlTypeName.Char or SqlTypeName.NChar } t, string s) => s.PadRight(t.Length),
        ({ Name: SqlTypeName.Binary }, byte[] b) => new byte[] { b[0], b[1], 0, 0 },
        var (_, value) => value,
    };

    private static string? Plain(object value) => value switch
    {
        System.Data.SqlTypes.SqlXml xml => xml.Value,
        System.Data.SqlTypes.SqlBinary b => Convert.ToHexString(b.Value),
        System.Data.SqlTypes.SqlDateTime d => TdsText.Of(d.Value),
        System.Data.SqlTypes.SqlMoney m => m.Value.ToString("F4", CultureInfo.InvariantCulture),
        System.Data.SqlTypes.INullable n and not System.Data.SqlTypes.SqlDecimal => TdsText.Of(n.GetType().GetProperty("Value")!.GetValue(n)),
        decimal m => m.ToString("F4", CultureInfo.InvariantCulture),
        byte[] b => Convert.ToHexString(b),
        _ => TdsText.Of(value),
    };

    [Test]
    public void Sqlclient_sends_every_type([Values("", "prepared", "procedure")] string how)
    {
        using var connection = Open(_server);
        using var command = new SqlCommand(how == "procedure" ? "p" : "echo", connection) { CommandType = how == "procedure" ? CommandType.StoredProcedure : CommandType.Text };
        (SqlDbType Type, int Size, object Value)[] sent =
        [
            (SqlDbType.Int, 0, 5), (SqlDbType.BigInt, 0, long.MaxValue), (SqlDbType.Bit, 0, true), (SqlDbType.Float, 0, 1.5), (SqlDbType.Real, 0, 1.5f), (SqlDbType.Money, 0, -12.3456m),
            (SqlDbType.DateTime, 0, new DateTime(2026, 1, 2, 3, 4, 5, 120)), (SqlDbType.DateTime2, 0, new DateTime(2026, 1, 2, 3, 4, 5, 123)), (SqlDbType.Date, 0, new DateTime(2026, 1, 2)),
            (SqlDbType.Time, 0, new TimeSpan(1, 2, 3)), (SqlDbType.DateTimeOffset, 0, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(9))), (SqlDbType.NVarChar, 40, "\ud55c\uae00"),
            (SqlDbType.VarChar, 40, "caf\u00e9"), (SqlDbType.NVarChar, -1, new string('\ud55c', 50000)), (SqlDbType.VarBinary, 10, new byte[] { 1, 2 }), (SqlDbType.VarBinary, -1, new byte[20000]),
            (SqlDbType.UniqueIdentifier, 0, new Guid("6f9619ff-8b86-d011-b42d-00c04fc964ff")), (SqlDbType.NText, 100, "ntext"), (SqlDbType.Image, 10, new byte[] { 7 }),
            (SqlDbType.Xml, -1, "<a />"), (SqlDbType.Variant, 0, 42), (SqlDbType.NVarChar, 40, DBNull.Value), (SqlDbType.NVarChar, -1, DBNull.Value),
        ];
        for (var i = 0; i < sent.Length; i++)
            command.Parameters.Add(new SqlParameter($"@p{i}", sent[i].Type, sent[i].Size) { Value = sent[i].Value });
        var number = command.Parameters.Add(new SqlParameter("@dec", SqlDbType.Decimal) { Precision = 20, Scale = 4, Value = 1234.5m });
        if (how == "prepared")
            PrepareAll(command);
        for (var run = 0; run < 3; run++)
        {
            using var reader = command.ExecuteReader();
            Assert.That(reader.Read());
            for (var i = 0; i < sent.Length; i++)
            {
                if (sent[i].Value is DBNull)
                    Assert.That(reader.IsDBNull(i));
                else
                    Assert.That(reader.GetValue(i), Is.EqualTo(sent[i].Value), sent[i].Type.ToString());
            }

            Assert.That(reader.GetDecimal(sent.Length), Is.EqualTo(number.Value));
        }
    }

    private static void PrepareAll(SqlCommand command)
    {
        foreach (SqlParameter p in command.Parameters)
        {
            // This client cannot prepare these.
            if (p.SqlDbType is SqlDbType.Variant)
                p.SqlDbType = SqlDbType.Int;
            if (p.SqlDbType is SqlDbType.Xml)
                (p.SqlDbType, p.Size) = (SqlDbType.NVarChar, 100);
            if (p.Size == 0)
                p.Size = 10;
            if (p.SqlDbType is SqlDbType.DateTime2 or SqlDbType.Time or SqlDbType.DateTimeOffset)
                p.Scale = 7;
        }

        command.Prepare();
    }

    [Test]
    public void Output_parameters_and_the_return_value_come_back()
    {
        using var connection = Open(_server);
        using var command = new SqlCommand("p", connection) { CommandType = CommandType.StoredProcedure };
        var text = command.Parameters.Add(new SqlParameter("@t", SqlDbType.NVarChar, 40) { Direction = ParameterDirection.Output });
        var number = command.Parameters.Add(new SqlParameter("@n", SqlDbType.Int) { Direction = ParameterDirection.Output });
        var status = command.Parameters.Add(new SqlParameter("@r", SqlDbType.Int) { Direction = ParameterDirection.ReturnValue });
        command.ExecuteNonQuery();
        Assert.That((text.Value, number.Value, status.Value), Is.EqualTo(("\ucd9c\ub825", 42, 7)));
    }

    [Test]
    public void Table_valued_parameters_arrive()
    {
        using var table = new DataTable { Locale = CultureInfo.InvariantCulture };
        table.Columns.Add("id", typeof(int));
        table.Columns.Add("label", typeof(string));
        for (var i = 0; i < 300; i++)
            table.Rows.Add(i, i % 2 == 0 ? "\ud55c\uae00" : null);
        using var connection = Open(_server);
        using var command = new SqlCommand("echo", connection);
        command.Parameters.Add(new SqlParameter("@t", SqlDbType.Structured) { TypeName = "dbo.id_list", Value = table });
        command.Parameters.Add(new SqlParameter("@n", SqlDbType.Int) { Value = 1 });
        using var reader = command.ExecuteReader();
        Assert.That(reader.NextResult());
        var count = 0;
        while (reader.Read())
            Assert.That(reader.GetInt32(0), Is.EqualTo(count++));
        Assert.That(count, Is.EqualTo(300));
    }

    [Test]
    public void Transactions_are_told_and_a_pooled_connection_is_reset()
    {
        using var first = Open(_server, "Max Pool Size=1;Application Name=reset");
        using (var transaction = first.BeginTransaction())
        {
            using var command = new SqlCommand("rows 1", first, transaction);
            command.ExecuteNonQuery();
            transaction.Commit();
        }

        first.Close();
        using var second = Open(_server, "Max Pool Size=1;Application Name=reset");
        using var again = new SqlCommand("rows 2", second);
        again.ExecuteNonQuery();
        Assert.That(_server.Received.Any(r => r.Text == "rows 2" && (r.Status & 8) != 0));
    }

    [Test]
    public void A_running_statement_stops_at_once()
    {
        using var connection = Open(_server);
        using var command = new SqlCommand("wait", connection) { CommandTimeout = 1 };
        var error = Assert.Throws<SqlException>(() => command.ExecuteNonQuery())!;
        Assert.That(error.Number, Is.EqualTo(-2));
        using var next = new SqlCommand("rows 1", connection);
        Assert.That(next.ExecuteScalar(), Is.EqualTo(1));
    }

    [Test]
    public void Bulk_copies_arrive_with_9_bytes_of_done()
    {
        using var client = Raw();
        client.Run("insert bulk t (a int)");
        client.Send(7, [0x81, 1, 0, 0, 0, 0, 0, 0, 0, 0x38, 1, 0x61, 0, 0xD1, 1, 0, 0, 0, 0xD1, 2, 0, 0, 0, 0xFD, 0, 0, 0, 0, 2, 0, 0, 0]);
        Assert.That(client.Read().Dones[^1].Count, Is.EqualTo(2));
    }

    [TestCase(0x71000001u, (byte)2)]
    [TestCase(0x71000001u, null)]
    [TestCase(0x72090002u, (byte)2)]
    [TestCase(0x730A0003u, (byte)0)]
    [TestCase(0x730B0003u, (byte)1)]
    [TestCase(0x74000004u, (byte)0)]
    public void The_raw_client_reads_every_type_in_every_version(uint version, byte? encryption)
    {
        using var client = Raw(version, encryption);
        var answer = client.Run("types");
        Assert.That(answer.Rows, Has.Count.EqualTo(3));
        Assert.That(answer.Rows[0].Texts[3], Is.EqualTo("-2000000000"));
        Assert.That(answer.Rows[0].Texts[21], Is.EqualTo("\ud55c\uae00"));
        Assert.That(answer.Rows[1].Values, Has.All.Null);
        Assert.That(answer.Rows[1].Kind, Is.EqualTo(version >= 0x730B0003 ? 0xD2 : 0xD1));
        Assert.That(client.Run("fixed").Rows[0].Texts.Count(t => t is null), Is.Zero);
    }

    [Test]
    public void Strict_clients_log_in_over_TLS()
    {
        using var client = RawTdsClient.Login(new RawTdsLogin(_server.Port) { IsStrict = true, Version = 0x08000000 });
        Assert.That(client.Run("rows 3").Rows, Has.Count.EqualTo(3));
    }

    [Test]
    public void The_answer_of_a_login_is_in_the_order_of_sql_server()
    {
        using var client = Raw();
        Assert.That(client.LoginAnswer.Tokens.Select(t => t switch { TdsEnvironment e => $"E{e.Type}", TdsMessage m => $"I{m.Number}", _ => $"{t.Kind:X2}" }),
            Is.EqualTo((string[])["E1", "I5701", "E7", "E2", "I5703", "AD", "E4", "FD"]));
    }

    [Test]
    public void Refused_logins_say_why()
    {
        Assert.That(Assert.Throws<RawTdsException>(() => RawTdsClient.Login(new RawTdsLogin(_server.Port) { Password = "no" }))!.Number, Is.EqualTo(18456));
        Assert.That(Assert.Throws<RawTdsException>(() => RawTdsClient.Login(new RawTdsLogin(_server.Port) { Database = "no" }))!.Number, Is.EqualTo(4060));
        Assert.That(Assert.Throws<RawTdsException>(() => RawTdsClient.Login(new RawTdsLogin(_server.Port) { Flags2 = 0x83 }))!.Number, Is.EqualTo(18452));
    }

    [Test]
    public void An_attention_has_a_message_of_its_own()
    {
        using var client = Raw();
        client.SendBatch("rows 10; wait");
        client.SendAttention();
        var ended = client.Read();
        Assert.That(ended.Dones[^1].IsError && !ended.IsAttention);
        Assert.That(client.Read().ToString(), Is.EqualTo("DONE 20 FD"));
        client.SendAttention();
        Assert.That(client.Read().ToString(), Is.EqualTo("DONE 20 FD"));
        Assert.That(client.Scalar("rows 1"), Is.EqualTo("1"));
    }

    [Test]
    public void Prepared_statements_and_cursors_have_numbers([Values(0x71000001u, 0x74000004u)] uint version)
    {
        using var client = Raw(version);
        var prepared = client.Rpc(new RawTdsRpc(RawTdsRpc.PrepExec).Add((int?)null, isOutput: true).Add("@a int").Add("echo").Add(5)).OrThrow();
        var handle = (int)prepared.Outputs[0].Value!;
        var again = client.Rpc(new RawTdsRpc(RawTdsRpc.Execute) { Flags = 2 }.Add(handle).Add(6)).OrThrow();
        Assert.That((again.Tokens[0] as TdsColumns)?.Columns, Is.Null, "the columns are known");
        Assert.That(again.Scalar, Is.EqualTo("6"));
        client.Rpc(new RawTdsRpc(RawTdsRpc.Unprepare).Add(handle)).OrThrow();
        Assert.That(client.Rpc(new RawTdsRpc(RawTdsRpc.Execute).Add(handle).Add(6)).Errors[0].Number, Is.EqualTo(8179));
        var opened = client.Rpc(new RawTdsRpc(RawTdsRpc.CursorOpen).Add((int?)null, isOutput: true).Add("rows 25").Add(8, true).Add(1, true).Add(0, true)).OrThrow();
        var cursor = (int)opened.Outputs[0].Value!;
        Assert.That(Fetch(client, cursor, 2, 0, 10), Is.EqualTo((1, 10)));
        Assert.That(Fetch(client, cursor, 2, 0, 10), Is.EqualTo((11, 10)));
        Assert.That(Fetch(client, cursor, 2, 0, 10), Is.EqualTo((21, 5)));
        Assert.That(Fetch(client, cursor, 2, 0, 10), Is.EqualTo((0, 0)));
        Assert.That(Fetch(client, cursor, 8, 0, 10), Is.EqualTo((16, 10)));
        Assert.That(Fetch(client, cursor, 4, 0, 10), Is.EqualTo((6, 10)));
        Assert.That(Fetch(client, cursor, 16, -1, 10), Is.EqualTo((25, 1)));
        client.Rpc(new RawTdsRpc(RawTdsRpc.CursorClose).Add(cursor)).OrThrow();
        Assert.That(client.Rpc(new RawTdsRpc(RawTdsRpc.CursorClose).Add(cursor)).Errors[0].Number, Is.EqualTo(16916));
    }

    private static (int First, int Count) Fetch(RawTdsClient client, int cursor, int type, int row, int count)
    {
        var rows = client.Rpc(new RawTdsRpc(RawTdsRpc.CursorFetch) { Flags = 2 }.Add(cursor).Add(type).Add(row).Add(count)).OrThrow().Rows;
        return (rows.Count > 0 ? (int)rows[0].Values[0]! : 0, rows.Count);
    }

    [Test]
    public void Batched_calls_are_answered_in_one_message()
    {
        using var client = Raw();
        var answer = client.Rpc(RawTdsRpc.Sql("rows 1"), new RawTdsRpc("nope"), RawTdsRpc.Sql("rows 2"));
        Assert.That(answer.Dones.Where(d => d.Kind == 0xFE).Select(d => d.Status), Is.EqualTo((int[])[0x81, 0x83, 0]));
        Assert.That(answer.Errors[0].Number, Is.EqualTo(2812));
    }

    [Test]
    public void Transactions_have_descriptors()
    {
        using var client = Raw();
        client.Transaction(5).OrThrow();
        Assert.That(client.Descriptor, Is.Not.Zero);
        var descriptor = client.Descriptor;
        client.Descriptor = 0;
        Assert.That(client.Batch("rows 1").Errors[0].Number, Is.EqualTo(3989));
        client.Descriptor = descriptor;
        var reset = client.Batch("rows 1", status: 0x10);
        Assert.That(reset.Changes.Select(c => c.Type), Is.EqualTo((byte[])[18]));
        Assert.That(client.Batch("rows 1", status: 8).Changes.Select(c => c.Type), Is.EqualTo((byte[])[10, 18]));
        Assert.That(client.Batch("begin").Changes.Select(c => c.Type), Is.EqualTo((byte[])[8]));
        Assert.That(client.Transaction(7).Changes.Select(c => c.Type), Is.EqualTo((byte[])[9]));
        Assert.That(client.Transaction(6).Errors, Is.Not.Empty);
    }

    [Test]
    public void Ignored_and_broken_messages_are_answered()
    {
        using var client = Raw();
        client.SendRaw(RawTdsClient.Packets(1, [.. client.Headers(), 0x61, 0], 4096, lastStatus: 3));
        Assert.That(client.Read().Dones[^1].IsError);
        Assert.That(client.Rpc(new RawTdsRpc(RawTdsRpc.ExecuteSql).AddRaw("", 0, [0x77, 1])).Errors[0].Number, Is.EqualTo(8009));
        Assert.That(client.Scalar("rows 1"), Is.EqualTo("1"));
        client.Send(1, [.. client.Headers(), 0x61]);
        Assert.That(client.Read().Errors[0].Number, Is.EqualTo(4002));
        Assert.That(client.TryRead(), Is.Null);
    }

    [Test]
    public void Faults_kills_and_routes()
    {
        using var server = NewServer(new TdsServerOptions { RouteTo = ("localhost", 1) });
        using (var routed = RawTdsClient.Connect(server.Port))
            Assert.That(routed.Authenticate(new RawTdsLogin(server.Port)).Changes.Any(c => c.Type == 20));
        using var client = Raw();
        _server.Faults.OnRequest = r => r.Text == "hostile" ? new Fault { Tokens = [0x99, 1, 2, 3] } : null;
        Assert.That(() => client.Batch("hostile"), Throws.InstanceOf<InvalidDataException>());
        _server.Faults.OnRequest = null;
        var spid = int.Parse(client.Scalar("spid")!, CultureInfo.InvariantCulture);
        Assert.That(client.Spid, Is.EqualTo(spid));
        Assert.That(_server.Kill(spid));
        Assert.That(client.TryRead(), Is.Null);
    }
}
