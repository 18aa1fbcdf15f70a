using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.MySql;

/// <summary>How ProxyDb greets a client: as the server behind it would, with what is translated.</summary>
internal static class ServerGreeting
{
    /// <summary>Before any connection to the cluster has told its version.</summary>
    private const string DefaultVersion = "8.0.36";

    /// <summary>MariaDB 10.5.2 tells JSON and UUID from strings. Who knows flags of MariaDB does not set CLIENT_LONG_PASSWORD.</summary>
    private const int ExtendedMetadataFrom = 100502;

    private const Capabilities Always =
        Capabilities.LongPassword | Capabilities.FoundRows | Capabilities.LongFlag | Capabilities.ConnectWithDatabase | Capabilities.Compress |
        Capabilities.Odbc | Capabilities.LocalFiles | Capabilities.IgnoreSpace | Capabilities.Protocol41 | Capabilities.Interactive |
        Capabilities.IgnoreSigpipe | Capabilities.Transactions | Capabilities.SecureConnection | Capabilities.MultiStatements |
        Capabilities.MultiResults | Capabilities.PreparedMultiResults | Capabilities.PluginAuth | Capabilities.ConnectAttributes |
        Capabilities.PluginAuthLengthEncoded | Capabilities.SessionTrack | Capabilities.DeprecateEof;

    public static HandshakeV10 For(ClientLoginOptions options, byte[] scramble)
    {
        var version = VersionOf(options.ServerVersion);
        var isMariaDb = SessionState.IsMariaDbVersion(version);
        var capabilities = Always | (options.Tls == ClientTls.Disable ? 0 : Capabilities.Ssl) | (isMariaDb ? 0 : Capabilities.QueryAttributes);
        if (isMariaDb && ServerVersionNumber.Of(version) >= ExtendedMetadataFrom)
        {
            capabilities = (capabilities | Capabilities.MariaDbExtendedMetadata) & ~Capabilities.LongPassword;
        }

        var isNew = !isMariaDb && ServerVersionNumber.Of(version) >= 80000;
        return new HandshakeV10(
            version, (uint)options.ConnectionId, scramble, capabilities, isNew ? CollationNames.Utf8Mb40900AiCi : CollationNames.Utf8Mb4GeneralCi,
            ServerStatus.Autocommit, isNew ? CachingSha2Password.Name : NativePassword.Name);
    }

    /// <summary>MariaDB 10 puts 5.5.5 before its version, so that old replicas do not refuse it; clients look for that.</summary>
    private static string VersionOf(string version)
    {
        if (version.Length == 0)
        {
            return DefaultVersion;
        }

        return version.StartsWith("10.", StringComparison.Ordinal) && SessionState.IsMariaDbVersion(version)
            ? ServerVersionNumber.ReplicationPrefix + version
            : version;
    }
}
