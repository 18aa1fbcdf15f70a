using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>Reads what a backend sends: packets, whose payloads go through a <see cref="TokenReader"/>.</summary>
public static class ServerMessageReader
{
    /// <summary>Header of the next packet; false: fewer than eight bytes so far.</summary>
    /// <exception cref="WireFault">It is no answer, or longer than was agreed.</exception>
    public static bool TryReadHeader(ReadOnlySpan<byte> bytes, int packetSize, out PacketHeader header)
    {
        if (!FrameReader.TryReadHeader(bytes, packetSize, out header))
        {
            return false;
        }

        if (header.Kind != MessageKind.TabularResult)
        {
            WireFault.Throw("a packet of the server that is no answer");
        }

        return true;
    }

    /// <summary>Reads a token by its kind to the end, only to see whether it is well formed.</summary>
    /// <param name="token">As a <see cref="TokenReader"/> has shown it.</param>
    /// <param name="columns">Of a row.</param>
    /// <exception cref="WireFault">It is not.</exception>
    public static void Check(ReadOnlySpan<byte> token, TdsVersion version, ColumnMetadata columns)
    {
        switch ((TokenKind)token[0])
        {
            case TokenKind.Error or TokenKind.Info:
                MessageToken.Read(token, version);
                break;
            case TokenKind.EnvChange:
                EnvChangeToken.Read(token);
                break;
            case TokenKind.LoginAck:
                LoginAckToken.Read(token);
                break;
            case TokenKind.ReturnValue:
                ReturnValueToken.Read(token, version);
                break;
            case TokenKind.FeatureExtAck:
                Feature.Read(token[1..], out _);
                break;
            case TokenKind.SessionState:
                CheckStates(token);
                break;
            case TokenKind.Done or TokenKind.DoneProc or TokenKind.DoneInProc:
                DoneToken.Read(token, version);
                break;
            case TokenKind.Row or TokenKind.NbcRow or TokenKind.AltRow:
                CheckRow(token, columns);
                break;
        }
    }

    private static void CheckStates(ReadOnlySpan<byte> token)
    {
        var states = SessionStateToken.Read(token);
        while (states.MoveNext())
        {
        }
    }

    private static void CheckRow(ReadOnlySpan<byte> token, ColumnMetadata columns)
    {
        var row = new RowWalker(token, columns);
        while (row.MoveNext())
        {
        }

        if (row.End != token.Length)
        {
            WireFault.Throw("a row longer than its columns");
        }
    }
}
