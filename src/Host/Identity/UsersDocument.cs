using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Identity;

/// <summary>Reads <c>users.yaml</c> (contracts.md §1). No message shows a verifier: it is worth guessing passwords against.</summary>
public static class UsersDocument
{
    public const string Header = "users/v1";

    /// <summary>Null exactly when <paramref name="errors"/> received an error of this file.</summary>
    /// <param name="file">Path, as the operator is to read it in messages.</param>
    /// <param name="errors">Receives all faults.</param>
    /// <param name="mockSecret">Used unless the file has one; see <see cref="MockSecret.Obtain"/>.</param>
    public static UserDirectory? Load(string file, DocumentErrors errors, ReadOnlySpan<byte> mockSecret)
    {
        try
        {
            return Parse(file, File.ReadAllText(file), errors, mockSecret);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            errors.Add(file, 1, 1, File.Exists(file) ? "cannot be read; check owner and mode" : "the users file does not exist");
            return null;
        }
    }

    internal static UserDirectory? Parse(string file, string text, DocumentErrors errors, ReadOnlySpan<byte> mockSecret)
    {
        var own = new DocumentErrors();
        var directory = DocumentNode.Parse(file, text, own) is { } root ? Read(root, mockSecret) : null;
        foreach (var error in own)
        {
            (error.IsWarning ? (Action<string, int, int, string>)errors.Warn : errors.Add)(error.File, error.Line, error.Column, error.Message);
        }

        return own.Any ? null : directory;
    }

    private static UserDirectory Read(DocumentNode root, ReadOnlySpan<byte> mockSecret)
    {
        if (root.Require("proxydb") is { } header && header.Text() is { } version && version != Header)
        {
            header.Error($"`{version}` is not a users file this release reads; expected `{Header}`");
        }

        root.RefuseUnknownKeys("proxydb", "mock_secret", "users");
        var secret = root.Get("mock_secret") is { } node ? ReadSecret(node) : mockSecret.ToArray();
        var users = new List<GatewayUser>();
        foreach (var (name, key, value) in root.Require("users")?.Entries() ?? [])
        {
            if (FaultOfName(name) is { } fault)
            {
                key.Error(fault);
            }
            else
            {
                users.Add(ReadUser(name, key, value));
            }
        }

        return new UserDirectory(users, secret);
    }

    /// <summary>Null for a usable name.</summary>
    internal static string? FaultOfName(string name) =>
        name.Length is 0 or > 128 || name.Any(char.IsControl)
            ? "a user's name has 1 to 128 characters and none of them is a control character"
            : null;

    private static GatewayUser ReadUser(string name, DocumentNode key, DocumentNode node)
    {
        if (!node.IsMapping)
        {
            key.Error($"user `{name}` is no mapping; expected scram_sha_256, roles …");
            return new GatewayUser(name);
        }

        node.RefuseUnknownKeys("scram_sha_256", "caching_sha2", "mysql_native_password", "roles", "attributes", "sources", "valid_until");
        var user = new GatewayUser(name)
        {
            Scram = Verifier(
                node, "scram_sha_256", static text => ScramSecret.TryParse(text, out var scram) ? scram : null,
                $"no SCRAM-SHA-256 verifier with {ScramSecret.Iterations} iterations or more; make one with `proxydb user add`"),
            CachingSha2 = Verifier(
                node, "caching_sha2", static text => CachingSha2Secret.IsWellFormed(text) ? text : null,
                "no caching_sha2_password verifier; make one with `proxydb user add --mysql`"),
            MysqlNative = Verifier(
                node, "mysql_native_password", static text => MysqlNativeSecret.IsWellFormed(text) ? text : null,
                "no mysql_native_password verifier; make one with `proxydb user add --native`"),
            Roles = [.. Texts(node, "roles")],
            Attributes = ReadAttributes(node),
            Sources = ReadSources(node),
            ValidUntil = ReadEnd(node),
        };
        if (!node.Has("scram_sha_256") && !node.Has("caching_sha2") && !node.Has("mysql_native_password"))
        {
            key.Warn($"user `{name}` has no verifier and cannot log in");
        }

        return user;
    }

    private static T? Verifier<T>(DocumentNode user, string key, Func<string, T?> parse, string fault)
        where T : class
    {
        if (user.Get(key) is not { } node || node.Text() is not { } text)
        {
            return null;
        }

        var verifier = parse(text);
        if (verifier is null)
        {
            node.Error(fault);
        }

        return verifier;
    }

    private static IEnumerable<string> Texts(DocumentNode user, string key)
    {
        if (user.Get(key) is not { } node)
        {
            yield break;
        }

        foreach (var item in node.IsScalar ? [node] : node.Items())
        {
            if (item.Text() is not { } text)
            {
                continue;
            }

            if (text.Length == 0 || text.Any(char.IsControl))
            {
                item.Error("expected a name");
            }
            else
            {
                yield return text;
            }
        }
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> ReadAttributes(DocumentNode user)
    {
        var all = ImmutableDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var (name, _, value) in user.Get("attributes")?.Entries() ?? [])
        {
            all[name] = [.. value.Texts()];
        }

        return all.ToImmutable();
    }

    private static ImmutableArray<IPNetwork> ReadSources(DocumentNode user)
    {
        var all = ImmutableArray.CreateBuilder<IPNetwork>();
        if (user.Get("sources") is not { } node)
        {
            return [];
        }

        foreach (var item in node.IsScalar ? [node] : node.Items())
        {
            if (item.Text() is not { } text)
            {
                continue;
            }

            if (TryNetwork(text, out var network))
            {
                all.Add(network);
            }
            else
            {
                item.Error($"`{text}` is neither an address nor a network such as 10.1.0.0/16 (with no bit set after the prefix)");
            }
        }

        if (node.IsSequence && !node.Items().Any())
        {
            node.Error("an empty list of sources would let the user log in from anywhere; leave the key out to say so");
        }

        return all.ToImmutable();
    }

    internal static bool TryNetwork(string text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var single))
        {
            network = new IPNetwork(single, single.GetAddressBytes().Length * 8);
            return true;
        }

        // The library takes 10.1.0.1/16 for 10.1.0.0/16; whoever wrote it may have meant one address.
        return IPNetwork.TryParse(text, out network) && IPAddress.TryParse(text.Split('/')[0], out var written) && written.Equals(network.BaseAddress);
    }

    private static DateTimeOffset? ReadEnd(DocumentNode user)
    {
        if (user.Get("valid_until") is not { } node || node.Text() is not { } text)
        {
            return null;
        }

        if (TryEnd(text, out var end))
        {
            return end;
        }

        node.Error($"`{text}` is no date (2027-12-31, valid through that day in UTC) or time (2027-12-31T18:00:00+09:00)");
        return null;
    }

    internal static bool TryEnd(string text, out DateTimeOffset end)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue)
        {
            end = new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
            return true;
        }

        return DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out end);
    }

    private static byte[] ReadSecret(DocumentNode node)
    {
        var text = node.Text() ?? "";
        var bytes = new byte[text.Length];
        if (Convert.TryFromBase64String(text, bytes, out var length) && length >= MockSecret.Length)
        {
            return bytes[..length];
        }

        node.Error($"expected {MockSecret.Length} bytes or more in Base64");
        return [];
    }
}
