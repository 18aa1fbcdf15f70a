using ProxyDb.Host.Backends;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// The part of calls of the protocol (sp_executesql and kin, procedures by name): the server takes back at their end what they have set,
/// the isolation level included, and drops the temporary tables that they have made.
/// </summary>
internal sealed partial class SessionEffects
{
    private SettingsVector _beforeCall = settings.Lasting;
    private bool _isCall;

    /// <param name="isDropped">It failed, or did not run.</param>
    public void CallEnded(JudgedStatement judged, bool isDropped, BackendConnection? backend, IConversation conversation)
    {
        _isCall = true;
        if (isDropped)
        {
            Dropped(judged, 0, backend);
        }
        else
        {
            Completed(judged, 0, default, backend, conversation);
        }

        _isCall = false;

        // A language is reported when it is set; whether its end is reported as well nobody has to know.
        settings.EndCall(_beforeCall, backend);
    }

    private bool EndsWithCall(SessionEffect effect) =>
        _isCall && (effect is SessionEffect.Set or SessionEffect.TemporaryObject { Name: ['#', not '#', ..] }
            or SessionEffect.Pin { Reason: "no_browsetable" or "fmtonly" });
}
