using System.Buffers.Binary;
using System.Collections;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Configuration;

/// <summary>
/// Reads <c>proxydb.yaml</c>: every key, all faults at once with their places, overrides from the environment, and the files it
/// names. What the records say is the default when a key is absent.
/// </summary>
public static class ConfigurationLoader
{
    public const string Header = "config/v1";
    private const string EnvironmentPrefix = "PROXYDB__";

    /// <summary>The process's environment as <see cref="Load"/> takes it.</summary>
    public static IReadOnlyDictionary<string, string> ProcessEnvironment() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(static e => (string)e.Key, static e => (string?)e.Value ?? "", StringComparer.Ordinal);

    /// <summary>Null exactly when <paramref name="errors"/> holds an error; warnings are left in it either way.</summary>
    /// <param name="file">As the operator named it.</param>
    /// <param name="environment">Values under <c>PROXYDB__…</c> replace keys; <c>POD_NAME</c> and <c>POD_UID</c> name the node.</param>
    /// <param name="errors">Receives everything found.</param>
    public static GatewayOptions? Load(string file, IReadOnlyDictionary<string, string> environment, DocumentErrors errors)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            errors.Add(file, 1, 1, File.Exists(file) ? "cannot be read; check owner and mode" : "the configuration file does not exist");
            return null;
        }

        var directory = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return Parse(file, text, directory, environment, errors);
    }

    internal static GatewayOptions? Parse(
        string file, string text, string baseDirectory, IReadOnlyDictionary<string, string> environment, DocumentErrors errors)
    {
        if (DocumentNode.Parse(file, text, errors, Overrides(environment)) is not { } root)
        {
            return null;
        }

        var options = Read(root, baseDirectory, environment);
        return errors.Any ? null : options;
    }

    private static GatewayOptions Read(DocumentNode root, string baseDirectory, IReadOnlyDictionary<string, string> environment)
    {
        if (root.Require("proxydb") is { } header && header.Text() is { } version && version != Header)
        {
            header.Error($"`{version}` is not a configuration this release reads; expected `{Header}`");
        }

        var top = Section.Of(
            root, root, new ConfigurationFiles(baseDirectory),
            "proxydb", "node", "network", "clusters", "listeners", "users_file", "policies", "masks", "tags", "store", "audit", "admin",
            "drain", "limits");
        var store = ReadStore(top);
        var clusters = ClusterReader.Read(top, Path.GetDirectoryName(store.Sqlite)!);
        var listeners = ListenerReader.Read(top, clusters);
        return new GatewayOptions
        {
            BaseDirectory = baseDirectory,
            Node = ReadNode(top, environment),
            Network = ReadNetwork(top),
            Clusters = clusters,
            Listeners = listeners,
            UsersFile = ReadUsersFile(top),
            Policies = ReadPolicies(top),
            Masks = ReadMasks(top),
            Tags = ReadTags(top),
            Store = store,
            Audit = AuditReader.Read(top),
            Admin = AdminReader.Read(top, listeners),
            Drain = ReadDrain(top),
            Limits = ReadLimits(top),
        };
    }

    private static NodeOptions ReadNode(Section top, IReadOnlyDictionary<string, string> environment)
    {
        var section = top.Sub("node", "name", "id");
        var name = section.Text("name", "auto");
        var resolved = name == "auto" ? environment.GetValueOrDefault("POD_NAME") ?? Environment.MachineName : name;
        var id = section.Auto("id", 0, ushort.MaxValue);
        var source = environment.GetValueOrDefault("POD_UID") ?? resolved;
        var cancelId = id.Value is { } given
            ? (ushort)given
            : BinaryPrimitives.ReadUInt16BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(source)));
        return new NodeOptions { Name = resolved, Id = new AutoNumber(cancelId), CancelId = cancelId };
    }

    private static NetworkOptions ReadNetwork(Section top)
    {
        var section = top.Sub("network", "transport", "loops", "max_sessions", "login_timeout", "client_idle_timeout");
        var fallback = new NetworkOptions();
        return new NetworkOptions
        {
            Transport = section.Word("transport", fallback.Transport),
            Loops = section.Auto("loops", 1, 256),
            MaxSessions = section.Whole("max_sessions", fallback.MaxSessions, 1, 1_000_000),
            LoginTimeout = section.Time("login_timeout", fallback.LoginTimeout, Bounds.Second, Bounds.Hour),
            ClientIdleTimeout = section.Time("client_idle_timeout", fallback.ClientIdleTimeout, TimeSpan.Zero, Bounds.Year),
        };
    }

    private static string ReadUsersFile(Section top)
    {
        if (top.Has("users_file"))
        {
            return top.File("users_file", FileKind.Secret) ?? "";
        }

        var path = top.Files.Resolve(new GatewayOptions().UsersFile);
        if (!File.Exists(path))
        {
            top.Error("there is no `users.yaml` beside the configuration, so nobody could log in; make it with `proxydb user add`, or set `users_file`");
        }

        return path;
    }

    private static PolicyOptions ReadPolicies(Section top)
    {
        var section = top.Sub("policies", "directory", "enforcement");
        var fallback = new PolicyOptions();
        var directory = section.Has("directory")
            ? section.File("directory", FileKind.Directory) ?? ""
            : top.Files.Resolve(fallback.Directory);
        if (!section.Has("directory") && !Directory.Exists(directory))
        {
            section.Error("there is no directory `policies` beside the configuration, so everything would be refused; set `policies.directory`");
        }

        return new PolicyOptions { Directory = directory, Enforcement = section.Word("enforcement", fallback.Enforcement) };
    }

    private static MaskOptions ReadMasks(Section top)
    {
        var section = top.Sub("masks", "keys");
        var keys = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, _, value) in section.Get("keys")?.Entries() ?? [])
        {
            keys[name] = top.Files.Existing(value, FileKind.Secret) ?? "";
            if (keys[name].Length > 0 && MaskKeyFile.Read(keys[name], out var fault) is null)
            {
                value.Error(fault);
            }
        }

        return new MaskOptions { Keys = keys.ToImmutable() };
    }

    private static TagOptions ReadTags(Section top)
    {
        var section = top.Sub("tags", "on_drift");
        var value = section.Word("on_drift", OnDrift.Alarm);
        return new TagOptions { OnDrift = value };
    }

    private static StoreOptions ReadStore(Section top)
    {
        var section = top.Sub("store", "sqlite", "postgres");
        var postgres = section.Get("postgres") is null ? null : ReadPostgresStore(section, "postgres");
        section.NotYet("postgres", postgres is not null, "a store that replicas share");
        return new StoreOptions { Sqlite = section.Path("sqlite", new StoreOptions().Sqlite), Postgres = postgres };
    }

    internal static PostgresStoreOptions ReadPostgresStore(Section parent, string key)
    {
        var section = parent.Sub(key, "connection_file");
        if (section.IsWritten && !section.Has("connection_file"))
        {
            section.Error("the key `connection_file` is missing");
        }

        return new PostgresStoreOptions { ConnectionFile = section.File("connection_file", FileKind.Secret) };
    }

    private static DrainOptions ReadDrain(Section top)
    {
        var section = top.Sub("drain", "accept", "deadline", "close_rate");
        var fallback = new DrainOptions();
        var rate = section.Share("close_rate", fallback.CloseRate, 1_000_000);
        section.NotYet("close_rate", rate != fallback.CloseRate, "closing at a rate per client host");
        return new DrainOptions
        {
            Accept = section.Time("accept", fallback.Accept, TimeSpan.Zero, Bounds.Hour),
            Deadline = section.Time("deadline", fallback.Deadline, TimeSpan.Zero, Bounds.Day),
            CloseRate = rate,
        };
    }

    private static LimitOptions ReadLimits(Section top)
    {
        var section = top.Sub("limits", "statement", "analysed_text", "rewritten_row", "depth");
        var fallback = new LimitOptions();
        var options = new LimitOptions
        {
            Statement = section.Size("statement", fallback.Statement, 64 << 10, 1L << 30),
            AnalysedText = section.Size("analysed_text", fallback.AnalysedText, 4 << 10, 16L << 20),
            RewrittenRow = section.Size("rewritten_row", fallback.RewrittenRow, 64 << 10, 1L << 30),
            Depth = section.Whole("depth", fallback.Depth, 10, fallback.Depth),
        };
        if (options.AnalysedText > options.Statement)
        {
            section.Error("analysed_text", "`limits.analysed_text` is larger than `limits.statement`");
        }

        return options;
    }

    private static List<DocumentOverride> Overrides(IReadOnlyDictionary<string, string> environment) =>
    [
        .. environment.Where(static e => e.Key.StartsWith(EnvironmentPrefix, StringComparison.Ordinal) && e.Key.Length > EnvironmentPrefix.Length)
            .OrderBy(static e => e.Key, StringComparer.Ordinal)
            .Select(static e => new DocumentOverride("$" + e.Key, e.Key[EnvironmentPrefix.Length..].Split("__"), e.Value)),
    ];
}

/// <summary>Ends of ranges that several keys share.</summary>
internal static class Bounds
{
    public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    public static readonly TimeSpan Day = TimeSpan.FromDays(1);
    public static readonly TimeSpan Year = TimeSpan.FromDays(366);
}
