using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using ProxyDb.Host.Audit.Spool;

namespace ProxyDb.Host.Audit.Sealing;

/// <summary>
/// Follows one lane's stream of segments and joins each close with its opening. Used live behind a lane, and at the start over
/// what a killed process left.
/// </summary>
internal sealed class LaneReader(int lane, ConcurrentQueue<SpoolSegment> begun, SealedBefore? alreadySealed)
{
    private readonly Dictionary<long, PendingStatement> _pending = [];
    private readonly List<object> _registered = [];
    private readonly Queue<SpoolSegment> _finished = new();
    private byte[] _image = [];
    private int _loaded;
    private int _next;
    private int _recordLength;

    public int Lane { get; } = lane;

    /// <summary>The segment being read.</summary>
    public SpoolSegment? Segment { get; private set; }

    /// <summary>Offset in <see cref="Segment"/> up to which every record has been dealt with.</summary>
    public int Consumed { get; private set; }

    public long StreamPosition => Segment is null ? 0 : Segment.StreamBase + Consumed;

    /// <summary>A record that goes to the log is waiting; true until <see cref="Take"/>.</summary>
    public bool HasRecord { get; private set; }

    /// <summary>UTC ticks at which the waiting record was closed.</summary>
    public long RecordTicks { get; private set; }

    /// <summary>Highest <c>opened</c> met.</summary>
    public long HighestOpened { get; private set; }

    /// <summary>Bytes that were committed and cannot be read; they are skipped to the segment's end.</summary>
    public long DamagedBytes { get; private set; }

    public int PendingCount => _pending.Count;

    /// <summary>Looks for the next record that goes to the log; false when the lane has written no more.</summary>
    public bool Seek()
    {
        while (!HasRecord)
        {
            if (Segment is null || _next >= _loaded)
            {
                if (!Load())
                {
                    return false;
                }

                continue;
            }

            if (!SpoolFormat.TryRead(_image.AsSpan(0, _loaded), Segment.Sequence, _next, out var record))
            {
                DamagedBytes += _loaded - _next;
                Consumed = _next = _loaded;
                continue;
            }

            _recordLength = record.Length;
            HasRecord = Apply(record);
            if (!HasRecord)
            {
                Consumed = _next += _recordLength;
            }
        }

        return true;
    }

    /// <summary>Writes the waiting record.</summary>
    public void Take(LogWriter log)
    {
        var record = _image.AsSpan(_next, _recordLength);
        var reader = new SpoolReader(record);
        switch (reader.Kind)
        {
            case SpoolRecordKind.Close:
                var opened = reader.Int64();
                _ = reader.Int64();
                _pending.Remove(opened, out var statement);
                statement.Home.OpenHere--;
                Write(log, opened, in statement, OutcomeView.Read(ref reader));
                break;
            case SpoolRecordKind.Whole:
                WriteWhole(log, ref reader);
                break;
            case SpoolRecordKind.Event:
                EventJson.WriteEvent(log, ref reader, Session);
                break;
            default:
                EventJson.WriteGap(log, ref reader);
                break;
        }

        HasRecord = false;
        Consumed = _next += _recordLength;
    }

    /// <summary>At the end of the stream: what was sent and not answered is closed as <c>unknown</c>, in order of opening.</summary>
    public void TakeUnanswered(LogWriter log)
    {
        foreach (var (opened, statement) in _pending.OrderBy(p => p.Key))
        {
            if (alreadySealed is null || !alreadySealed.Contains(opened))
            {
                var outcome = new OutcomeView { Status = OutcomeStatus.Unknown, Rows = statement.Rows, Bytes = statement.Bytes };
                Write(log, opened, in statement, in outcome);
            }
        }

        _pending.Clear();
    }

    /// <summary>
    /// Segments read to their end that no open statement needs, in the order they were filled. Only in this order: a
    /// later one may hold the close of a statement whose opening is in an earlier one.
    /// </summary>
    public bool TryTakeFinished(out SpoolSegment segment) =>
        _finished.TryPeek(out segment!) && segment.OpenHere <= 0 && _finished.TryDequeue(out segment!);

    private bool Load()
    {
        if (Segment is not null)
        {
            var ended = Segment.Ended; // read before Committed: what is committed after the end is complete
            var committed = Segment.Committed;
            if (committed > _loaded)
            {
                _loaded += RandomAccess.Read(Segment.File, _image.AsSpan(_loaded, committed - _loaded), _loaded);
                return _loaded > _next;
            }

            if (!ended)
            {
                return false;
            }
        }

        if (!begun.TryDequeue(out var next))
        {
            return false;
        }

        Leave();
        Segment = next;
        Consumed = _next = SpoolFormat.HeaderSize;
        _loaded = 0;
        if (_image.Length < next.Size)
        {
            _image = new byte[next.Size];
        }

        return true;
    }

    /// <summary>Openings that stay behind are copied out of the image; names registered in the segment end with it.</summary>
    private void Leave()
    {
        if (Segment is null)
        {
            return;
        }

        _finished.Enqueue(Segment);
        _registered.Clear();
        foreach (var (opened, statement) in _pending.Where(p => p.Value.Record is null).ToArray())
        {
            _pending[opened] = statement with { Record = _image.AsSpan(statement.Offset, statement.Length).ToArray() };
        }
    }

    /// <summary>True when the record goes to the log.</summary>
    private bool Apply(ReadOnlySpan<byte> record)
    {
        var reader = new SpoolReader(record);
        switch (reader.Kind)
        {
            case SpoolRecordKind.Session:
                Register(reader.Int32(), SessionText.Read(ref reader));
                return false;
            case SpoolRecordKind.Template:
                Register(reader.Int32(), TemplateText.Read(ref reader));
                return false;
            case SpoolRecordKind.Open or SpoolRecordKind.Carry:
                Open(ref reader);
                return false;
            case SpoolRecordKind.Progress:
                Progress(ref reader);
                return false;
            case SpoolRecordKind.Close or SpoolRecordKind.Whole or SpoolRecordKind.Event or SpoolRecordKind.Gap:
                return IsDue(ref reader);
            default:
                return false;
        }
    }

    private void Register(int number, object text)
    {
        while (_registered.Count <= number)
        {
            _registered.Add(text);
        }

        _registered[number] = text;
    }

    /// <summary>A number without a registration exists only behind damaged bytes, which have a record of their own.</summary>
    private SessionText Session(int number) => Registered(number) as SessionText ?? SessionText.Missing;

    private TemplateText Template(int number) => Registered(number) as TemplateText ?? TemplateText.Missing;

    private object? Registered(int number) => (uint)number < (uint)_registered.Count ? _registered[number] : null;

    private void Open(ref SpoolReader reader)
    {
        var opened = Note(reader.Int64());
        var ticks = reader.Int64();
        var (session, template) = (reader.Int32(), reader.Int32());
        ref var pending = ref CollectionsMarshal.GetValueRefOrAddDefault(_pending, opened, out var isCarried);
        if (isCarried)
        {
            pending.Home.OpenHere--;
        }

        Segment!.OpenHere++;
        pending = new PendingStatement(
            Segment, _next, _recordLength, null, ticks, Session(session), Template(template), pending.Rows, pending.Bytes);
    }

    private void Progress(ref SpoolReader reader)
    {
        var opened = reader.Int64();
        if (_pending.TryGetValue(opened, out var statement))
        {
            _pending[opened] = statement with { Rows = reader.Int64(), Bytes = reader.Int64() };
        }
    }

    private bool IsDue(ref SpoolReader reader)
    {
        var kind = reader.Kind;
        var opened = Note(reader.Int64());
        RecordTicks = reader.Int64();
        var isSealed = alreadySealed is not null && alreadySealed.Contains(Lane, Segment!.Sequence, _next, opened);
        if (kind != SpoolRecordKind.Close)
        {
            return !isSealed;
        }

        if (isSealed && _pending.Remove(opened, out var statement))
        {
            statement.Home.OpenHere--;
        }

        return _pending.ContainsKey(opened);
    }

    private long Note(long opened)
    {
        HighestOpened = Math.Max(HighestOpened, opened);
        return opened;
    }

    private void Write(LogWriter log, long opened, in PendingStatement statement, in OutcomeView outcome)
    {
        var record = statement.Record ?? _image.AsSpan(statement.Offset, statement.Length);
        Write(log, record, opened, statement.Ticks, statement.Session, statement.Template, in outcome);
    }

    private void WriteWhole(LogWriter log, ref SpoolReader reader)
    {
        var (opened, ticks, session, template) = (reader.Int64(), reader.Int64(), reader.Int32(), reader.Int32());
        var record = _image.AsSpan(_next, _recordLength);
        var after = new SpoolReader(record);
        after.Raw(_recordLength - SpoolFormat.RecordHeaderSize - 2 - SpoolFormat.OutcomeSize);
        Write(log, record, opened, ticks, Session(session), Template(template), OutcomeView.Read(ref after));
    }

    private static void Write(
        LogWriter log, ReadOnlySpan<byte> record, long opened, long ticks, SessionText session, TemplateText template, in OutcomeView outcome)
    {
        var reader = new SpoolReader(record);
        reader.Raw(24); // opened, ticks, session, template
        var line = log.Begin("statement"u8, ticks);
        line.Raw(",\"took_us\":"u8);
        _ = outcome.Took is { } took ? line.Number(took) : line.Raw("null"u8);
        line.Raw(",\"database_us\":"u8).Number(outcome.Database);
        StatementJson.Opening(line, ref reader, opened, session, template);
        StatementJson.Result(line, in outcome);
        log.End();
    }
}

/// <summary>A statement whose close has not been met.</summary>
/// <param name="Home">The segment that holds its opening.</param>
/// <param name="Record">The opening, once its segment is no longer the one being read.</param>
internal readonly record struct PendingStatement(
    SpoolSegment Home, int Offset, int Length, byte[]? Record, long Ticks, SessionText Session, TemplateText Template, long Rows, long Bytes);

/// <summary>What of the spool a killed process had already sealed.</summary>
internal sealed class SealedBefore(SpoolMarks marks, HashSet<long> opened)
{
    /// <summary>By the log's last marks, or by a record after them.</summary>
    public bool Contains(int lane, long segment, int offset, long number) => marks.Covers(lane, segment, offset) || opened.Contains(number);

    public bool Contains(long number) => opened.Contains(number);
}
