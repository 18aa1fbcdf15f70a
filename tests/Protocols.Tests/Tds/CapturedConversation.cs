using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds;

/// <summary>Reads one recorded connection with the code under test and says what it has read in the words of the recordings' decoder.</summary>
internal sealed class CapturedConversation
{
    private const int ShownRows = 3;

    private readonly List<byte> _client = [];
    private readonly List<byte> _server = [];
    private readonly List<byte> _pending = [];
    private readonly WireBuffer _buffer = new();
    private TokenReader? _tokens;
    private bool _isHandshake;
    private bool _isLoginOnly;
    private bool _isOpaque;

    public CapturedConversation(string version) => Version = version switch
    {
        "7.1 rev 1" => TdsVersion.V71Rev1,
        "7.1" => TdsVersion.V71,
        "7.2" => TdsVersion.V72,
        "7.3.A" => TdsVersion.V73A,
        _ when version.StartsWith("7.3", StringComparison.Ordinal) => TdsVersion.V73B,
        _ => TdsVersion.V74,
    };

    public TdsVersion Version { get; private set; }

    public List<CapturedMessage> Messages { get; } = [];

    /// <summary>Client messages that were written anew from what was read, byte for byte.</summary>
    public int Rewritten { get; private set; }

    public int Tokens { get; private set; }

    public void Read(CapturedRead read)
    {
        var bytes = read.IsClient ? _client : _server;
        bytes.AddRange(read.Bytes);
        while (!_isOpaque && TryRead(bytes, read.IsClient))
        {
        }
    }

    /// <summary>Nothing may be left of what was read, unless TLS hides it.</summary>
    public void ExpectEnd()
    {
        if (!_isOpaque)
        {
            Assert.That(_client, Is.Empty, "the client's last message is not whole");
            Assert.That(_server, Is.Empty, "the server's last message is not whole");
        }
    }

    private bool TryRead(List<byte> bytes, bool isClient)
    {
        var span = bytes.ToArray().AsSpan();
        if (span.IsEmpty)
        {
            return false;
        }

        if (span[0] is 0x15 or 0x17)
        {
            return TrySkipRecord(bytes);
        }

        if (!FrameReader.TryReadMessage(
            span, PacketHeader.LargestPacketSize, int.MaxValue, _buffer, out var header, out var payload, out var consumed))
        {
            return false;
        }

        var message = new CapturedMessage(0, isClient, (byte)header.Kind, PacketsOf(span[..consumed]), payload.Length, []);
        CheckPackets(span[..consumed], header, payload);
        if (isClient)
        {
            ReadClient(header, payload, message.Lines);
        }
        else
        {
            ReadServer(span[..consumed], header, payload, message.Lines);
        }

        Messages.Add(message);
        bytes.RemoveRange(0, consumed);
        return true;
    }

    /// <summary>A record of TLS: the login alone, or everything from here on.</summary>
    private bool TrySkipRecord(List<byte> bytes)
    {
        if (!_isLoginOnly)
        {
            _isOpaque = true;
            return false;
        }

        var length = 5 + ((bytes[3] << 8) | bytes[4]);
        if (bytes.Count < length)
        {
            return false;
        }

        bytes.RemoveRange(0, length);
        return true;
    }

    private static int PacketsOf(ReadOnlySpan<byte> message)
    {
        var count = 0;
        for (; !message.IsEmpty; count++)
        {
            FrameReader.TryReadHeader(message, PacketHeader.LargestPacketSize, out var header);
            message = message[header.Length..];
        }

        return count;
    }

    /// <summary>Put into packets again, a message has the same ones, but for their numbers.</summary>
    private static void CheckPackets(ReadOnlySpan<byte> message, PacketHeader first, ReadOnlySpan<byte> payload)
    {
        FrameReader.TryReadHeader(message, PacketHeader.LargestPacketSize, out var header);
        var written = new WireBuffer();
        FrameWriter.Write(written, first.Kind, payload, header.Length < message.Length ? header.Length : PacketHeader.LargestPacketSize);
        Assert.That(written.Length, Is.EqualTo(message.Length));
        for (var at = 0; at < message.Length;)
        {
            FrameReader.TryReadPacket(message[at..], PacketHeader.LargestPacketSize, out var packet, out var part);
            FrameReader.TryReadPacket(written.Written[at..], PacketHeader.LargestPacketSize, out var again, out var partAgain);
            Assert.That(again.Length, Is.EqualTo(packet.Length));
            Assert.That(again.IsLast, Is.EqualTo(packet.IsLast));
            Assert.That(partAgain.SequenceEqual(part), Is.True);
            at += packet.Length;
        }
    }

    private void ReadClient(PacketHeader header, ReadOnlySpan<byte> payload, List<string> lines)
    {
        switch (header.Kind)
        {
            case MessageKind.PreLogin when _isHandshake:
                break;
            case MessageKind.PreLogin:
                lines.Add($"PRELOGIN VERSION={Convert.ToHexStringLower(payload.Slice(VersionAt(payload), 6))} ENCRYPTION={(int)PreLogin.Read(payload).Encryption!:x2}");
                break;
            case MessageKind.Login7:
                ReadLogin(payload, lines);
                break;
            case MessageKind.BulkLoad:
                ReadBulk(payload, lines);
                break;
            default:
                ClientMessageReader.Check(header.Kind, payload, Version);
                RequestText.Add(lines, header.Kind, payload, Version);
                Assert.That(RequestText.Rewrite(header.Kind, payload, Version), Is.EqualTo(payload.ToArray()));
                Rewritten++;
                break;
        }
    }

    private static int VersionAt(ReadOnlySpan<byte> payload) => (payload[1] << 8) | payload[2];

    private void ReadLogin(ReadOnlySpan<byte> payload, List<string> lines)
    {
        var login = Login7.Read(payload);
        Version = login.Version;
        var flags = $"{login.Flags.Option1:x2} {login.Flags.Option2:x2} {login.Flags.Type:x2} {login.Flags.Option3:x2}";
        lines.Add($"LOGIN7 len={payload.Length} ver=0x{login.RequestedVersion:x8} psize={login.PacketSize} progver=");
        Assert.That(login.Password.Length, Is.GreaterThan(0));
        lines.Add($"host='{login.HostName}' user='{login.UserName}' pwd=*** app='{login.Application}' server='{login.Server}' clt='{login.Library}' lang='{login.Language}' db='{login.Database}'");
        if (login.Features.Count > 0)
        {
            lines.Add("FeatureExt at ");
        }

        var written = new WireBuffer();
        login.Write(written);
        var again = new WireBuffer();
        Login7.Read(written.Written).Write(again);
        Assert.That(again.Written.SequenceEqual(written.Written), Is.True);
        Assert.That(flags, Has.Length.EqualTo(11));
    }

    private void ReadBulk(ReadOnlySpan<byte> payload, List<string> lines)
    {
        BulkLoad.CheckBeginning(payload);
        var reader = new TokenReader(Version, WireLimits.Default) { WholeRows = true };
        var rows = 0;
        for (; reader.Read(payload, out var token, out var consumed) == TokenStep.Token; payload = payload[consumed..])
        {
            rows = AddToken(reader, token, rows, lines) ? rows + 1 : 0;
        }

        // Some clients end without DONE, or with that of an older version.
        if (rows > 0)
        {
            lines.Add($"… {rows} row(s)");
        }

        if (reader.IsMidToken)
        {
            Assert.That((reader.Kind, reader.Position - reader.Start), Is.EqualTo((TokenKind.Done, (long)TdsVersion.V71.DoneLength())));
            lines.Add("DONE FINAL");
        }
    }

    private void ReadServer(ReadOnlySpan<byte> message, PacketHeader header, ReadOnlySpan<byte> payload, List<string> lines)
    {
        if (_isHandshake && header.Kind == MessageKind.PreLogin)
        {
            return;
        }

        if (_tokens is null && payload[0] == 0)
        {
            var answer = PreLogin.Read(payload);
            lines.Add($"PRELOGIN VERSION={Convert.ToHexStringLower(payload.Slice(VersionAt(payload), 6))} ENCRYPTION={(int)answer.Encryption!:x2}");
            _isHandshake = answer.Encryption != PreLoginEncryption.NotSupported;
            _isLoginOnly = answer.Encryption == PreLoginEncryption.Off;
            return;
        }

        _isHandshake = false;
        _tokens ??= new TokenReader(Version, WireLimits.Default) { WholeRows = true };
        var rows = 0;
        while (!message.IsEmpty)
        {
            FrameReader.TryReadPacket(message, PacketHeader.LargestPacketSize, out var packet, out var part);
            rows = ReadTokens(part, rows, lines);
            message = message[packet.Length..];
        }

        _tokens.ExpectEndOfMessage();
    }

    private int ReadTokens(ReadOnlySpan<byte> part, int rows, List<string> lines)
    {
        while (true)
        {
            var step = _tokens!.Read(part, out var token, out var consumed);
            part = part[consumed..];
            if (step == TokenStep.NeedMore)
            {
                Assert.That(part.Length, Is.Zero);
                return rows;
            }

            ServerMessageReader.Check(token, _tokens.Version, _tokens.RowColumns);
            Tokens++;
            if (_tokens.Kind == TokenKind.LoginAck)
            {
                _tokens.Version = Version = LoginAckToken.Read(token).Version;
            }

            var isRow = AddToken(_tokens, token, rows, lines);
            rows = isRow ? rows + 1 : 0;
        }
    }

    /// <summary>True: it is a row.</summary>
    private static bool AddToken(TokenReader reader, ReadOnlySpan<byte> token, int rows, List<string> lines)
    {
        if (reader.Kind is TokenKind.Row or TokenKind.NbcRow)
        {
            if (rows < ShownRows)
            {
                lines.Add($"{(reader.Kind == TokenKind.Row ? "ROW" : "NBCROW")} ({token.Length} bytes) ");
            }

            return true;
        }

        if (rows > 0)
        {
            lines.Add($"… {rows} row(s)");
        }

        lines.Add(reader.Kind == TokenKind.ColMetadata
            ? reader.IsWithoutMetadata ? "COLMETADATA FFFF" : TokenText.Of(reader.Columns)
            : TokenText.Of(token, reader.Version));
        return false;
    }
}
