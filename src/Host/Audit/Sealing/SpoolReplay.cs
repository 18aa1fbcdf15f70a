using System.Collections.Concurrent;
using ProxyDb.Host.Audit.Spool;

namespace ProxyDb.Host.Audit.Sealing;

/// <summary>Readers over the segments a killed process left behind.</summary>
internal static class SpoolReplay
{
    /// <summary>One reader per lane, each over its segments in order of their sequence numbers.</summary>
    /// <param name="highestOpened">The highest record number in them.</param>
    public static List<LaneReader> Readers(List<SpoolSegment> leftovers, SpoolMarks marks, HashSet<long> opened, out long highestOpened)
    {
        highestOpened = 0;
        var lanes = new SortedDictionary<int, ConcurrentQueue<SpoolSegment>>();
        foreach (var segment in leftovers)
        {
            highestOpened = Math.Max(highestOpened, Measure(segment));
            segment.End();
            if (segment.Sequence < marks.From)
            {
                continue; // the log has all of it; the kill came before it was given back
            }

            if (!lanes.TryGetValue(segment.Lane, out var queue))
            {
                lanes[segment.Lane] = queue = new ConcurrentQueue<SpoolSegment>();
            }

            queue.Enqueue(segment);
        }

        var before = new SealedBefore(marks, opened);
        return [.. lanes.Select(l => new LaneReader(l.Key, l.Value, before))];
    }

    /// <summary>Finds where the committed records of a segment end.</summary>
    private static long Measure(SpoolSegment segment)
    {
        var image = new byte[segment.Size];
        var length = 0;
        for (int read; (read = RandomAccess.Read(segment.File, image.AsSpan(length), length)) > 0;)
        {
            length += read;
        }

        var (position, highest) = (SpoolFormat.HeaderSize, 0L);
        while (SpoolFormat.TryRead(image.AsSpan(0, length), segment.Sequence, position, out var record))
        {
            var reader = new SpoolReader(record);
            if (reader.Kind is not (SpoolRecordKind.Session or SpoolRecordKind.Template))
            {
                highest = Math.Max(highest, reader.Int64());
            }

            position += record.Length;
        }

        segment.Commit(position);
        return highest;
    }
}
