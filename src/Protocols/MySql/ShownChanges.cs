using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// What a client that tracks its session is told. The gateway has servers report more than they do by themselves: the client gets the
/// current database and the variables that a server reports by default (<c>session_track_system_variables</c>).
/// </summary>
internal sealed class ShownChanges
{
    private readonly WireBuffer _shown = new(128);

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> stateChanges)
    {
        _shown.Clear();
        var changes = new SessionStateChanges(stateChanges);
        while (changes.MoveNext())
        {
            if (changes.Kind == SessionStateKind.Schema)
            {
                SessionStateChanges.Write(_shown, SessionStateKind.Schema, changes.Value);
            }
            else if (changes.Kind == SessionStateKind.SystemVariable && IsReportedByDefault(changes.Name))
            {
                SessionStateChanges.WriteVariable(_shown, changes.Name, changes.Value);
            }
        }

        return _shown.Written;
    }

    private static bool IsReportedByDefault(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("autocommit"u8) || name.SequenceEqual("character_set_client"u8) || name.SequenceEqual("character_set_connection"u8)
        || name.SequenceEqual("character_set_results"u8) || name.SequenceEqual("time_zone"u8);
}
