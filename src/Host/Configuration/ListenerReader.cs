using System.Collections.Immutable;
using System.Net;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Configuration;

/// <summary>Reads <c>listeners</c> and checks them against the clusters and each other.</summary>
internal static class ListenerReader
{
    private static readonly TimeSpan ExpiryWarning = TimeSpan.FromDays(14);

    public static ImmutableArray<ListenerOptions> Read(Section top, ImmutableSortedDictionary<string, ClusterOptions> clusters)
    {
        if (top.Get("listeners") is not { } list)
        {
            top.Error("the key `listeners` is missing");
            return [];
        }

        var all = ImmutableArray.CreateBuilder<ListenerOptions>();
        foreach (var item in list.Items())
        {
            var section = Section.Of(item, item, top.Files, "name", "protocol", "listen", "cluster", "tls", "allow_password", "enforcement");
            if (!section.IsWritten)
            {
                continue;
            }

            var listener = ReadListener(section);
            CheckCluster(section, listener, clusters);
            CheckAgainst(section, listener, all);
            all.Add(listener);
        }

        if (list.IsSequence && all.Count == 0)
        {
            list.Error("at least one listener is needed");
        }

        return all.ToImmutable();
    }

    private static ListenerOptions ReadListener(Section section)
    {
        var listen = section.Address("listen", new IPEndPoint(IPAddress.Loopback, 0));
        if (!section.Has("listen"))
        {
            section.Error("the key `listen` is missing");
        }

        var protocol = section.Word("protocol", DatabaseProtocol.Postgres);
        var listener = new ListenerOptions
        {
            Name = section.Required("name"),
            Protocol = protocol,
            Listen = listen,
            Cluster = section.Required("cluster"),
            Tls = ReadTls(section, listen, protocol),
            AllowPassword = section.Flag("allow_password", false),
            Enforcement = section.Has("enforcement") ? section.Word("enforcement", Enforcement.Enforce) : null,
        };
        if (listener is { AllowPassword: true, Protocol: DatabaseProtocol.Tds })
        {
            section.Error("allow_password", "clients of TDS send their password whatever this says; it is not for `protocol: tds`");
        }
        else if (listener is { AllowPassword: true, Tls.Mode: not ListenerTlsMode.Require })
        {
            section.Error("allow_password", "passwords in clear need `tls: {mode: require}`");
        }

        return listener;
    }

    private static ListenerTlsOptions ReadTls(Section listener, IPEndPoint listen, DatabaseProtocol protocol)
    {
        var section = listener.Sub("tls", "mode", "certificate_file", "key_file", "client_ca_file");
        var certificate = section.File("certificate_file", FileKind.Certificate);
        var key = section.File("key_file", FileKind.Secret);
        var mode = section.Word("mode", DefaultMode(listen, section.Has("certificate_file")));
        if (mode is ListenerTlsMode.LoginOnly or ListenerTlsMode.Strict && protocol != DatabaseProtocol.Tds)
        {
            section.Error("mode", $"`{Words.Of(mode)}` is for `protocol: tds` only");
        }

        section.NotYet("client_ca_file", section.Has("client_ca_file"), "logins by client certificate");
        CheckCertificate(section, mode, certificate, key, listen);
        if (mode is not (ListenerTlsMode.Require or ListenerTlsMode.Strict) && !IPAddress.IsLoopback(listen.Address))
        {
            section.Warn("mode", "clients may send statements in clear over the network; write `mode: require`");
        }

        return new ListenerTlsOptions
        {
            Mode = mode, CertificateFile = certificate, KeyFile = key, ClientCaFile = section.File("client_ca_file", FileKind.Certificate),
        };
    }

    private static ListenerTlsMode DefaultMode(IPEndPoint listen, bool hasCertificate) =>
        !IPAddress.IsLoopback(listen.Address) ? ListenerTlsMode.Require
        : hasCertificate ? ListenerTlsMode.Prefer
        : ListenerTlsMode.Disable;

    private static void CheckCertificate(Section section, ListenerTlsMode mode, string? certificate, string? key, IPEndPoint listen)
    {
        if (mode != ListenerTlsMode.Disable && (!section.Has("certificate_file") || !section.Has("key_file")))
        {
            section.Error(
                $"TLS ({Words.Of(mode)}) needs `certificate_file` and `key_file`"
                + (section.Has("mode") || IPAddress.IsLoopback(listen.Address) ? "" : "; off loopback the default is `mode: require`"));
        }

        if (certificate is null || key is null)
        {
            return;
        }

        if (ServerCertificate.Check(certificate, key) is { } fault)
        {
            section.Error("key_file", fault);
        }
        else if (ServerCertificate.Expiry(certificate) is var expiry && expiry < DateTimeOffset.UtcNow + ExpiryWarning)
        {
            section.Warn("certificate_file", $"the certificate ends on {expiry.UtcDateTime:yyyy-MM-dd}");
        }
    }

    private static void CheckCluster(Section section, ListenerOptions listener, ImmutableSortedDictionary<string, ClusterOptions> clusters)
    {
        if (listener.Cluster.Length == 0)
        {
            return;
        }

        if (!clusters.TryGetValue(listener.Cluster, out var cluster))
        {
            var known = clusters.Count == 0 ? "there is none" : "there is " + string.Join(", ", clusters.Keys.Select(static k => $"`{k}`"));
            section.Error("cluster", $"no cluster `{listener.Cluster}`; {known}");
        }
        else if (cluster.Protocol != listener.Protocol)
        {
            section.Error(
                section.Has("protocol") ? "protocol" : "cluster",
                $"the listener speaks {Words.Of(listener.Protocol)}, cluster `{cluster.Name}` speaks {Words.Of(cluster.Protocol)}");
        }
    }

    private static void CheckAgainst(Section section, ListenerOptions listener, IEnumerable<ListenerOptions> earlier)
    {
        foreach (var other in earlier)
        {
            if (other.Name.Length > 0 && other.Name == listener.Name)
            {
                section.Error("name", $"two listeners are named `{listener.Name}`");
            }

            if (Overlap(listener.Listen, other.Listen))
            {
                section.Error("listen", $"`{listener.Listen}` is already taken by listener `{other.Name}` ({other.Listen})");
            }
        }
    }

    /// <summary>Whether both cannot be bound: same port, and one address is the other or stands for all.</summary>
    internal static bool Overlap(IPEndPoint one, IPEndPoint other) =>
        one.Port != 0 && one.Port == other.Port && (one.Address.Equals(other.Address) || IsAny(one.Address) || IsAny(other.Address));

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
