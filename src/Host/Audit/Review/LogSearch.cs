using System.Text.Json;
using ProxyDb.Host.Audit.Sealing;

namespace ProxyDb.Host.Audit.Review;

/// <summary>Finds records in log files, in their order.</summary>
internal static class LogSearch
{
    /// <summary>Lines that match, without their line feed; valid until the next one is asked for. Lines that are no records are passed over.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Find(IEnumerable<LogFileName> files, RecordFilter filter)
    {
        var needles = filter.Needles();
        foreach (var file in files)
        {
            using var lines = new LineReader(LogSource.Open(file.Path));
            while (lines.TryRead(out var line))
            {
                if (Array.TrueForAll(needles, n => line.Span.IndexOf(n) >= 0) && Matches(line, filter))
                {
                    yield return line;
                }
            }
        }
    }

    /// <summary>The last lines of the newest files, oldest first.</summary>
    public static IReadOnlyList<byte[]> Last(IReadOnlyList<LogFileName> files, int count)
    {
        var newest = new List<byte[]>();
        for (var i = files.Count - 1; i >= 0 && newest.Count < count; i--)
        {
            using var lines = new LineReader(LogSource.Open(files[i].Path));
            var kept = new Queue<byte[]>();
            while (lines.TryRead(out var line))
            {
                if (!lines.IsUnfinished)
                {
                    kept.Enqueue(line.ToArray());
                }

                if (kept.Count > count - newest.Count)
                {
                    kept.Dequeue();
                }
            }

            newest.InsertRange(0, kept);
        }

        return newest;
    }

    private static bool Matches(ReadOnlyMemory<byte> line, RecordFilter filter)
    {
        try
        {
            using var record = JsonDocument.Parse(line);
            return filter.Matches(record.RootElement);
        }
        catch (JsonException)
        {
            return false; // verify names such lines
        }
    }
}
