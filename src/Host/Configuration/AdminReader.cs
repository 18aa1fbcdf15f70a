namespace ProxyDb.Host.Configuration;

/// <summary>Reads <c>admin</c>.</summary>
internal static class AdminReader
{
    public static AdminOptions Read(Section top, IReadOnlyList<ListenerOptions> listeners)
    {
        var section = top.Sub("admin", "listen", "tls", "users_file", "metrics", "peers");
        var fallback = new AdminOptions();
        var options = new AdminOptions
        {
            Listen = section.Address("listen", fallback.Listen),
            Tls = section.Get("tls") is null ? null : ReadTls(section),
            UsersFile = ReadUsersFile(section, section.Files.Resolve(fallback.UsersFile)),
            Metrics = new MetricsOptions { Public = section.Sub("metrics", "public").Flag("public", fallback.Metrics.Public) },
            Peers = section.Get("peers") is null ? null : ReadPeers(section),
        };
        section.NotYet("peers", options.Peers is not null, "replicas that know each other");
        if (options.Tls is null && !System.Net.IPAddress.IsLoopback(options.Listen.Address))
        {
            section.Warn("listen", "without `admin.tls` logins are accepted from loopback only; probes are answered to all");
        }

        if (listeners.FirstOrDefault(l => ListenerReader.Overlap(l.Listen, options.Listen)) is { } taken)
        {
            section.Error("listen", $"`{options.Listen}` is already taken by listener `{taken.Name}` ({taken.Listen})");
        }

        return options;
    }

    /// <summary>The file of the default name need not be there: then nobody can log in, and only probes are answered.</summary>
    private static string ReadUsersFile(Section admin, string fallback)
    {
        var path = admin.Path("users_file", fallback);
        return path == fallback && !File.Exists(path) ? path : admin.File("users_file", FileKind.Secret) ?? fallback;
    }

    private static AdminTlsOptions ReadTls(Section admin)
    {
        var section = admin.Sub("tls", "certificate_file", "key_file");
        var options = new AdminTlsOptions
        {
            CertificateFile = section.File("certificate_file", FileKind.Certificate),
            KeyFile = section.File("key_file", FileKind.Secret),
        };
        if (section.IsWritten && (!section.Has("certificate_file") || !section.Has("key_file")))
        {
            section.Error("TLS needs `certificate_file` and `key_file`");
        }
        else if (options is { CertificateFile: { } certificate, KeyFile: { } key } && ServerCertificate.Check(certificate, key) is { } fault)
        {
            section.Error("key_file", fault);
        }

        return options;
    }

    private static PeerOptions ReadPeers(Section admin)
    {
        var section = admin.Sub("peers", "dns", "port", "key_file");
        var fallback = new PeerOptions();
        return new PeerOptions
        {
            Dns = section.Text("dns", fallback.Dns),
            Port = section.Whole("port", fallback.Port, 1, 65535),
            KeyFile = section.File("key_file", FileKind.Secret),
        };
    }
}
