using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// ENVCHANGE (MS-TDS §2.2.7.8) within an answer: the gateway learns database, language, collation and transaction from it. What would
/// take the client elsewhere, or speaks of the gateway's own affairs, is not shown.
/// </summary>
internal sealed class EnvironmentReader(ConversationState state, ClientRelay relay)
{
    private readonly IGatewaySession _gateway = state.Gateway;

    /// <summary>The whole token by which a server says that it has reset the session.</summary>
    public static ReadOnlySpan<byte> ResetAcknowledgement => [(byte)TokenKind.EnvChange, 3, 0, (byte)EnvChangeKind.ResetDone, 0, 0];

    public void OnChange(ExpectedAnswer head, ReadOnlySpan<byte> token, long start)
    {
        var change = EnvChangeToken.Read(token);
        switch (change.Kind)
        {
            case EnvChangeKind.Database or EnvChangeKind.Language or EnvChangeKind.Collation:
                OnSetting(head, change);
                relay.Pass(token);
                break;
            case EnvChangeKind.BeginTransaction or EnvChangeKind.EnlistTransaction:
                TakeTransaction(change.Transaction);
                relay.Pass(token);
                break;
            case EnvChangeKind.CommitTransaction or EnvChangeKind.RollbackTransaction or EnvChangeKind.DefectTransaction or
                EnvChangeKind.TransactionEnded:
                TakeTransaction(0);
                relay.Pass(token);
                break;
            case EnvChangeKind.ResetDone when head.ShowsReset:
                head.ShowsReset = head.OwesReset = false;
                TakeHome(head);
                relay.Pass(token);
                break;
            case EnvChangeKind.Routing or EnvChangeKind.EnhancedRouting:
                WireFault.Throw("the server sends a session that has begun to another server");
                break;
            case EnvChangeKind.CharacterSet:
                relay.Pass(token);
                break;
            default:
                relay.Leave(start);
                break;
        }
    }

    private void OnSetting(ExpectedAnswer head, in EnvChangeToken change)
    {
        state.Scratch.Clear();
        if (change.Kind == EnvChangeKind.Collation)
        {
            WriteHex(state.Scratch, change.New);
        }
        else if (!UnicodeText.TryToUtf8(change.New, state.Scratch))
        {
            WireFault.Throw("the server names a database or a language by what is no text");
        }

        if (change.Kind == EnvChangeKind.Database && state.Backend is { } backend)
        {
            backend.Database = state.Database = FieldReader.TextOf(change.New);
        }

        if (!head.IsHidden)
        {
            _gateway.SettingReported(
                change.Kind switch { EnvChangeKind.Database => "database"u8, EnvChangeKind.Language => "language"u8, _ => "collation"u8 },
                state.Scratch.Written);
        }
    }

    /// <summary>With a reset the server is in the login's database again.</summary>
    private void TakeHome(ExpectedAnswer head)
    {
        if (head.IsResetAtServer && state.Backend is { } backend)
        {
            backend.Database = state.Database = backend.Session.Database;
            state.Scratch.Clear();
            UnicodeText.TryToUtf8(state.Database, state.Scratch);
            _gateway.SettingReported("database"u8, state.Scratch.Written);
        }
    }

    private void TakeTransaction(ulong descriptor)
    {
        state.InTransaction = descriptor != 0;
        if (state.Backend is { } backend)
        {
            backend.TransactionDescriptor = descriptor;
        }
    }

    private static void WriteHex(WireBuffer buffer, ReadOnlySpan<byte> bytes)
    {
        var room = buffer.GetSpan(2 * bytes.Length);
        Convert.TryToHexStringLower(bytes, room, out var written);
        buffer.Advance(written);
    }
}
