using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds.Conversations;

/// <summary>One recorded connection behind its login: its messages in their order, and what the login agreed on.</summary>
internal sealed class RecordedSession
{
    private readonly List<byte> _client = [];
    private readonly List<byte> _server = [];
    private bool _isLoginSeen;
    private bool _isOpaque;

    /// <summary>Whole messages with their packets, in the order of their last bytes.</summary>
    public List<(bool IsClient, byte[] Bytes)> Messages { get; } = [];

    /// <summary>Null: the login failed, or nothing can be read of what follows it.</summary>
    public SessionState? Session { get; private set; }

    public void Read(CapturedRead read)
    {
        var bytes = read.IsClient ? _client : _server;
        bytes.AddRange(read.Bytes);
        while (!_isOpaque && bytes.Count > 0)
        {
            if (bytes[0] is 0x14 or 0x15 or 0x16 or 0x17)
            {
                _isOpaque = true;
                return;
            }

            var span = bytes.ToArray().AsSpan();
            if (!FrameReader.TryReadMessage(
                span, PacketHeader.LargestPacketSize, int.MaxValue, new WireBuffer(), out var header, out var payload, out var consumed))
            {
                return;
            }

            Take(read.IsClient, header, payload, span[..consumed].ToArray());
            bytes.RemoveRange(0, consumed);
        }
    }

    private void Take(bool isClient, PacketHeader header, ReadOnlySpan<byte> payload, byte[] message)
    {
        if (Session is not null)
        {
            Messages.Add((isClient, message));
        }
        else if (isClient)
        {
            _isLoginSeen |= header.Kind == MessageKind.Login7;
        }
        else if (_isLoginSeen)
        {
            Session = ReadLogin(payload);
            _isOpaque = Session is null;
        }
        else
        {
            // Encryption, of the login alone or of all, hides what is needed here.
            _isOpaque = payload[0] == 0 && PreLogin.Read(payload).Encryption != PreLoginEncryption.NotSupported;
        }
    }

    private static SessionState? ReadLogin(ReadOnlySpan<byte> payload)
    {
        var tokens = new TokenReader(TdsVersion.V74, WireLimits.Default);
        var (version, size, database) = (TdsVersion.None, 4096, "");
        while (tokens.Read(payload, out var token, out var consumed) == TokenStep.Token)
        {
            payload = payload[consumed..];
            switch (tokens.Kind)
            {
                case TokenKind.LoginAck:
                    version = LoginAckToken.Read(token).Version;
                    tokens.Version = version;
                    break;
                case TokenKind.EnvChange when EnvChangeToken.Read(token) is { Kind: EnvChangeKind.PacketSize } change:
                    size = int.Parse(FieldReader.TextOf(change.New));
                    break;
                case TokenKind.EnvChange when EnvChangeToken.Read(token) is { Kind: EnvChangeKind.Database } change:
                    database = FieldReader.TextOf(change.New);
                    break;
            }
        }

        return version == TdsVersion.None ? null : new SessionState { Version = version, PacketSize = size, Database = database, ServerName = "BABELFISH" };
    }
}
