using ProxyDb.Host.Identity;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Admin;

/// <summary>
/// The administrators: a users file like the clients' (<c>proxydb user add KIM --file admins.yaml --role operator</c>). Whoever is
/// in it may look; the role <c>operator</c> may also pause, resume, kill and drain.
/// </summary>
public static class AdminsDocument
{
    public const string Operator = "operator";
    private const string Viewer = "viewer";

    /// <summary>Null exactly when the file is faulty.</summary>
    public static UserDirectory? Load(string file, DocumentErrors errors)
    {
        var admins = UsersDocument.Load(file, errors, new byte[MockSecret.Length]);
        foreach (var admin in admins?.Users ?? [])
        {
            if (admin.Scram is null)
            {
                errors.Warn(file, 1, 1, $"administrator `{admin.Name}` has no `scram_sha_256` and cannot log in");
            }

            foreach (var role in admin.Roles.Where(static r => r is not Operator and not Viewer))
            {
                errors.Warn(file, 1, 1, $"administrator `{admin.Name}`: `{role}` is no role here; there are `{Viewer}` and `{Operator}`");
            }
        }

        return admins;
    }
}
