using System.Text.Json;

namespace ProxyDb.Host.Audit.Sealing;

/// <summary>
/// How far the log had consumed the spool: written into checkpoints, so that after a kill no record is sealed twice.
/// </summary>
internal sealed class SpoolMarks
{
    private readonly Dictionary<int, (long Segment, int Offset)> _lanes = [];

    /// <summary>Segments with a lower sequence number are dealt with in full, whatever is still in them.</summary>
    public long From { get; private set; }

    /// <summary>The highest <c>opened</c> handed out when the marks were written.</summary>
    public long Opened { get; private set; }

    /// <summary>Highest segment number spoken of.</summary>
    public long LastSegment => _lanes.Values.Select(m => m.Segment).Append(From - 1).Max();

    public bool Covers(int lane, long segment, int offset) =>
        segment < From ||
        (_lanes.TryGetValue(lane, out var mark) && (segment < mark.Segment || (segment == mark.Segment && offset < mark.Offset)));

    public static void Write(LineBuffer line, long from, IEnumerable<LaneReader> lanes)
    {
        line.Raw(",\"spool\":{\"from\":"u8).Number(from).Raw(",\"lanes\":["u8);
        var first = true;
        foreach (var lane in lanes)
        {
            if (lane.Segment is { } segment)
            {
                line.Raw(first ? "{\"lane\":"u8 : ",{\"lane\":"u8).Number(lane.Lane).Raw(",\"segment\":"u8).Number(segment.Sequence)
                    .Raw(",\"offset\":"u8).Number(lane.Consumed).Raw("}"u8);
                first = false;
            }
        }

        line.Raw("]}"u8);
    }

    /// <summary>From a record that has a <c>spool</c> member.</summary>
    public static SpoolMarks Read(JsonElement record)
    {
        var spool = record.GetProperty("spool");
        var marks = new SpoolMarks { From = spool.GetProperty("from").GetInt64(), Opened = record.GetProperty("opened").GetInt64() };
        foreach (var lane in spool.GetProperty("lanes").EnumerateArray())
        {
            marks._lanes[lane.GetProperty("lane").GetInt32()] = (lane.GetProperty("segment").GetInt64(), lane.GetProperty("offset").GetInt32());
        }

        return marks;
    }
}
