using System.IO.Compression;
using ProxyDb.Host.Audit.Sealing;

namespace ProxyDb.Host.Audit.Review;

/// <summary>The log files that a command was pointed at.</summary>
internal static class LogSource
{
    public static Stream Open(string path)
    {
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

        files.Sort(LogFileName.Compare);
        for (var i = files.Count - 1; i > 0; i--)
        {
            if (files[i].Name == files[i - 1].Name && files[i].Directory == files[i - 1].Directory)
            {
                files.RemoveAt(i);
            }
        }

        return files;
    }
}
