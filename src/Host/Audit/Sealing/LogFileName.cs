using System.Globalization;
using System.Text.RegularExpressions;

namespace ProxyDb.Host.Audit.Sealing;

/// <summary><c>NAME-YYYYMMDDThhmmssZ-SEQ.jsonl</c> or <c>.jsonl.gz</c>; SEQ is the number of the file's first record.</summary>
internal sealed partial record LogFileName(string Directory, string Writer, string Stamp, long FirstSeq, bool IsCompressed)
{
    /// <summary>File name without directory and without <c>.gz</c>.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Writer}-{Stamp}-{FirstSeq:D12}.jsonl");

    public string Path => System.IO.Path.Combine(Directory, IsCompressed ? Name + ".gz" : Name);

    public static string StampOf(long utcTicks) =>
        new DateTime(utcTicks, DateTimeKind.Utc).ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A node's name as part of a file's name.</summary>
    public static string WriterOf(string name) => NotInFileName().Replace(name, "_");

    public static bool TryParse(string path, out LogFileName name)
    {
        name = null!;
        var match = Pattern().Match(System.IO.Path.GetFileName(path));
        if (!match.Success)
        {
            return false;
        }

        name = new LogFileName(
            System.IO.Path.GetDirectoryName(path) ?? "",
            match.Groups[1].Value,
            match.Groups[2].Value,
            long.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture),
            match.Groups[4].Success);
        return true;
    }

    /// <summary>
    /// The log files of a directory, of one writer or of all, oldest first. Of a file that is compressed and not yet deleted only
    /// the plain one.
    /// </summary>
    public static List<LogFileName> List(string directory, string? writer = null)
    {
        var found = new List<LogFileName>();
        foreach (var path in System.IO.Directory.GetFiles(directory))
        {
            if (TryParse(path, out var name) && (writer is null || name.Writer == writer))
            {
                found.Add(name);
            }
        }

        return Sorted(found);
    }

    /// <summary>Oldest first and each once.</summary>
    public static List<LogFileName> Sorted(List<LogFileName> files)
    {
        files.Sort(Compare);
        for (var i = files.Count - 1; i > 0; i--)
        {
            if (files[i].Name == files[i - 1].Name && files[i].Directory == files[i - 1].Directory)
            {
                files.RemoveAt(i);
            }
        }

        return files;
    }

    public static int Compare(LogFileName a, LogFileName b)
    {
        var order = string.CompareOrdinal(a.Writer, b.Writer);
        order = order != 0 ? order : string.CompareOrdinal(a.Stamp, b.Stamp);
        order = order != 0 ? order : a.FirstSeq.CompareTo(b.FirstSeq);
        return order != 0 ? order : a.IsCompressed.CompareTo(b.IsCompressed);
    }

    [GeneratedRegex(@"^(.+)-(\d{8}T\d{6}Z)-(\d{12,18})\.jsonl(\.gz)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex("[^A-Za-z0-9._-]", RegexOptions.CultureInvariant)]
    private static partial Regex NotInFileName();
}
