using System.Buffers.Binary;
using NUnit.Framework;
using ProxyDb.Samples.TdsServer.Serving;
using ProxyDb.Samples.TdsServer.Sql;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.BypassClasses;

/// <summary>Packets that do not hold what they say, and ways around the gateway that a login might open.</summary>
public sealed class FramingClassTests : BypassFixture
{
    [Test]
    public void Class_17_framing_and_desync()
    {
        using var all = Assert.EnterMultipleScope();
        byte[] headers = [0x16, 0, 0, 0, 0x12, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0];
        byte[] masked = [.. headers, .. Utf16(Masked)], steal = [.. headers, .. Utf16(Steal)];
        var good = Packet(1, 1, masked);
        var bad = Packet(1, 1, steal);
        foreach (var bytes in (byte[][])
        [
            Packet(1, 1, masked, -5), Packet(1, 1, masked, 5), [.. Packet(1, 1, masked, -5), .. good], [.. Packet(1, 1, masked, 5), .. bad], Packet(1, 1, steal, -8), [1, 1, 0, 0, 0, 0, 1, 0, .. steal], [1, 1, 0, 7, 0, 0, 1, 0, .. steal], [1, 1, 0xFF, 0xFF, 0, 0, 1, 0, .. steal], [1, 1, 0, 8, 0, 0, 1, 0, .. bad],
            [.. Packet(1, 0, masked), .. Packet(1, 1, Utf16(" " + Steal))], [.. Packet(1, 4, masked), .. Packet(1, 5, Utf16(" " + Steal))], [.. Packet(1, 0, masked), .. Packet(3, 1, steal)], [.. Packet(1, 0, masked), .. Packet(1, 3, []), .. good], [.. Packet(1, 0, steal), .. Packet(1, 3, []), .. bad], [.. Packet(1, 2, masked), .. bad], [.. Packet(1, 3, masked), .. bad],
            [.. Packet(1, 0, masked), .. bad], [.. good, .. bad, .. good], [.. good, .. good, .. good, .. bad], [.. bad, .. good, .. bad], [.. Packet(1, 0, [.. headers, .. Utf16("SELECT 'a")]), .. Packet(1, 1, Utf16("', amount FROM payroll"))], [.. Packet(1, 0, [.. headers, .. Utf16("SELECT 1 /*")]), .. Packet(1, 1, Utf16("*/, amount FROM payroll"))],
            [.. Packet(1, 0, headers.AsSpan(0, 7).ToArray()), .. Packet(1, 1, [.. headers.AsSpan(7), .. Utf16(Steal)])], [.. Packet(1, 0, [.. headers, .. Utf16(Steal).AsSpan(0, 21)]), .. Packet(1, 1, Utf16(Steal).AsSpan(21).ToArray())], [.. Packet(1, 0, []), .. Packet(1, 0, []), .. bad], Packet(1, 1, []), Packet(3, 1, []), Packet(3, 1, headers), Packet(3, 1, masked), Packet(1, 0x18, masked), Packet(3, 1, [.. headers, 0xFF]),
            [.. Packet(6, 1, []), .. good, .. bad], [.. Packet(6, 1, steal), .. good], [.. Packet(7, 1, steal), .. good], [.. Packet(1, 0, steal), .. Packet(6, 1, []), .. good], [.. Packet(0x12, 1, [0, 0, 6, 0, 6, 0xFF, 15, 0, 0, 0, 0, 0]), .. bad], [.. Packet(0x10, 1, RawTdsClient.Login7(AnalystLogin)), .. bad], [0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0, .. bad], [.. Packet(4, 1, steal), .. good],
        ])
        {
            using var client = Watched(AnalystLogin);
            client.SendRaw(bytes);
            client.ShutdownSend();
            ReadToEnd(client);
            AssertHidden(Convert.ToHexString(bytes.AsSpan(0, Math.Min(60, bytes.Length))));
        }

        // Every cut of a conversation, sent in two parts; and every size of packets.
        byte[] whole = [.. good, .. Packet(3, 1, [.. headers, 0xFF, 0xFF, 10, 0, 0, 0, 0, 0, 0xE7, 0x40, 0x1F, 9, 4, 0xD0, 0, 0x34, (byte)(Masked.Length * 2), 0, .. Utf16(Masked)])];
        for (var cut = 1; cut < whole.Length; cut += 3)
        {
            var client = Analyst();
            client.SendRaw(whole.AsSpan(0, cut));
            client.SendRaw(whole.AsSpan(cut));
            Assert.That(Answer(client.Read, $"cut at {cut}").Rows, Has.Count.EqualTo(8));
            Assert.That(Answer(client.Read, $"cut at {cut}").Rows, Has.Count.EqualTo(8));
            client.Dispose();
        }

        foreach (var (status, last) in ((byte, byte)[])[(0, 1), (4, 1), (4, 5), (0, 0x81)])
        {
            for (var size = 9; size < 60; size += 7)
            {
                var client = Analyst();
                client.SendRaw(Sliced(masked, size, status, last));
                var answer = Answer(client.Read, $"packets of {size}");
                Assert.That(answer == Ended || answer.Errors.Count > 0 || answer.Rows.Count == 8, Is.True, answer.ToString());
                if (answer != Ended)
                {
                    client.SendRaw(Sliced(steal, size, status, last));
                    AssertFails(Answer(() => client.TryRead() ?? Ended, $"packets of {size}"), $"packets of {size}");
                }

                client.Dispose();
            }
        }

        CallsWhoseLengthsLie(headers);
        AssertAnswers(Analyst(), "SELECT resident_no FROM customers WHERE customer_id = 1", MaskedFirst);
    }

    private void CallsWhoseLengthsLie(byte[] headers)
    {
        // One byte changed at a time.
        byte[] call = [.. headers, 0xFF, 0xFF, 10, 0, 0, 0, 0, 0, 0xE7, 0x40, 0x1F, 9, 4, 0xD0, 0, 0x34, (byte)(Masked.Length * 2), 0, .. Utf16(Masked), 0xFF, 0xFF, 0xFF, 10, 0, 0, 0, 0, 0, 0xE7, 0x40, 0x1F, 9, 4, 0xD0, 0, 0x34, (byte)(Steal.Length * 2), 0, .. Utf16(Steal)];
        for (var at = 0; at < call.Length; at += at is > 45 and < 140 ? 9 : 1)
        {
            foreach (var value in (byte[])[0, 1, 0x7F, 0x80, 0xFE, 0xFF])
            {
                using var client = Watched(AnalystLogin);
                var changed = (byte[])call.Clone();
                changed[at] = value;
                client.SendRaw(Packet(3, 1, changed));
                client.ShutdownSend();
                ReadToEnd(client);
                AssertHidden($"byte {at} is {value:X2}");
            }
        }
    }

    [Test]
    public void Class_18_encrypted_escape()
    {
        using var all = Assert.EnterMultipleScope();
        foreach (byte? asked in (byte?[])[null, 0, 1, 2, 3, 0x20, 0x80, 0x81, 0x82, 0x83, 7, 0xFF])
        {
            RawTdsClient client;
            try
            {
                client = Watched(AnalystLogin with { Encryption = asked });
            }
            catch (Exception refused) when (refused is RawTdsException or IOException or System.Security.Authentication.AuthenticationException or Samples.TdsServer.Wire.ProtocolError or InvalidDataException)
            {
                continue;
            }

            AssertAnswers(client, "SELECT resident_no FROM customers WHERE customer_id = 1", MaskedFirst);
            AssertDenied(client, Steal);
        }

        // PRELOGIN of every shape, then a login and a denied statement in clear behind it.
        byte[] login = RawTdsClient.Packets(0x10, RawTdsClient.Login7(AnalystLogin), 4096), steal = RawTdsClient.Packets(1, [0x16, 0, 0, 0, 0x12, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, .. Utf16(Steal)], 4096);
        foreach (var payload in (byte[][])
        [
            [], [0xFF], [0], [0, 0, 6, 0, 6, 0xFF, 15, 0, 0, 0, 0, 0], [1, 0, 6, 0, 1, 0xFF, 0], [0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xFF, 15, 0, 0, 0, 0, 0, 0], [0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xFF, 15, 0, 0, 0, 0, 0, 1], [0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xFF, 15, 0, 0, 0, 0, 0, 2],
            [0, 0, 11, 0, 6, 1, 0xFF, 17, 0, 1, 0xFF, 15, 0, 0, 0, 0, 0, 2], [0, 0, 11, 0, 6, 1, 0, 17, 0xFF, 1, 0xFF, 15, 0, 0, 0, 0, 0, 2], [0, 0, 16, 0, 6, 1, 0, 22, 0, 1, 1, 0, 23, 0, 1, 0xFF, 15, 0, 0, 0, 0, 0, 2, 0], [0, 0, 16, 0, 6, 6, 0, 22, 0, 1, 1, 0, 23, 0, 1, 0xFF, 15, 0, 0, 0, 0, 0, 1, 2],
        ])
        {
            foreach (var rest in (byte[][])[[.. login, .. steal], [.. login, .. RawTdsClient.Packets(0x12, [0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0], 4096), .. steal], [.. RawTdsClient.Packets(0x12, [0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0], 4096), .. login, .. steal], [.. steal, .. login], [.. login, .. login, .. steal]])
            {
                using var stuffed = RawTdsClient.Connect(AnalystLogin.Port);
                Watch(stuffed);
                Answer(
                    () =>
                    {
                        stuffed.SendRaw([.. RawTdsClient.Packets(0x12, payload, 4096), .. rest]);
                        stuffed.ShutdownSend();
                        ReadToEnd(stuffed);
                        return Ended;
                    },
                    $"PRELOGIN {Convert.ToHexString(payload)}");
            }
        }
    }

    [Test]
    public void Class_19_redirect_escape()
    {
        using var all = Assert.EnterMultipleScope();
        byte[] route = [0xE3, 22, 0, 20, 11, 0, 0, 0x99, 5, 3, 0, (byte)'a', 0, (byte)'b', 0, (byte)'c', 0, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] partner = [0xE3, 8, 0, 13, 2, (byte)'p', 0, (byte)'q', 0, 0, 0];
        byte[] done = [0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        var faults = BypassServer.Database.Faults;
        foreach (var isLogin in (bool[])[true, false])
        {
            foreach (var (name, fault) in ((string, Fault)[])
            [
                ("route", new Fault { Tokens = [.. route, .. done] }), ("route before", new Fault { Before = route }), ("partner before", new Fault { Before = partner }), ("route and partner", new Fault { Before = [.. partner, .. route] }), ("route split over packets", new Fault { Raw = Split([.. route, .. done], 9) }),
                ("route byte by byte", new Fault { Raw = Split([.. route, .. done], 1) }), ("route in the last packet", new Fault { Raw = Split([.. done, .. route], 13) }),
            ])
            {
                var struck = 0;
                using var gateway = isLogin && name is "route byte by byte" or "partner before" or "route" ? BypassServer.Start(o => o with { PoolSize = 1 }) : null;
                var port = gateway?.Port ?? PoolOfOneLogin.Port;
                faults.OnRequest = r => (isLogin ? r.Kind == RequestKind.Login : r.ToString().Contains("struck", StringComparison.Ordinal)) && Interlocked.Increment(ref struck) == 1 ? fault : null;
                try
                {
                    using var client = RawTdsClient.Connect(port);
                    Watch(client);
                    var login = Answer(() => client.Authenticate(AnalystLogin with { Port = port, Timeout = TimeSpan.FromSeconds(5) }), name);
                    var answer = login.Errors.Count > 0 ? login : Answer(() => client.Batch("SELECT 'struck'"), name);
                    Assert.That(login.Changes.Concat(answer.Changes).Select(c => (int)c.Type), Has.None.AnyOf(13, 20, 21), name);
                }
                catch (IOException)
                {
                    // An end is an answer.
                }
                finally
                {
                    faults.OnRequest = null;
                }

                AssertHidden(name);
            }
        }
    }

    [Test]
    public void Class_27_masks_by_type_and_row_form()
    {
        using var all = Assert.EnterMultipleScope();
        // Masks of the policy by column; a null beside them makes NBCROW of a row.
        foreach (var version in (uint[])[0x71000001, 0x72090002, 0x730A0003, 0x730B0003, 0x74000004])
        {
            foreach (var form in (string[])
            [
                "SELECT {0} FROM customers", "SELECT {0}, NULL AS n FROM customers", "SELECT NULL AS n, {0}, CAST(NULL AS int) AS m FROM customers", "SELECT TOP 1 NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, {0} FROM customers", "SELECT {0} FROM customers UNION ALL SELECT {0} FROM customers", "SELECT {0} FROM v_customers v JOIN customers ON id = customer_id",
            ])
            {
                var client = Watched(AnalystLogin with { Version = version, Encryption = version == 0x71000001 ? null : 2 });
                foreach (var column in (string[])["resident_no", "email", "birth", "salary", "note"])
                {
                    foreach (var type in (string[])
                    [
                        "{0}", "CAST({0} AS varchar(100))", "CAST({0} AS nvarchar(max))", "CAST({0} AS varchar(max))", "CAST({0} AS varbinary(100))", "CAST({0} AS varbinary(max))", "CAST({0} AS binary(40))", "CAST({0} AS char(60))", "CAST({0} AS nchar(60))", "CAST({0} AS sql_variant)", "CAST({0} AS xml)", "CAST({0} AS text)", "CAST({0} AS ntext)", "CAST({0} AS image)", "CONVERT(nvarchar(60), {0}, 112)", "CONVERT(varchar(99), CAST({0} AS varbinary(99)), 2)",
                        "CAST({0} AS datetime2)", "CAST({0} AS datetime)", "CAST({0} AS decimal(12,2))", "CAST({0} AS bigint)", "CAST({0} AS float)", "CAST({0} AS money)", "UPPER({0})", "REVERSE(REVERSE({0}))", "{0} + ''", "COALESCE({0}, {0})", "ISNULL({0}, NULL)", "IIF(1 = 1, {0}, NULL)", "MAX({0}) OVER ()", "(SELECT {0})", "LEFT({0}, 10)", "RIGHT({0}, 3)", "REPLACE({0}, '*', '')", "TRY_CAST({0} AS nvarchar(50))", "CONCAT({0}, '')", "HASHBYTES('MD5', CAST({0} AS varchar(50)))",
                    ])
                        Ask(client, form.Replace("{0}", type.Replace("{0}", column, StringComparison.Ordinal), StringComparison.Ordinal));
                }

                client.Dispose();
            }

            var typed = Watched(AnalystLogin with { Version = version, Encryption = version == 0x71000001 ? null : 2 });
            var row = Ask(typed, "SELECT resident_no, email, birth, salary, note, NULL FROM customers WHERE customer_id = 1");
            Assert.That(row.Errors, Is.Empty, $"{version:X8}");
            Assert.That(row.Rows[0].Texts[0], Is.EqualTo(MaskedFirst));
            Assert.That(row.Rows[0].Texts[2], Does.StartWith("1977-01-01"));
            Assert.That(row.Rows[0].Texts[3], Is.Null);
            Assert.That(row.Rows[0].Texts[4], Is.EqualTo("it's hidden"));
            var outputs = Ask(typed, RawTdsRpc.Sql("SELECT @n = resident_no, @s = salary FROM customers WHERE customer_id = 1", "@n varchar(20) OUTPUT, @s int OUTPUT").Add("@n", SqlType.VarChar(20), null, isOutput: true).Add(default(int?), true, "@s"));
            Assert.That(outputs.Errors.Count > 0 || outputs.Outputs[0].Value is MaskedFirst, Is.True, outputs.ToString());
        }
    }

    private static byte[] Packet(byte type, byte status, byte[] payload, int lie = 0)
    {
        byte[] packet = [type, status, 0, 0, 0, 0, 1, 0, .. payload];
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)(packet.Length + lie));
        return packet;
    }

    private static byte[] Sliced(byte[] payload, int size, byte status, byte last) =>
        [.. payload.Chunk(size - 8).SelectMany((part, i) => Packet(1, (i + 1) * (size - 8) >= payload.Length ? last : status, part))];

    /// <summary>Tokens of a server in small packets.</summary>
    private static byte[] Split(byte[] tokens, int size) =>
        [.. tokens.Chunk(size).SelectMany((part, i) => Packet(4, (byte)((i + 1) * size >= tokens.Length ? 1 : 0), part))];

    private static void ReadToEnd(RawTdsClient client)
    {
        while (client.ReadPacket() is not null)
        {
            // Each payload is kept and searched.
        }
    }
}
