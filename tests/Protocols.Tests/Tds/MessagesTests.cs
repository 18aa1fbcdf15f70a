using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds;

/// <summary>The examples of MS-TDS §4, and what nobody should send.</summary>
[TestFixture]
public sealed class MessagesTests
{
    private const string Headers = "16 00 00 00 12 00 00 00 02 00 00 00 00 00 00 00 00 01 00 00 00 00";

    private static readonly byte[] SpecPreLogin = Hex.Bytes(
        "00 00 1A 00 06 01 00 20 00 01 02 00 21 00 01 03 00 22 00 04 04 00 26 00 01 FF 09 00 00 00 00 00 01 00 B8 0D 00 00 01");

    private static readonly byte[] SpecLogin = Hex.Bytes(
        "88 00 00 00 02 00 09 72 00 10 00 00 00 00 00 07 00 01 00 00 00 00 00 00 E0 03 00 00 00 00 00 00 09 04 00 00" +
        "5E 00 08 00 6E 00 02 00 72 00 00 00 72 00 07 00 80 00 00 00 80 00 00 00 80 00 04 00 88 00 00 00 88 00 00 00 00 50 8B E2 B7 8F" +
        "88 00 00 00 88 00 00 00 88 00 00 00 00 00 00 00 73 00 6B 00 6F 00 73 00 74 00 6F 00 76 00 31 00 73 00 61 00" +
        "4F 00 53 00 51 00 4C 00 2D 00 33 00 32 00 4F 00 44 00 42 00 43 00");

    [Test]
    public void Prelogin_of_the_specification_is_read()
    {
        var message = PreLogin.Read(SpecPreLogin);
        Assert.That(message.Version, Is.EqualTo(new PreLoginVersion(9, 0, 0, 0)));
        Assert.That((message.Encryption, message.Mars), Is.EqualTo(((PreLoginEncryption?)PreLoginEncryption.On, (bool?)true)));
        Assert.That(message.Thread, Is.EqualTo(0xB80D0000));
        Assert.That(message.Instance, Is.Empty);
    }

    [Test]
    public void Answer_to_a_prelogin_has_the_form_that_every_client_reads()
    {
        var answer = Hex.Written(b => new PreLogin(new PreLoginVersion(15, 0, 2000, 0), PreLoginEncryption.Required) { Mars = false }.Write(b, isServer: true));
        Assert.That(answer, Is.EqualTo(Hex.Bytes(
            "00 00 1A 00 06 01 00 20 00 01 02 00 21 00 01 03 00 22 00 00 04 00 22 00 01 FF | 0F 00 07 D0 00 00 | 03 | 00 | 00")));
    }

    [TestCase("FF")]
    [TestCase("01 00 0B 00 01 00 00 0C 00 06 FF 00 0F 00 00 00 00 00")]
    [TestCase("00 00 0B 00 06 01 00 40 00 01 FF 0F 00 00 00 00 00 00", Description = "an option outside")]
    [TestCase("00 00 0B 00 05 01 00 10 00 01 FF 0F 00 00 00 00 00", Description = "a version of five bytes")]
    [TestCase("00 00 10 00 06 01 00 16 00 01 01 00 16 00 01 FF 0F 00 00 00 00 00 00", Description = "an option twice")]
    [TestCase("00 00 0B 00 06 01 00 11 00 01 FF 0F 00 00 00 00 00 07", Description = "an unknown encryption")]
    [TestCase("00 00 0B 00 06 01 00 11", Description = "no end")]
    public void Malformed_prelogin_is_a_fault(string payload) =>
        Assert.That(() => PreLogin.Read(Hex.Bytes(payload)), Throws.TypeOf<WireFault>());

    [Test]
    public void Login_of_the_specification_is_read_and_written_byte_for_byte()
    {
        var login = Login7.Read(SpecLogin);
        Assert.That((login.HostName, login.UserName, login.Application, login.Library), Is.EqualTo(("skostov1", "sa", "OSQL-32", "ODBC")));
        Assert.That((login.Version, login.PacketSize, login.Password.Length), Is.EqualTo((TdsVersion.V72, 4096u, 0)));
        Assert.That(Hex.Written(login.Write), Is.EqualTo(SpecLogin));
    }

    [TestCase(TdsVersion.V71Rev1)]
    [TestCase(TdsVersion.V72)]
    [TestCase(TdsVersion.V74)]
    public void Login_with_everything_is_read_as_written(TdsVersion version)
    {
        var login = new Login7((uint)version, 8000, new LoginFlags(0xe0, 3, 0x20, 0x08))
        {
            HostName = "host", UserName = "kim", Password = Hex.Unicode("sécret 비밀"), Application = "app", Server = "db.example",
            Library = "lib", Language = "us_english", Database = "shop",
            Features = version == TdsVersion.V74 ? [new Feature(FeatureId.Utf8Support, [1]), new Feature(FeatureId.SessionRecovery, [])] : [],
        };
        var read = Login7.Read(Hex.Written(login.Write));
        Assert.That((read.HostName, read.UserName, read.Application, read.Server), Is.EqualTo(("host", "kim", "app", "db.example")));
        Assert.That((read.Library, read.Language, read.Database), Is.EqualTo(("lib", "us_english", "shop")));
        Assert.That(read.PasswordText(), Is.EqualTo("sécret 비밀"u8.ToArray()));
        Assert.That(read.Features.Select(static f => (f.Id, f.Data.Length)), Is.EqualTo(login.Features.Select(static f => (f.Id, f.Data.Length))));
        Assert.That(Hex.Written(login.Write).AsSpan().IndexOf(Hex.Unicode("sécret")), Is.EqualTo(-1), "hidden, if not encrypted");
    }

    [Test]
    public void Login_changed_in_any_byte_is_read_or_a_fault()
    {
        var random = new Random(5);
        for (var turn = 0; turn < 4000; turn++)
        {
            var bytes = SpecLogin.ToArray();
            bytes[random.Next(4, bytes.Length)] = (byte)random.Next(256);
            bytes[random.Next(36, 90)] = (byte)random.Next(256);
            Hex.ReadOrFault(() => Login7.Read(bytes));
        }
    }

    [Test]
    public void Headers_are_read_and_written()
    {
        var written = Hex.Written(b => AllHeaders.Write(b, TdsVersion.V74, 0x0807060504030201));
        Assert.That(written, Is.EqualTo(Hex.Bytes("16 00 00 00 12 00 00 00 02 00 01 02 03 04 05 06 07 08 01 00 00 00")));
        Assert.That(AllHeaders.Read(written, TdsVersion.V74), Is.EqualTo(new AllHeaders(22, 0x0807060504030201, false)));
        Assert.That(AllHeaders.Read(written, TdsVersion.V71), Is.EqualTo(default(AllHeaders)));
        Assert.That(Hex.Written(b => AllHeaders.Write(b, TdsVersion.V71Rev1, 1)), Is.Empty);
    }

    [TestCase("17 00 00 00 12 00 00 00 02 00 00 00 00 00 00 00 00 00 01 00 00 00", Description = "longer than the message")]
    [TestCase("03 00 00 00", Description = "shorter than itself")]
    [TestCase("0A 00 00 00 05 00 00 00 02 00", Description = "a header shorter than its head")]
    [TestCase("0A 00 00 00 07 00 00 00 02 00", Description = "a header longer than all")]
    [TestCase("0A 00 00 00 06 00 00 00 02 00", Description = "a transaction header without one")]
    public void Malformed_headers_are_faults(string payload) =>
        Assert.That(() => AllHeaders.Read(Hex.Bytes(payload), TdsVersion.V74), Throws.TypeOf<WireFault>());

    [Test]
    public void Rpc_of_the_specification_is_read()
    {
        var body = Hex.Bytes("04 00 66 00 6F 00 6F 00 33 00 00 00 00 02 26 02 00");
        var reader = new RpcReader(body, TdsVersion.V72);
        Assert.That(reader.MoveNext(), Is.True);
        Assert.That((FieldReader.TextOf(reader.Name), reader.ProcId, reader.Flags), Is.EqualTo(("foo3", (ushort)0, RpcFlags.None)));
        Assert.That(reader.MoveNextParameter(), Is.True);
        var parameter = reader.Parameter;
        Assert.That((parameter.IsDefault, parameter.IsOutput, parameter.IsNull, parameter.Type.Type), Is.EqualTo((true, false, true, TdsType.IntN)));
        Assert.That(reader.NameOf(parameter).Length, Is.Zero);
        Assert.That(reader.MoveNextParameter(), Is.False);
        Assert.That(reader.MoveNext(), Is.False);
    }

    [Test]
    public void Table_valued_parameter_of_the_specification_is_read()
    {
        var body = Hex.Bytes(
            "03 00 66 00 6F 00 6F 00 00 00 | 00 00 F3 00 03 64 00 62 00 6F 00 07 74 00 76 00 70 00 74 00 79 00 70 00 65 00" +
            "01 00 00 00 00 00 00 00 26 01 00 00 01 01 02 00");
        var reader = new RpcReader(body, TdsVersion.V74);
        Assert.That(reader.MoveNext() && reader.MoveNextParameter(), Is.True);
        Assert.That((reader.Parameter.Type.Type, reader.Parameter.End), Is.EqualTo((TdsType.Table, body.Length)));
        for (var length = 1; length < body.Length; length++)
        {
            var cut = body[..length];
            Hex.ReadOrFault(() => ClientMessageReader.Check(MessageKind.Rpc, [.. Hex.Bytes(Headers), .. cut], TdsVersion.V74));
        }

        Assert.That(() => ClientMessageReader.Check(MessageKind.Rpc, [.. Hex.Bytes(Headers), .. body], TdsVersion.V72), Throws.TypeOf<WireFault>());
    }

    [TestCase(TdsVersion.V74, "FF", false)]
    [TestCase(TdsVersion.V74, "FE", true)]
    [TestCase(TdsVersion.V71, "80", false)]
    public void Every_rpc_of_a_request_is_read(TdsVersion version, string separator, bool isNotExecuted)
    {
        var body = Hex.Bytes($"FF FF 0C 00 02 00 00 00 26 04 04 07 00 00 00 {separator} FF FF 0F 00 00 00 00 00 38 08 00 00 00 {separator}");
        var reader = new RpcReader(body, version);
        Assert.That(reader.MoveNext(), Is.True);
        Assert.That((reader.ProcId, reader.Flags), Is.EqualTo(((ushort)12, RpcFlags.NoMetadata)));
        while (reader.MoveNextParameter())
        {
        }

        Assert.That((reader.IsNotExecuted, reader.HasSeparator), Is.EqualTo((isNotExecuted, true)));
        Assert.That(reader.MoveNext(), Is.True);
        Assert.That(reader.ProcId, Is.EqualTo(15));
        Assert.That(reader.MoveNext(), Is.False);
        Assert.That(reader.HasSeparator, Is.True);
    }

    [Test]
    public void Value_in_chunks_is_put_together()
    {
        var raw = Hex.Bytes("FE FF FF FF FF FF FF FF 03 00 00 00 41 00 42 01 00 00 00 00 00 00 00 00");
        var type = new TypeInfo(TdsType.NVarChar, ValueForm.Plp, 0xffff, 0, 0, default);
        Assert.That(ValueContent.TryGet(raw, type, new WireBuffer(), out var content), Is.True);
        Assert.That(content.ToArray(), Is.EqualTo(Hex.Unicode("AB")));
        Assert.That(ValueContent.TryGet(Hex.Bytes("FF FF FF FF FF FF FF FF"), type, new WireBuffer(), out _), Is.False);
        Assert.That(ValueContent.TryGet(Hex.Bytes("00 00 00 00 00 00 00 00 00 00 00 00"), type, new WireBuffer(), out content), Is.True);
        Assert.That(content.Length, Is.Zero);
    }

    [Test]
    public void Bulk_load_of_the_specification_begins_as_one()
    {
        Assert.That(() => BulkLoad.CheckBeginning(Hex.Bytes("81 01 00 00 00 00 00 05 00 32 02 63 00 31 00 D1 00 FD")), Throws.Nothing);
        Assert.That(() => BulkLoad.CheckBeginning(Hex.Bytes("D1 00")), Throws.TypeOf<WireFault>());
    }

    [TestCase("05 00 02 00", TransactionRequestKind.Begin, 2, false)]
    [TestCase("05 00 00 04 61 00 62 00", TransactionRequestKind.Begin, 0, false)]
    [TestCase("07 00 00 00", TransactionRequestKind.Commit, 0, false)]
    [TestCase("07 00 00 01 04 02 61 00", TransactionRequestKind.Commit, 4, true)]
    [TestCase("08 00 02 61 00 00", TransactionRequestKind.Rollback, 0, false)]
    [TestCase("09 00 02 61 00", TransactionRequestKind.Save, 0, false)]
    [TestCase("00 00 00 00", TransactionRequestKind.GetDtcAddress, 0, false)]
    public void Transaction_requests_are_read(string body, TransactionRequestKind kind, int isolation, bool beginsAnother)
    {
        var request = TransactionRequest.Read(Hex.Bytes(body));
        Assert.That((request.Kind, (int)request.Isolation, request.BeginsAnother), Is.EqualTo((kind, isolation, beginsAnother)));
        Assert.That(() => TransactionRequest.Read([.. Hex.Bytes(body), 0]), Throws.TypeOf<WireFault>());
    }

    [TestCase("16 00 00")]
    [TestCase("05 00")]
    [TestCase("07 00 00")]
    [TestCase("09 00 05 61 00")]
    public void Malformed_transaction_requests_are_faults(string body) =>
        Assert.That(() => TransactionRequest.Read(Hex.Bytes(body)), Throws.TypeOf<WireFault>());

    [Test]
    public void Login_acknowledgement_of_the_specification_is_written()
    {
        var ack = new LoginAckToken(TdsVersion.V72.ToLoginAck(), "Microsoft SQL Server", new PreLoginVersion(9, 0, 0, 0));
        Assert.That(Hex.Written(ack.Write), Is.EqualTo((byte[])
            [.. Hex.Bytes("AD 36 00 01 72 09 00 02 16"), .. Hex.Unicode("Microsoft SQL Server\0\0"), .. Hex.Bytes("09 00 00 00")]));
        Assert.That(LoginAckToken.Read(Hex.Written(ack.Write)), Is.EqualTo(ack));
    }

    [Test]
    public void Errors_are_read_as_written_in_every_version([Values(TdsVersion.V71, TdsVersion.V74)] TdsVersion version)
    {
        var written = Hex.Written(b => MessageToken.Write(b, version, TokenKind.Error, 229, 5, 14, "denied 거부", "server", "proc", 7));
        var read = MessageToken.Read(written, version);
        Assert.That((read.Number, read.State, read.Class, read.Line), Is.EqualTo((229, (byte)5, (byte)14, 7u)));
        Assert.That((FieldReader.TextOf(read.Text), FieldReader.TextOf(read.Server)), Is.EqualTo(("denied 거부", "server")));
        Assert.That(() => MessageToken.Read(written.AsSpan(..^1).ToArray(), version), Throws.TypeOf<WireFault>());
    }
}
