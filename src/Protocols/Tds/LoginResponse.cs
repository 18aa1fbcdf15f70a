using System.Globalization;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// What a server reports of a login, and how the gateway tells it to its client in the order of SQL Server. Names: <c>database</c>,
/// <c>language</c>, <c>collation</c> (ten hexadecimal digits), <c>packet_size</c>, <c>version</c>, <c>program</c>, <c>tds</c> (as LOGIN7
/// has it, eight digits), <c>utf8</c>, <c>server_name</c>.
/// </summary>
internal sealed class LoginResponse
{
    private const string Master = "master";

    private static readonly PreLoginVersion UnknownVersion = new(15, 0, 2000, 0);

    public string Database { get; private init; } = Master;

    public string Language { get; private init; } = "us_english";

    public Collation Collation { get; private init; } = Collation.SqlLatin1;

    public int PacketSize { get; private init; }

    public PreLoginVersion ServerVersion { get; private init; } = UnknownVersion;

    public string Program { get; private init; } = "Microsoft SQL Server";

    public TdsVersion Version { get; private init; }

    public bool IsUtf8 { get; private init; }

    public string ServerName { get; private init; } = "";

    /// <param name="asked">What the client asks for: the server's answer only takes from it.</param>
    public static LoginResponse From(IReadOnlyList<KeyValuePair<string, string>> parameters, BackendVariant asked)
    {
        var reported = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
        {
            reported[name] = value;
        }

        var unknown = new LoginResponse();
        return new LoginResponse
        {
            Database = reported.GetValueOrDefault("database", unknown.Database),
            Language = reported.GetValueOrDefault("language", unknown.Language),
            Collation = Collation.Parse(reported.GetValueOrDefault("collation", "")) ?? unknown.Collation,
            PacketSize = PacketSizeOf(reported.GetValueOrDefault("packet_size", ""), asked.PacketSize),
            ServerVersion = PreLoginVersion.Parse(reported.GetValueOrDefault("version", "")) ?? UnknownVersion,
            Program = reported.GetValueOrDefault("program", unknown.Program),
            Version = VersionOf(reported.GetValueOrDefault("tds", ""), asked.Version),
            IsUtf8 = asked.IsUtf8 && reported.GetValueOrDefault("utf8") == "1",
            ServerName = reported.GetValueOrDefault("server_name", ""),
        };
    }

    /// <summary>The version that PRELOGIN answers with; below 9 clients would take the server for one that they do not know.</summary>
    public static PreLoginVersion GreetingVersion(string serverVersion) =>
        PreLoginVersion.Parse(serverVersion) is { Major: >= 9 } version ? version : UnknownVersion;

    /// <summary>The tokens of a successful login (MS-TDS §4.4).</summary>
    /// <param name="isStrict">The client asked for 8.0 by number.</param>
    public void Write(WireBuffer buffer, bool isStrict)
    {
        EnvChangeToken.WriteText(buffer, EnvChangeKind.Database, Database, Master);
        MessageToken.Write(buffer, Version, TokenKind.Info, 5701, 2, 0, $"Changed database context to '{Database}'.", ServerName);
        Span<byte> collation = stackalloc byte[Collation.Size];
        Collation.WriteTo(collation);
        EnvChangeToken.WriteBytes(buffer, EnvChangeKind.Collation, collation, default);
        EnvChangeToken.WriteText(buffer, EnvChangeKind.Language, Language, "");
        MessageToken.Write(buffer, Version, TokenKind.Info, 5703, 1, 0, $"Changed language setting to {Language}.", ServerName);
        new LoginAckToken(isStrict ? TdsVersions.Strict : Version.ToLoginAck(), Program, ServerVersion).Write(buffer);
        EnvChangeToken.WriteText(
            buffer, EnvChangeKind.PacketSize, PacketSize.ToString(CultureInfo.InvariantCulture),
            PacketHeader.LoginPacketSize.ToString(CultureInfo.InvariantCulture));
        Feature.WriteAck(buffer, IsUtf8 ? [new Feature(FeatureId.Utf8Support, [1])] : []);
        new DoneToken(TokenKind.Done, DoneStatus.Final, 0, 0).Write(buffer, Version);
    }

    private static int PacketSizeOf(string reported, int asked) =>
        int.TryParse(reported, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size >= PacketHeader.SmallestPacketSize
            ? Math.Min(size, asked)
            : asked;

    private static TdsVersion VersionOf(string reported, TdsVersion asked)
    {
        if (!uint.TryParse(reported, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
        {
            return asked;
        }

        var version = TdsVersions.Negotiate(number);
        return version < asked && version > TdsVersion.V70 ? version : asked;
    }
}
