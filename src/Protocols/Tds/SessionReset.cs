using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Brings a backend back to the state after its login: RESETCONNECTION, which drops temporary tables, handles, locks and settings, and what
/// it leaves: an open transaction at some servers, the isolation level, the database at some.
/// </summary>
public static class SessionReset
{
    private const string Text = "WHILE @@TRANCOUNT > 0 ROLLBACK SET TRANSACTION ISOLATION LEVEL READ COMMITTED";

    /// <param name="database">What the connection's login asked for; empty for the login's own.</param>
    public static void Write(WireBuffer buffer, BackendState state, string database)
    {
        var home = database.Length > 0 ? database : state.Session.Database;
        var text = home.Length > 0 && !string.Equals(home, state.Database, StringComparison.OrdinalIgnoreCase)
            ? $"{Text} USE [{home.Replace("]", "]]", StringComparison.Ordinal)}]"
            : Text;
        state.Forget();
        StatementWriter.WriteBatch(buffer, state, text, PacketStatus.ResetConnection);
    }
}
