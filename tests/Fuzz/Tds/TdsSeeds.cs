using System.Collections.Immutable;
using System.Text;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Fuzz.Tds;

/// <summary>Well-formed requests, answers and logins, made by our own writers.</summary>
internal static class TdsSeeds
{
    private const byte Newest = 5;

    private static readonly byte[] Latin1 = [0x09, 0x04, 0xd0, 0x00, 0x34];

    public static PasswordVerifiers Verifiers { get; } = new(ScramSha256.MakeVerifier("pencil"u8, [1, 2, 3, 4], 1));

    public static IReadOnlyList<(string Name, byte[] Bytes)> Client { get; } =
    [
        ("batch", Request(MessageKind.SqlBatch, b => b.WriteUnicode("select 1"))),
        ("batch-7.1", [0, .. Write(b => FrameWriter.Write(b, MessageKind.SqlBatch, Encoding.Unicode.GetBytes("select 1"), 4096))]),
        ("executesql", Request(MessageKind.Rpc, WriteExecuteSql)),
        ("calls", Request(MessageKind.Rpc, static b => { WriteExecute(b); b.WriteByte(0xff); WriteExecute(b); })),
        ("table", Request(MessageKind.Rpc, WriteTableCall)),
        ("begin", Request(MessageKind.TransactionManager, static b => b.WriteBytes([5, 0, 2, 4, (byte)'a', 0, (byte)'b', 0]))),
        ("commit", Request(MessageKind.TransactionManager, static b => b.WriteBytes([7, 0, 0, 1, 2, 0]))),
        ("attention", [Newest, .. FrameWriter.Attention]),
        ("bulk", [Newest, .. Write(static b => FrameWriter.Write(b, MessageKind.BulkLoad, [0x81, 1, 0, 0, 0, 0, 0, 5, 0, 0x32, 2, 99, 0, 49, 0, 0xd1, 0], 4096))]),
    ];

    public static IReadOnlyList<(string Name, byte[] Bytes)> Server { get; } =
    [
        ("rows", [Newest, 100, .. Write(WriteRows)]),
        ("messages", [Newest, 30, .. Write(WriteMessages)]),
        ("compute", [Newest, 128, .. Convert.FromHexString("8101000000000000003801610088010007000 04D01000000000000002604 00D3070004050000 00".Replace(" ", ""))]),
    ];

    public static IReadOnlyList<(string Name, byte[] Bytes)> ClientLogin { get; } =
    [
        ("clear", [(byte)ClientTls.Disable, .. PreLoginPacket(PreLoginEncryption.NotSupported), .. LoginPacket]),
        ("login-only", [(byte)ClientTls.LoginOnly, .. PreLoginPacket(PreLoginEncryption.Off), .. LoginPacket]),
        ("login-first", [(byte)ClientTls.Prefer, .. LoginPacket]),
        ("strict", [(byte)ClientTls.Strict, 0x16]),
    ];

    public static IReadOnlyList<(string Name, byte[] Bytes)> ServerLogin { get; } =
    [
        ("accepted", [.. Answer(static b => new PreLogin(new PreLoginVersion(15, 0, 2000, 0), PreLoginEncryption.NotSupported).Write(b, true)), .. Answer(WriteAccepted)]),
        ("refused", [.. Answer(static b => new PreLogin(new PreLoginVersion(15, 0, 2000, 0), PreLoginEncryption.NotSupported).Write(b, true)), .. Answer(WriteRefused)]),
    ];

    public static IClientLogin MakeClient(ClientTls tls) =>
        new WireProtocol().CreateClientLogin(new ClientLoginOptions(tls, false, WireLimits.Default));

    public static IServerLogin MakeServer() =>
        new WireProtocol().CreateServerLogin(new ServerLoginOptions("kim", "shop", "pencil"u8.ToArray(), ["password"], false, false, []));

    /// <summary>Null: no column can bear a mask.</summary>
    public static RowRewriter? RewriterOf(ColumnMetadata columns)
    {
        var masks = ImmutableArray.CreateBuilder<OutputMask>();
        for (var column = 0; column < columns.Count; column++)
        {
            foreach (var mask in new[] { ValueMask.Email, ValueMask.Round(10), ValueMask.Year, ValueMask.Null })
            {
                if (new RowRewriter([new OutputMask(column, mask)]).Describe(columns) is null)
                {
                    masks.Add(new OutputMask(column, mask));
                    break;
                }
            }
        }

        if (masks.Count == 0)
        {
            return null;
        }

        var rewriter = new RowRewriter(masks.ToImmutable());
        FuzzFailure.Unless(rewriter.Describe(columns) is null, "masks that are borne alone and not together");
        return rewriter;
    }

    private static byte[] LoginPacket => Write(b => FrameWriter.Write(
        b, MessageKind.Login7,
        Write(new Login7((uint)TdsVersion.V74, 8000, new LoginFlags(0xe0, 3, 0, 0))
        {
            UserName = "kim", Password = Encoding.Unicode.GetBytes("pencil"), Database = "shop", Application = "app", Language = "us_english",
            Features = [new Feature(FeatureId.Utf8Support, [1]), new Feature(FeatureId.SessionRecovery, [])],
        }.Write),
        4096));

    private static byte[] PreLoginPacket(PreLoginEncryption encryption) => Write(b => FrameWriter.Write(
        b, MessageKind.PreLogin, Write(p => new PreLogin(new PreLoginVersion(9, 0, 0, 0), encryption) { Mars = true }.Write(p, false)), 4096));

    private static byte[] Answer(Action<WireBuffer> write) =>
        Write(b => FrameWriter.Write(b, MessageKind.TabularResult, Write(write), 4096));

    private static byte[] Request(MessageKind kind, Action<WireBuffer> body) => [Newest, .. Write(b =>
    {
        var mark = FrameWriter.Begin(b);
        AllHeaders.Write(b, TdsVersion.V74, 7);
        body(b);
        FrameWriter.End(b, mark, kind, 4096);
    })];

    private static void WriteExecuteSql(WireBuffer buffer)
    {
        buffer.WriteBytes([0xff, 0xff, 10, 0, 0, 0]);
        buffer.WriteShortText("@stmt");
        buffer.WriteBytes([0, 0x63, 0x40, 0, 0, 0, .. Latin1]);
        buffer.WriteUInt32(16);
        buffer.WriteUnicode("select @p");
        buffer.Truncate(buffer.Length - 2);
        buffer.WriteBytes([0, 0, 0xe7, 0xff, 0xff, .. Latin1, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 4, 0, 0, 0, 64, 0, 112, 0, 0, 0, 0, 0]);
        buffer.WriteBytes([0, 1, 0x26, 4, 4, 7, 0, 0, 0]);
    }

    private static void WriteExecute(WireBuffer buffer) => buffer.WriteBytes([0xff, 0xff, 12, 0, 2, 0, 0, 0, 0x26, 4, 4, 7, 0, 0, 0]);

    private static void WriteTableCall(WireBuffer buffer)
    {
        buffer.WriteText("dbo.p");
        buffer.WriteBytes([0, 0, 0, 0, 0xf3, 0]);
        buffer.WriteShortText("dbo");
        buffer.WriteShortText("ids");
        buffer.WriteBytes([1, 0, 0, 0, 0, 0, 0, 0, 0x26, 4, 0, 0x10, 1, 0, 1, 0, 1, 0, 1, 4, 7, 0, 0, 0, 1, 0, 0]);
    }

    private static void WriteRows(WireBuffer buffer)
    {
        buffer.WriteByte((byte)TokenKind.ColMetadata);
        buffer.WriteUInt16(5);
        foreach (byte[] type in new byte[][]
        {
            [0x26, 4], [0xe7, 40, 0, .. Latin1], [0xa7, 0xff, 0xff, .. Latin1], [0x6a, 9, 18, 2], [0x2a, 3],
        })
        {
            buffer.WriteBytes([0, 0, 0, 0, 9, 0, .. type]);
            buffer.WriteShortText("c");
        }

        byte[] values = [4, 7, 0, 0, 0, 4, 0, 97, 0, 64, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 98, 0, 0, 0, 0, 9, 1, 5, 0, 0, 0, 0, 0, 0, 0, 7, 1, 2, 3, 4, 0xd0, 0x47, 0x0b];
        buffer.WriteBytes([(byte)TokenKind.Row, .. values]);
        buffer.WriteBytes([(byte)TokenKind.NbcRow, 0, .. values]);
        buffer.WriteBytes([(byte)TokenKind.NbcRow, 0x1f]);
        new DoneToken(TokenKind.Done, DoneStatus.Count, 0xc1, 3).Write(buffer, TdsVersion.V74);
    }

    private static void WriteMessages(WireBuffer buffer)
    {
        EnvChangeToken.WriteText(buffer, EnvChangeKind.Database, "shop", "master");
        EnvChangeToken.WriteBytes(buffer, EnvChangeKind.BeginTransaction, [1, 0, 0, 0, 0, 0, 0, 0], default);
        MessageToken.Write(buffer, TdsVersion.V74, TokenKind.Error, 208, 1, 16, "Invalid object name 't'.", "srv");
        ReturnValueToken.WriteInt32(buffer, TdsVersion.V74, 1, Encoding.Unicode.GetBytes("@h"), 7);
        Feature.WriteAck(buffer, [new Feature(FeatureId.Utf8Support, [1])]);
        buffer.WriteBytes([0x79, 0, 0, 0, 0, 0xa9, 2, 0, 1, 0, 0xe4, 10, 0, 0, 0, 1, 0, 0, 0, 1, 9, 3, 1, 2, 3]);
        new DoneToken(TokenKind.DoneProc, DoneStatus.Final, 0xe0, 0).Write(buffer, TdsVersion.V74);
    }

    private static void WriteAccepted(WireBuffer buffer)
    {
        EnvChangeToken.WriteText(buffer, EnvChangeKind.Database, "shop", "master");
        EnvChangeToken.WriteBytes(buffer, EnvChangeKind.Collation, Latin1, default);
        EnvChangeToken.WriteText(buffer, EnvChangeKind.PacketSize, "8000", "4096");
        new LoginAckToken(TdsVersion.V74.ToLoginAck(), "Microsoft SQL Server", new PreLoginVersion(15, 0, 2000, 0)).Write(buffer);
        new DoneToken(TokenKind.Done, DoneStatus.Final, 0, 0).Write(buffer, TdsVersion.V74);
    }

    private static void WriteRefused(WireBuffer buffer)
    {
        MessageToken.Write(buffer, TdsVersion.V74, TokenKind.Error, 18456, 1, 14, "Login failed for user 'kim'.", "srv");
        new DoneToken(TokenKind.Done, DoneStatus.Error, 0, 0).Write(buffer, TdsVersion.V74);
    }

    private static byte[] Write(Action<WireBuffer> write)
    {
        var buffer = new WireBuffer();
        write(buffer);
        return buffer.Written.ToArray();
    }
}
