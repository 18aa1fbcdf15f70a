using System.Collections.Concurrent;
using System.IO.Compression;
using ProxyDb.Host.Audit.Spool;

namespace ProxyDb.Host.Audit.Sealing;

/// <summary>Turns finished log files into <c>.jsonl.gz</c>, one after the other, off the sealer's thread.</summary>
internal sealed class LogCompressor(Action<string> warn) : IDisposable
{
    private readonly ConcurrentQueue<LogFileName> _waiting = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task _work = Task.CompletedTask;

    public void Add(LogFileName file)
    {
        if (_waiting.Contains(file))
        {
            return;
        }

        _waiting.Enqueue(file);
        lock (_gate)
        {
            _work = _work.ContinueWith(_ => Next(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>What is not done yet is left plain; the next start takes it up.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        Task work;
        lock (_gate)
        {
            work = _work;
        }

        work.Wait();
        _stop.Dispose();
    }

    private void Next()
    {
        if (_stop.IsCancellationRequested || !_waiting.TryPeek(out var file))
        {
            return;
        }

        try
        {
            Compress(file, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Shutdown: the plain file is complete and stays.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            warn($"the audit log `{file.Path}` cannot be compressed and stays plain: {e.Message}");
        }

        _waiting.TryDequeue(out _);
    }

    /// <summary>The compressed file gets its name only when it is complete and on disk; then the plain one goes.</summary>
    private static void Compress(LogFileName file, CancellationToken stop)
    {
        if (!File.Exists(file.Path))
        {
            return;
        }

        var target = (file with { IsCompressed = true }).Path;
        var partial = target + ".part";
        using (var plain = File.OpenRead(file.Path))
        using (var output = new FileStream(partial, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
            {
                var buffer = new byte[128 << 10];
                for (int read; (read = plain.Read(buffer)) > 0;)
                {
                    stop.ThrowIfCancellationRequested();
                    gzip.Write(buffer, 0, read);
                }
            }

            output.Flush(flushToDisk: true);
        }

        File.SetLastWriteTimeUtc(partial, File.GetLastWriteTimeUtc(file.Path));
        File.Move(partial, target, overwrite: true);
        NativeFile.SyncDirectory(file.Directory);
        File.Delete(file.Path);
    }
}
