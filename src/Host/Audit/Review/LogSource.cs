using System.IO.Compression;
using ProxyDb.Host.Audit.Sealing;

namespace ProxyDb.Host.Audit.Review;

/// <summary>The log files that a command was pointed at.</summary>
internal static class LogSource
{
    /// <summary>A plain file that was compressed since it was listed is read in its new form.</summary>
    public static Stream Open(string path)
    {
        path = File.Exists(path) ? path : path + ".gz";
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        return path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    /// <summary>Files as given, and the log files of directories; by writer and time, each once even while it is being compressed.</summary>
    /// <exception cref="IOException">A path does not exist.</exception>
    public static List<LogFileName> Files(IReadOnlyList<string> paths)
    {
        var files = new List<LogFileName>();
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                files.AddRange(LogFileName.List(path));
            }
            else if (!File.Exists(path))
            {
                throw new FileNotFoundException($"`{path}` does not exist: give an audit directory or its files");
            }
            else
            {
                files.Add(LogFileName.TryParse(path, out var name)
                    ? name
                    : throw new IOException($"`{path}` is not named as an audit log file: NAME-YYYYMMDDThhmmssZ-SEQ.jsonl or .jsonl.gz"));
            }
        }

        return LogFileName.Sorted(files);
    }
}
