using System.Globalization;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>What a server tells in its answer to LOGIN7, collected; the names are those of <see cref="LoginResponse"/>.</summary>
internal sealed class ServerReports
{
    private const int FailureLength = 1024;

    private readonly List<KeyValuePair<string, string>> _parameters = [];

    public IReadOnlyList<KeyValuePair<string, string>> Parameters => _parameters;

    public string Database { get; private set; } = "";

    public Collation Collation { get; private set; } = Collation.SqlLatin1;

    public string ServerName { get; private set; } = "";

    /// <summary>0: the server did not say.</summary>
    public int PacketSize { get; private set; }

    public LoginAckToken? Ack { get; private set; }

    /// <summary>The server is elsewhere: host and port.</summary>
    public (string Host, int Port)? Route { get; private set; }

    /// <summary>The server's first words for a failure, and its number: the one behind it only says that the login failed.</summary>
    public string? Failure { get; private set; }

    public string? FailureCode { get; private set; }

    public void TakeMessage(in MessageToken message)
    {
        if (message.Server.Length > 0 && ServerName.Length == 0)
        {
            ServerName = PrintableText.From(FieldReader.TextOf(message.Server), Login7Reader.LongestText);
            Report("server_name", ServerName);
        }

        if (message.Kind == TokenKind.Error && Failure is null)
        {
            Failure = PrintableText.From(FieldReader.TextOf(message.Text), FailureLength);
            FailureCode = message.Code;
        }
    }

    public void TakeChange(in EnvChangeToken change)
    {
        switch (change.Kind)
        {
            case EnvChangeKind.Database:
                Database = FieldReader.TextOf(change.New);
                Report("database", Database);
                break;
            case EnvChangeKind.Language:
                Report("language", FieldReader.TextOf(change.New));
                break;
            case EnvChangeKind.PacketSize:
                TakePacketSize(FieldReader.TextOf(change.New));
                break;
            case EnvChangeKind.Collation when change.New.Length == Collation.Size:
                var reader = new FieldReader(change.New);
                Collation = Collation.Read(ref reader);
                Report("collation", Collation.ToString());
                break;
            case EnvChangeKind.Routing or EnvChangeKind.EnhancedRouting:
                TakeRoute(change.New);
                break;
        }
    }

    public void TakeAck(LoginAckToken ack)
    {
        Ack = ack;
        Report("version", ack.ServerVersion.ToString());
        Report("program", PrintableText.From(ack.Program, Login7Reader.LongestText));
        Report("tds", ((uint)ack.Version).ToString("x8", CultureInfo.InvariantCulture));
    }

    public void TakeFeatures(IReadOnlyList<Feature> features)
    {
        foreach (var feature in features)
        {
            if (feature is { Id: FeatureId.Utf8Support, Data: [1, ..] })
            {
                Report("utf8", "1");
            }
        }
    }

    private void TakePacketSize(string text)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || size is < PacketHeader.SmallestPacketSize or > PacketHeader.LargestPacketSize)
        {
            WireFault.Throw("a packet size of the server that the protocol does not allow");
        }

        PacketSize = size;
        Report("packet_size", text);
    }

    /// <summary>Protocol 0 is TCP; a port of 0 is none (MS-TDS §2.2.7.9).</summary>
    private void TakeRoute(ReadOnlySpan<byte> value)
    {
        var reader = new FieldReader(value);
        var protocol = reader.ReadByte();
        var port = reader.ReadUInt16();
        var host = FieldReader.TextOf(reader.ReadText());
        if (protocol != 0 || port == 0 || host.Length == 0 || host.Any(static unit => char.IsControl(unit) || char.IsWhiteSpace(unit)))
        {
            WireFault.Throw("a server to go to that is none");
        }

        Route = (host, port);
    }

    private void Report(string name, string value)
    {
        _parameters.RemoveAll(parameter => parameter.Key == name);
        _parameters.Add(new(name, value));
    }
}
