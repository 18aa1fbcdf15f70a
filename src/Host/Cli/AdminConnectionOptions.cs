using System.CommandLine;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ProxyDb.Host.Configuration;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Cli;

/// <summary>How <c>proxydb admin</c> finds a gateway and proves who asks.</summary>
internal sealed class AdminConnectionOptions
{
    private readonly Option<FileInfo> _config = new("--config")
    {
        Description = "The gateway's configuration on this machine: tells address and certificate.", Recursive = true,
    };

    private readonly Option<string> _url = new("--url")
    {
        Description = "Address of the administration port, such as https://proxydb-0:8432.", Recursive = true,
    };

    private readonly Option<FileInfo> _ca = new("--ca-file") { Description = "PEM; whoever signed the port's certificate.", Recursive = true };

    private readonly Option<string> _user = new("--user")
    {
        Description = "Administrator; default: PROXYDB_ADMIN_USER, else the name you are logged in with.", Recursive = true,
    };

    private readonly Option<FileInfo> _password = new("--password-file")
    {
        Description = "File that holds the password; default: PROXYDB_ADMIN_PASSWORD_FILE, else it is asked for.", Recursive = true,
    };

    public IEnumerable<Option> All => [_config, _url, _ca, _user, _password];

    /// <exception cref="CommandFault">No address, or something unusable.</exception>
    public AdminClient Connect(ParseResult parsed)
    {
        var admin = parsed.GetValue(_config) is { } file ? Load(file.ToString()) : null;
        var url = parsed.GetValue(_url) ?? (admin is null ? "http://127.0.0.1:8432" : UrlOf(admin));
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new CommandFault($"`{url}` is no address of an administration port; write https://HOST:8432");
        }

        if (address.Scheme == "http" && !address.IsLoopback)
        {
            throw new CommandFault("the password would cross the network in clear; use https");
        }

        var user = parsed.GetValue(_user) ?? Environment.GetEnvironmentVariable("PROXYDB_ADMIN_USER") ?? Environment.UserName;
        var trusted = parsed.GetValue(_ca)?.ToString() ?? admin?.Tls?.CertificateFile;
        return new AdminClient(address, user, Password(parsed, user), trusted is null ? null : Certificates(trusted));
    }

    private string Password(ParseResult parsed, string user)
    {
        var file = parsed.GetValue(_password)?.ToString() ?? Environment.GetEnvironmentVariable("PROXYDB_ADMIN_PASSWORD_FILE");
        return file is not null
            ? Encoding.UTF8.GetString(SecretFile.Read(file))
            : PasswordInput.OfProcess(parsed.InvocationConfiguration.Error).Read($"of {user}", twice: false);
    }

    private static AdminOptions Load(string file)
    {
        var errors = new DocumentErrors();
        return ConfigurationLoader.Load(file, ConfigurationLoader.ProcessEnvironment(), errors)?.Admin
            ?? throw new CommandFault(string.Join('\n', errors.Where(static e => !e.IsWarning)));
    }

    private static string UrlOf(AdminOptions admin)
    {
        var isAny = admin.Listen.Address.Equals(IPAddress.Any) || admin.Listen.Address.Equals(IPAddress.IPv6Any);
        var address = isAny ? new IPEndPoint(IPAddress.Loopback, admin.Listen.Port) : admin.Listen;
        return (admin.Tls is null ? "http://" : "https://") + address;
    }

    private static X509Certificate2Collection Certificates(string file)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(file);
        return all.Count > 0 ? all : throw new CommandFault($"`{file}` holds no certificate in PEM form");
    }
}
