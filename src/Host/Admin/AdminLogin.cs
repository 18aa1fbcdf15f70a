using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using ProxyDb.Host.Identity;

namespace ProxyDb.Host.Admin;

/// <summary>HTTP Basic (RFC 7617) against SCRAM verifiers, over TLS or from loopback only.</summary>
internal sealed class AdminLogin(Func<UserDirectory?> admins, LoginThrottle throttle, TimeProvider time)
{
    /// <summary>Who asks, or why nobody does.</summary>
    public AdminLoginResult Check(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (!context.Request.IsHttps && !IPAddress.IsLoopback(address))
        {
            return new(null, "", StatusCodes.Status403Forbidden, "logins are accepted over TLS or from loopback only; set `admin.tls`");
        }

        if (!TryCredentials(context.Request.Headers.Authorization, out var name, out var password))
        {
            return new(null, "", StatusCodes.Status401Unauthorized, "log in with HTTP Basic");
        }

        if (admins() is not { } directory)
        {
            return new(null, name, StatusCodes.Status403Forbidden, "there are no administrators; make one with `proxydb user add --file admins.yaml`");
        }

        var now = time.GetUtcNow();
        if (throttle.IsLocked(name, address, now))
        {
            return new(null, name, StatusCodes.Status429TooManyRequests, "too many failed logins; wait a minute");
        }

        // An unknown name costs the same derivation as a known one.
        var lookup = directory.Lookup(name, address, now, static v => v.Scram is not null);
        if (!ScramSecret.Fits(lookup.Verifiers.Scram!, password) || lookup.User is null)
        {
            throttle.Failed(name, address, now);
            return new(null, name, StatusCodes.Status401Unauthorized, "name or password is wrong");
        }

        throttle.Succeeded(name, address);
        return new(lookup.User, name, StatusCodes.Status200OK, "");
    }

    private static bool TryCredentials(string? header, out string name, out byte[] password)
    {
        (name, password) = ("", []);
        if (!AuthenticationHeaderValue.TryParse(header, out var value) || !"Basic".Equals(value.Scheme, StringComparison.OrdinalIgnoreCase)
            || value.Parameter is not { Length: < 4096 } parameter)
        {
            return false;
        }

        var bytes = new byte[parameter.Length];
        if (!Convert.TryFromBase64String(parameter, bytes, out var length))
        {
            return false;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            return false;
        }

        name = text[..colon];
        return PasswordText.TryPrepare(text[(colon + 1)..], out password, out _);
    }
}

/// <param name="Admin">Null when refused.</param>
/// <param name="Name">As claimed.</param>
/// <param name="Status">HTTP status of a refusal.</param>
/// <param name="Reason">For the one who asks.</param>
internal readonly record struct AdminLoginResult(GatewayUser? Admin, string Name, int Status, string Reason);
