using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using ProxyDb.Host.Telemetry;

namespace ProxyDb.Host.Configuration;

/// <summary>
/// Tells when files (configuration, users, policies, secrets, certificates) have changed in content. Looks every second, and at
/// once when a Kubernetes volume swaps its <c>..data</c> link: events on the file itself are not raised there. A change is told
/// when two looks in a row agree, so that a file is not read half written.
/// </summary>
public sealed class FileWatch : IDisposable
{
    private readonly string _path;
    private readonly Action _changed;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly FileSystemWatcher? _swap;
    private string _told;
    private string _stamp;
    private string? _pending;
    private bool _ended;

    /// <param name="path">A file, or a directory: then every file directly or deeper in it whose name does not start with a dot.</param>
    /// <param name="changed">Runs on a pool thread, never twice at once; a failure of it is logged and the watch goes on.</param>
    /// <param name="time">Timer source.</param>
    /// <param name="log">Failures of looking and of <paramref name="changed"/>.</param>
    public FileWatch(string path, Action changed, TimeProvider time, ILogger log)
    {
        (_path, _changed, _log) = (System.IO.Path.GetFullPath(path), changed, log);
        _stamp = Stamp();
        _told = Fingerprint();
        _swap = WatchSwap();
        _timer = time.CreateTimer(static watch => ((FileWatch)watch!).Look(), this, Interval, Interval);
    }

    internal static TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>One look, as the timer does.</summary>
    internal void Look()
    {
        if (!_lock.TryEnter())
        {
            return; // the callback of an earlier look still runs
        }

        try
        {
            LookLocked();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _log.WatchFailed(_path, fault.Message);
        }
        finally
        {
            _lock.Exit();
        }
    }

    public void Dispose()
    {
        _ended = true;
        _timer.Dispose();
        _swap?.Dispose();
    }

    private void LookLocked()
    {
        var stamp = Stamp();
        if (_ended || (stamp == _stamp && _pending is null))
        {
            return;
        }

        _stamp = stamp;
        var now = Fingerprint();
        if (now == _told)
        {
            _pending = null; // touched, or changed and changed back
        }
        else if (now != _pending)
        {
            _pending = now;
        }
        else
        {
            (_told, _pending) = (now, null);
            Tell();
        }
    }

    private void Tell()
    {
        try
        {
            _changed();
        }
        catch (Exception fault)
        {
            // The callback belongs to somebody else; a failed reload must not end the watch that could mend it.
            _log.Unexpected("reload of " + _path, fault);
        }
    }

    private FileSystemWatcher? WatchSwap()
    {
        var directory = Directory.Exists(_path) ? _path : System.IO.Path.GetDirectoryName(_path)!;
        if (!Directory.Exists(System.IO.Path.Combine(directory, "..data")))
        {
            return null;
        }

        try
        {
            var watcher = new FileSystemWatcher(directory, "..data");
            watcher.Renamed += (_, _) => Look();
            watcher.Created += (_, _) => Look();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (IOException fault)
        {
            _log.WatchFailed(_path, fault.Message); // out of inotify watches: the timer alone has to do
            return null;
        }
    }

    private List<string> Files()
    {
        if (!Directory.Exists(_path))
        {
            return [_path];
        }

        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false };
        return [.. Directory.EnumerateFiles(_path, "*", all).Where(IsOperators).Order(StringComparer.Ordinal)];
    }

    /// <summary>Not under a directory such as <c>..data</c>, which holds what the links outside of it point to.</summary>
    private bool IsOperators(string file) =>
        !System.IO.Path.GetRelativePath(_path, file).Split(System.IO.Path.DirectorySeparatorChar).Any(static p => p.StartsWith('.'));

    /// <summary>Cheap: what the file system says of each file, links resolved.</summary>
    private string Stamp()
    {
        var text = new StringBuilder();
        foreach (var file in Files())
        {
            var info = new FileInfo(file);
            var target = (info.LinkTarget is null ? null : info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo) ?? info;
            text.Append(file).Append('\0').Append(target.FullName).Append('\0');
            text.Append(target.Exists ? target.LastWriteTimeUtc.Ticks : 0).Append('/').Append(target.Exists ? target.Length : -1).Append('\n');
        }

        // The link ..data itself: a swap may bring a file with the time and size of the old one.
        var directory = Directory.Exists(_path) ? _path : System.IO.Path.GetDirectoryName(_path)!;
        return text.Append(new DirectoryInfo(System.IO.Path.Combine(directory, "..data")).LinkTarget).ToString();
    }

    private string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files())
        {
            hash.AppendData(Encoding.UTF8.GetBytes(file + "\0"));
            hash.AppendData(File.Exists(file) ? SHA256.HashData(File.ReadAllBytes(file)) : [0]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
