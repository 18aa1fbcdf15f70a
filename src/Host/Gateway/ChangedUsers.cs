using ProxyDb.Host.Identity;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// What a change of the users file means for open sessions: a removed, expired or changed user loses them (contracts.md §1); one whose
/// attributes alone have changed goes on with the new ones.
/// </summary>
internal static class ChangedUsers
{
    public static void Apply(GatewayRuntime runtime, LoopServices services)
    {
        var users = runtime.Users.Current;
        foreach (var client in services.Clients.ToArray())
        {
            if (client.Session is { } session)
            {
                var change = users.ChangeSince(session.Identity.User, session.Identity.Address, services.Now);
                if (change is UserChange.None or UserChange.AttributesChanged)
                {
                    session.UseAttributes(users.Find(session.Identity.User.Name)!.Attributes);
                }
                else
                {
                    client.End(
                        new Denial(DenialCase.Shutdown, "the user was removed or changed; log in again"), "user " + change.ToString().ToLowerInvariant());
                }
            }
        }
    }
}
