using System.Text;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.MySql;

/// <summary>Tells the gateway what a server says of its session in its OK packets.</summary>
internal sealed class SessionReports(ConversationState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;

    /// <param name="isOwn">It answers the gateway itself, which knows what it has set.</param>
    public void Take(ReadOnlySpan<byte> stateChanges, bool isOwn)
    {
        var changes = new SessionStateChanges(stateChanges);
        while (changes.MoveNext())
        {
            switch (changes.Kind)
            {
                case SessionStateKind.SystemVariable when !isOwn:
                    _gateway.SettingReported(changes.Name, changes.Value);
                    break;
                case SessionStateKind.Schema:
                    TakeDatabase(changes.Value, isOwn);
                    break;
                case SessionStateKind.StateChange when !isOwn && changes.Value.SequenceEqual("1"u8):
                    _gateway.StateReported();
                    break;
            }
        }
    }

    private void TakeDatabase(ReadOnlySpan<byte> value, bool isOwn)
    {
        var name = Encoding.UTF8.GetString(value);
        if (state.Backend is { } backend)
        {
            backend.Database = name;
        }

        if (!isOwn)
        {
            state.Database = name;
            _gateway.SettingReported("database"u8, value);
        }
    }
}
