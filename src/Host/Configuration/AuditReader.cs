namespace ProxyDb.Host.Configuration;

/// <summary>Reads <c>audit</c>.</summary>
internal static class AuditReader
{
    public static AuditOptions Read(Section top)
    {
        var section = top.Sub(
            "audit",
            "directory", "spool", "fsync", "on_full", "text_limit", "local_max", "hmac_key_file", "anchors", "retention", "signing_key_file",
            "archive");
        var fallback = new AuditOptions();
        var options = new AuditOptions
        {
            Directory = section.Path("directory", fallback.Directory),
            Spool = ReadSpool(section),
            Fsync = ReadFsync(section, fallback.Fsync),
            OnFull = section.Word("on_full", fallback.OnFull),
            TextLimit = section.Size("text_limit", fallback.TextLimit, 256, 1L << 20),
            LocalMax = section.Size("local_max", 0, 0, long.MaxValue),
            HmacKeyFile = section.File("hmac_key_file", FileKind.Secret),
            Anchors = section.WordList("anchors", [], "peer", "archive", "syslog"),
            Retention = section.Time("retention", fallback.Retention, Bounds.Day, TimeSpan.FromDays(36_500)),
            SigningKeyFile = section.File("signing_key_file", FileKind.Secret),
            Archive = section.Get("archive") is null ? null : ReadArchive(section),
        };
        RefuseWhatIsToCome(section, options, fallback);
        if (options.Directory == options.Spool.Directory)
        {
            section.Error("directory", "`audit.directory` and `audit.spool.directory` are the same; the log needs one of its own");
        }

        return options;
    }

    private static SpoolOptions ReadSpool(Section audit)
    {
        var section = audit.Sub("spool", "directory", "size");
        var fallback = new SpoolOptions();
        return new SpoolOptions
        {
            Directory = section.Path("directory", fallback.Directory),
            Size = section.Size("size", fallback.Size, 16L << 20, 1L << 40),
        };
    }

    private static TimeSpan? ReadFsync(Section audit, TimeSpan? fallback)
    {
        if (audit.Get("fsync") is { IsScalar: true } node && node.Text() == "off")
        {
            return null;
        }

        return audit.Time("fsync", fallback ?? TimeSpan.Zero, TimeSpan.Zero, Bounds.Hour);
    }

    private static ArchiveOptions ReadArchive(Section audit)
    {
        var section = audit.Sub("archive", "postgres");
        return new ArchiveOptions { Postgres = ConfigurationLoader.ReadPostgresStore(section, "postgres") };
    }

    private static void RefuseWhatIsToCome(Section section, AuditOptions options, AuditOptions fallback)
    {
        section.NotYet("local_max", options.LocalMax != fallback.LocalMax, "deleting what the archive has acknowledged");
        section.NotYet("hmac_key_file", section.Has("hmac_key_file"), "bind values in the log");
        section.NotYet("anchors", !options.Anchors.IsEmpty, "anchors");
        section.NotYet("retention", options.Retention != fallback.Retention, "deleting what the archive has acknowledged");
        section.NotYet("archive", options.Archive is not null, "the archive");
    }
}
