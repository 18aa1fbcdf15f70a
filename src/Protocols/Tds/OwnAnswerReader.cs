using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>Reads the answers to the gateway's own batches outside of a conversation, over any number of turns.</summary>
internal sealed class OwnAnswerReader(BackendState state)
{
    private readonly WireBuffer _row = new();
    private TokenReader? _tokens;

    /// <summary>True when the answer has ended.</summary>
    public bool TryRead(
        ReadOnlySpan<byte> bytes, WireLimits limits, Action<string, string> reported, ref bool failed, out int consumed, out bool isClean,
        OwnRowReader? row = null, Action<string>? error = null)
    {
        (consumed, isClean) = (0, false);
        while (FrameReader.TryReadPacket(bytes[consumed..], PacketHeader.LargestPacketSize, out var header, out var payload))
        {
            consumed += header.Length;
            ReadPayload(Begin(limits), payload, reported, ref failed, row, error);
            if (header.IsLast)
            {
                _tokens!.ExpectEndOfMessage();
                _tokens = null;
                isClean = !failed && state.TransactionDescriptor == 0;
                return true;
            }
        }

        return false;
    }

    private TokenReader Begin(WireLimits limits) => _tokens ??= new TokenReader(state.Session.Version, limits) { WholeRows = true };

    private void ReadPayload(
        TokenReader tokens, ReadOnlySpan<byte> payload, Action<string, string> reported, ref bool failed, OwnRowReader? row, Action<string>? error)
    {
        while (true)
        {
            var step = tokens.Read(payload, out var token, out var taken);
            payload = payload[taken..];
            if (step == TokenStep.NeedMore)
            {
                return;
            }

            switch (tokens.Kind)
            {
                case TokenKind.Row or TokenKind.NbcRow when row is not null:
                    _row.Clear();
                    OwnRows.Write(_row, token, tokens.RowColumns);
                    row(_row.Written);
                    break;
                case TokenKind.Error:
                    failed = true;
                    var message = MessageToken.Read(token, state.Session.Version);
                    error?.Invoke($"{message.Code} {FieldReader.TextOf(message.Text)}");
                    break;
                case TokenKind.EnvChange:
                    Take(EnvChangeToken.Read(token), reported);
                    break;
            }
        }
    }

    private void Take(in EnvChangeToken change, Action<string, string> reported)
    {
        switch (change.Kind)
        {
            case EnvChangeKind.Database:
                state.Database = FieldReader.TextOf(change.New);
                reported("database", state.Database);
                break;
            case EnvChangeKind.ResetDone:
                state.Database = state.Session.Database;
                break;
            case EnvChangeKind.Language:
                reported("language", FieldReader.TextOf(change.New));
                break;
            case EnvChangeKind.Collation:
                reported("collation", Convert.ToHexStringLower(change.New));
                break;
            case EnvChangeKind.BeginTransaction:
                state.TransactionDescriptor = change.Transaction;
                break;
            case EnvChangeKind.CommitTransaction or EnvChangeKind.RollbackTransaction or EnvChangeKind.TransactionEnded:
                state.TransactionDescriptor = 0;
                break;
        }
    }
}
