using ProxyDb.Host.Backends;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// Names of prepared statements in SQL. A session has one set of them, as at a server: those of PREPARE, which its backend knows, and
/// those of the protocol, which the backend knows by names of the gateway. Other names are not there, whoever has them.
/// </summary>
internal static class PreparedNames
{
    /// <summary>The gateway's own names at the server begin so.</summary>
    private const string Reserved = "proxydb_";

    /// <summary>Refuses in the server's words what it would refuse, and what would reach the statements of others.</summary>
    public static Denial? Refuse(JudgedStatement judged, SessionNames names, IConversation conversation, ISessionSyntax syntax)
    {
        for (var i = 0; i < judged.Statements.Length; i++)
        {
            foreach (var effect in judged.Statements[i].Effects)
            {
                if (Refuse(judged, i, effect, names, conversation, syntax) is { } denial)
                {
                    return denial;
                }
            }
        }

        return null;
    }

    private static Denial? Refuse(
        JudgedStatement judged, int index, SessionEffect effect, SessionNames names, IConversation conversation, ISessionSyntax syntax)
    {
        switch (effect)
        {
            case SessionEffect.Prepare { Name: var name } when name.StartsWith(Reserved, StringComparison.Ordinal):
                return new Denial(DenialCase.ReservedName, $"prepared statement names that begin with `{Reserved}` are the gateway's own");
            case SessionEffect.Prepare { Name: var name } when conversation.HasStatement(name):
                return new Denial(DenialCase.Policy, $"prepared statement \"{name}\" already exists") { Code = "42P05" };
            case SessionEffect.Deallocate { Name: { } name } when names.IsPrepared(name) || IsPreparedBefore(judged, index, name):
                return null;
            case SessionEffect.Deallocate { Name: { } name } when !conversation.HasStatement(name):
                return syntax.Missing(effect);
            case SessionEffect.Deallocate { Name: not null } when judged.StatementCount > 1:
                return new Denial(
                    DenialCase.FeatureNotSupported, "a statement prepared by the protocol is given up alone: send DEALLOCATE as a text of its own");
            default:
                return null;
        }
    }

    private static bool IsPreparedBefore(JudgedStatement judged, int index, string name)
    {
        for (var i = 0; i < index; i++)
        {
            foreach (var effect in judged.Statements[i].Effects)
            {
                if (effect is SessionEffect.Prepare prepare && prepare.Name == name)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
