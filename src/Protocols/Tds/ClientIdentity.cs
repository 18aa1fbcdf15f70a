using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>What LOGIN7 asks for that the gateway does not do: each is told in the server's way before the connection ends.</summary>
internal static class ClientIdentity
{
    /// <summary>Null: nothing stands against the login so far.</summary>
    public static Denial? Refuse(Login7 login)
    {
        if (login.Version is TdsVersion.None or TdsVersion.V70)
        {
            return new Denial(DenialCase.FeatureNotSupported, "versions of TDS before 7.1 are not supported, use a newer driver");
        }

        if ((login.Flags.Option2 & LoginFlags.IntegratedSecurity) != 0 || login.Sspi.Length > 0)
        {
            return Refused("Integrated authentication (SSPI) is not supported by the gateway: log in by user and password", "18452");
        }

        if (login.Features.Any(static feature => feature.Id == FeatureId.FedAuth))
        {
            return Refused("Federated authentication is not supported by the gateway: log in by user and password");
        }

        if (login.HasNewPassword)
        {
            return Refused("The password cannot be changed through the gateway: its administrator does that");
        }

        if (login.AttachedFile.Length > 0 || (login.Flags.Option3 & LoginFlags.UserInstance) != 0)
        {
            return Refused("Database files and user instances are not attached through the gateway");
        }

        if ((login.Flags.Option1 & LoginFlags.ForeignRepresentation) != 0)
        {
            return new Denial(DenialCase.FeatureNotSupported, "numbers and characters of this machine's representation are not supported");
        }

        return RefuseNames(login);
    }

    /// <summary>As the server says it: clients look for the number.</summary>
    public static Denial Failed(string user) => Refused($"Login failed for user '{PrintableText.From(user, Login7Reader.LongestText)}'.");

    private static Denial? RefuseNames(Login7 login)
    {
        if (!BackendVariant.CanName(login.Language))
        {
            return Refused("Login failed: the language is not the name of one");
        }

        // A session that was lost cannot be taken up at another backend.
        var isRecovery = login.Features.Any(static feature => feature is { Id: FeatureId.SessionRecovery, Data.Length: > 0 });
        return isRecovery || login.UserName.Length == 0 ? Failed(login.UserName) : null;
    }

    private static Denial Refused(string text, string number = "18456") => new(DenialCase.LoginRefused, text) { Code = number };
}
