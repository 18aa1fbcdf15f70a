using System.Text;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// Brings a backend back to the state after its login: COM_RESET_CONNECTION, which ends the transaction, drops temporary tables, user
/// variables, locks and prepared statements and puts the variables back, then what the login itself set.
/// </summary>
public static class SessionReset
{
    /// <summary>A packet of COM_RESET_CONNECTION.</summary>
    public static ReadOnlySpan<byte> ResetConnection => "\u0001\0\0\0\u001f"u8;

    /// <summary>
    /// Writes all of it, pipelined, and notes how many answers come. A connection that logged in without a database and has one now
    /// cannot get rid of it: that one is never clean again.
    /// </summary>
    /// <param name="database">What the connection's login asked for; empty for none.</param>
    public static void Write(WireBuffer buffer, BackendState state, string database)
    {
        buffer.WriteBytes(ResetConnection);
        byte sequence = 0;
        var mark = FrameWriter.Begin(buffer);
        ComQuery.Write(buffer, state.Session.Capabilities, default, SetUp(state.Session));
        FrameWriter.End(buffer, mark, ref sequence);
        if (database.Length > 0)
        {
            WriteDatabase(buffer, database);
        }

        state.Own.Expect(database.Length > 0 ? 3 : 2, isTainted: database.Length == 0 && !string.IsNullOrEmpty(state.Database));
    }

    /// <summary>
    /// What every backend connection has set: the character set of the gateway's own texts, and all session tracking that the server
    /// has.
    /// </summary>
    public static ReadOnlySpan<byte> SetUp(SessionState session) => session.Has(Capabilities.SessionTrack)
        ? """
          SET NAMES utf8mb4 COLLATE utf8mb4_general_ci,
          @@session.session_track_schema=ON, @@session.session_track_state_change=ON,
          @@session.session_track_system_variables='*', @@session.session_track_transaction_info='CHARACTERISTICS'
          """u8
        : "SET NAMES utf8mb4 COLLATE utf8mb4_general_ci"u8;

    private static void WriteDatabase(WireBuffer buffer, string database)
    {
        byte sequence = 0;
        var mark = FrameWriter.Begin(buffer);
        buffer.WriteByte((byte)ClientMessageKind.InitDb);
        buffer.WriteBytes(Encoding.UTF8.GetBytes(database));
        FrameWriter.End(buffer, mark, ref sequence);
    }
}
