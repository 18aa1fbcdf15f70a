using System.Text;
using Npgsql;
using ProxyDb.Host.Configuration;

namespace ProxyDb.Host.Backends;

/// <summary>
/// Opens connections of the service login for reading catalogs: off the path of statements, at most one a database, with the
/// cluster's TLS and with nothing but the methods of authentication that the configuration allows.
/// </summary>
internal static class CatalogConnector
{
    /// <exception cref="IOException">The password file cannot be read.</exception>
    public static NpgsqlDataSource Create(ClusterOptions cluster, string database)
    {
        var text = new NpgsqlConnectionStringBuilder
        {
            Host = string.Join(',', cluster.Endpoints.Select(static e => e.ToString())),
            Username = cluster.Login.User,
            Database = database,
            ApplicationName = "proxydb catalog",
            SslMode = Mode(cluster.Tls.Mode),
            RequireAuth = Methods(cluster.Login.Auth),
            GssEncryptionMode = GssEncryptionMode.Disable,
            MaxPoolSize = 1,
            Timeout = Math.Clamp((int)cluster.Pool.ConnectTimeout.TotalSeconds, 1, 1024),
            CommandTimeout = 60,
            ConnectionIdleLifetime = 60,
            IncludeErrorDetail = false,
            PersistSecurityInfo = false,
            TargetSessionAttributes = cluster.Endpoints.Length > 1 ? "prefer-primary" : null,
        };
        if (cluster.Tls.CaFile is not null)
        {
            text.RootCertificate = cluster.Tls.CaFile;
        }

        var builder = new NpgsqlDataSourceBuilder(text.ConnectionString);
        if (cluster.Login.PasswordFile is { } file)
        {
            // Read for each new connection: the file is watched by nobody here and may change.
            builder.UsePasswordProvider(_ => Password(file), (_, _) => ValueTask.FromResult(Password(file)));
        }

        return cluster.Endpoints.Length > 1 ? builder.BuildMultiHost() : builder.Build();
    }

    /// <summary>What went wrong, in one line without anything secret: the server's own message, or the driver's with its cause.</summary>
    public static string Describe(Exception fault) => fault is PostgresException server
        ? $"{server.SqlState} {server.MessageText}"
        : fault.InnerException is { } cause and not PostgresException ? $"{fault.Message}: {cause.Message}" : fault.Message;

    private static string Password(string file) => Encoding.UTF8.GetString(SecretFile.Read(file));

    private static SslMode Mode(ClusterTlsMode mode) => mode switch
    {
        ClusterTlsMode.Disable => SslMode.Disable,
        ClusterTlsMode.Require => SslMode.Require,
        ClusterTlsMode.VerifyCa => SslMode.VerifyCA,
        _ => SslMode.VerifyFull,
    };

    /// <summary>Names as the driver spells them; what the configuration does not list is refused when the server asks for it.</summary>
    private static string Methods(IEnumerable<string> configured) => string.Join(',', configured.Select(static method => method switch
    {
        "scram-sha-256" => "ScramSHA256",
        "password" => "Password",
        "md5" => "MD5",
        "trust" => "None",
        _ => throw new ArgumentOutOfRangeException(nameof(configured), method, "not a method of authentication"),
    }));
}
