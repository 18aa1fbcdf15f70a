namespace ProxyDb.Host.Audit.Spool;

/// <summary>
/// One loop's writer. What an open statement needs later (its close, and one gap record) is kept free in the segment when it is
/// opened, so that only openings can meet a full spool.
/// </summary>
internal sealed class SpoolLane : IAuditLane
{
    private const long ProgressMicroseconds = 1_000_000;

    private readonly SegmentPool _pool;
    private readonly SegmentWriter _writer;
    private readonly OpenStatements _open = new();
    private readonly bool _alarms;
    private readonly int _textLimit;
    private readonly int _listLimit;
    private LaneClock _clock;
    private SpoolLosses _losses;
    private int _carried = SpoolFormat.HeaderSize;
    private long _sealedPosition;
    private bool _ended;

    public SpoolLane(SegmentPool pool, int number, AuditTrailOptions options, TimeProvider clock)
    {
        (_pool, Number, _textLimit, _alarms) = (pool, number, options.TextLimit, options.OnFull == AuditFullAction.Alarm);
        _listLimit = pool.SegmentSize / 8;
        _writer = new SegmentWriter(pool, number);
        _clock = new LaneClock(clock);
    }

    public int Number { get; }

    public SegmentWriter Writer => _writer;

    /// <summary>Position in the lane's stream up to which the log has everything; set by the sealer.</summary>
    public long SealedPosition
    {
        get => Volatile.Read(ref _sealedPosition);
        set => Volatile.Write(ref _sealedPosition, value);
    }

    private int Room => _writer.Segment.Size - _writer.Position - SpoolFormat.GapSize * 2 - _open.Count * SpoolFormat.CloseSize;

    public bool TryOpen(in StatementOpening opening, out AuditTicket ticket)
    {
        if (!Fits(in opening, SpoolFormat.CloseSize))
        {
            ticket = default;
            return Lose(forwarded: true);
        }

        var offset = AppendStatement(SpoolRecordKind.Open, in opening, out var opened);
        ref var slot = ref _open.Add(out ticket);
        (slot.Session, slot.Template, slot.Segment) = (opening.Session, opening.Template, _writer.Segment);
        (slot.Offset, slot.Length, slot.Opened) = (offset, _writer.Position - offset, opened);
        slot.StartTimestamp = slot.LastProgress = _clock.Timestamp;
        opening.Session.Scratch.OpenBytes += slot.Length + SpoolFormat.CloseSize;
        return true;
    }

    public void Progress(AuditTicket ticket, long rows, long bytes)
    {
        if (_ended || !_open.TryFind(ticket, out var index))
        {
            return;
        }

        ref var slot = ref _open.Slots[index];
        if (_clock.Microseconds(slot.LastProgress, _clock.Timestamp) < ProgressMicroseconds || Room < SpoolFormat.ProgressSize)
        {
            return;
        }

        slot.LastProgress = _clock.Timestamp;
        var writer = new SpoolWriter(_writer.Reserve(SpoolFormat.ProgressSize), SpoolRecordKind.Progress, 0);
        writer.Int64(slot.Opened);
        writer.Int64(rows);
        writer.Int64(bytes);
        _writer.Commit(writer.Length);
    }

    public void Close(AuditTicket ticket, in StatementOutcome outcome)
    {
        if (_ended || !_open.TryFind(ticket, out var index))
        {
            return;
        }

        ref var slot = ref _open.Slots[index];
        var writer = new SpoolWriter(_writer.Reserve(SpoolFormat.CloseSize), SpoolRecordKind.Close, 0);
        writer.Int64(slot.Opened);
        writer.Int64(_clock.UtcTicks);
        SpoolRecords.Outcome(ref writer, in outcome, _clock.Microseconds(slot.StartTimestamp, _clock.Timestamp));
        _writer.Commit(writer.Length);
        var held = slot.Length + SpoolFormat.CloseSize;
        slot.Session!.Scratch.OpenBytes -= held;
        SessionQuota.Wrote(ref slot.Session.Scratch, held, _writer.StreamPosition, _pool.SessionLimit);
        _open.Remove(index);
    }

    public bool TryRecord(in StatementOpening opening, in StatementOutcome outcome)
    {
        if (!Fits(in opening, SpoolFormat.OutcomeSize))
        {
            return Lose(forwarded: false);
        }

        var session = Register(opening.Session);
        var template = Register(opening.Template);
        var start = _writer.Position;
        var size = SpoolRecords.StatementSize(in opening, _textLimit) + SpoolFormat.OutcomeSize;
        var writer = SpoolRecords.Statement(
            _writer.Reserve(size), SpoolRecordKind.Whole, in opening, _pool.NextOpened(), _clock.UtcTicks, session, template, _textLimit);
        SpoolRecords.Outcome(ref writer, in outcome, 0);
        _writer.Commit(writer.Length);
        SessionQuota.Wrote(ref opening.Session.Scratch, _writer.Position - start, _writer.StreamPosition, _pool.SessionLimit);
        return true;
    }

    public bool TryRecord(AuditEvent record)
    {
        var size = SpoolRecords.EventSize(record, _listLimit);
        if (_ended || (Room < size + Unregistered(record.Session) && !(TryBegin() && Room >= size + Unregistered(record.Session))))
        {
            return Lose(forwarded: false);
        }

        RecordLosses();
        var session = record.Session is null ? SpoolWriter.Null : Register(record.Session);
        var writer = SpoolRecords.Event(_writer.Reserve(size), record, _pool.NextOpened(), _clock.UtcTicks, session, _listLimit);
        _writer.Commit(writer.Length);
        return true;
    }

    public void BeforeSends()
    {
        _clock.EndTurn();
        _writer.Flush();
    }

    /// <summary>After the loop has ended: nothing is taken any more.</summary>
    public void End()
    {
        if (!_ended)
        {
            RecordLosses(atOnce: true);
            _writer.Flush();
            _ended = true;
        }
    }

    private bool Fits(in StatementOpening opening, int extra)
    {
        if (_ended)
        {
            return false;
        }

        var need = Need(in opening) + extra;
        if (!SessionQuota.Allows(ref opening.Session.Scratch, need, SealedPosition, _pool.SessionLimit) ||
            (_open.Count + 1) * SpoolFormat.CloseSize > _pool.SegmentSize / 4)
        {
            return false;
        }

        if (need > Room && !(TryBegin() && Need(in opening) + extra <= Room))
        {
            return false;
        }

        RecordLosses();
        return true;
    }

    private int Need(in StatementOpening opening) =>
        SpoolRecords.StatementSize(in opening, _textLimit) + Unregistered(opening.Session) +
        (_writer.IsCurrent(opening.Template.Scratch.Marks[Number & 7]) ? 0 : SpoolRecords.TemplateSize(opening.Template, _textLimit, _listLimit));

    private int Unregistered(AuditSession? session) =>
        session is null || _writer.IsCurrent(session.Scratch.Mark) ? 0 : SpoolRecords.SessionSize(session);

    private int AppendStatement(SpoolRecordKind kind, in StatementOpening opening, out long opened)
    {
        var session = Register(opening.Session);
        var template = Register(opening.Template);
        opened = _pool.NextOpened();
        var record = _writer.Reserve(SpoolRecords.StatementSize(in opening, _textLimit));
        var offset = _writer.Position;
        var writer = SpoolRecords.Statement(record, kind, in opening, opened, _clock.UtcTicks, session, template, _textLimit);
        _writer.Commit(writer.Length);
        return offset;
    }

    private int Register(AuditSession session)
    {
        if (!_writer.IsCurrent(session.Scratch.Mark))
        {
            var number = _writer.Registrations++;
            var writer = SpoolRecords.Session(_writer.Reserve(SpoolRecords.SessionSize(session)), number, session);
            _writer.Commit(writer.Length);
            session.Scratch.Mark = _writer.Mark(number);
            return number;
        }

        return (int)session.Scratch.Mark;
    }

    private int Register(AuditTemplate template)
    {
        ref var shared = ref template.Scratch.Marks[Number & 7];
        var mark = Volatile.Read(ref shared);
        if (!_writer.IsCurrent(mark))
        {
            var number = _writer.Registrations++;
            var size = SpoolRecords.TemplateSize(template, _textLimit, _listLimit);
            var writer = SpoolRecords.Template(_writer.Reserve(size), number, template, _textLimit, _listLimit);
            _writer.Commit(writer.Length);
            mark = _writer.Mark(number);
            Volatile.Write(ref shared, mark);
        }

        return (int)mark;
    }

    /// <summary>Takes the next segment, unless this one holds nothing but what was carried into it.</summary>
    private bool TryBegin()
    {
        if (_writer.Position <= _carried || !_writer.TryBegin())
        {
            return false;
        }

        CarryOpen();
        _carried = _writer.Position;
        return true;
    }

    /// <summary>
    /// Copies records that are still open into the current segment, the oldest segment's first, up to half of it. What remains
    /// keeps its segment from being given back and is first at the next change.
    /// </summary>
    private void CarryOpen()
    {
        while (Oldest() is { } oldest && oldest != _writer.Segment)
        {
            foreach (ref var slot in _open.Slots)
            {
                if (slot.Segment == oldest && !Carry(ref slot))
                {
                    return;
                }
            }
        }
    }

    private bool Carry(ref OpenStatement slot)
    {
        var size = slot.Length + SpoolRecords.SessionSize(slot.Session!) + SpoolRecords.TemplateSize(slot.Template!, _textLimit, _listLimit);
        if (_writer.Position + size > _writer.Segment.Size / 2)
        {
            return false;
        }

        var session = Register(slot.Session!);
        var template = Register(slot.Template!);
        var record = _writer.Reserve(slot.Length);
        if (RandomAccess.Read(slot.Segment!.File, record, slot.Offset) != record.Length)
        {
            throw new AuditFault($"the spool segment `{slot.Segment.Path}` was cut short by somebody else");
        }

        record[SpoolFormat.KindOffset] = (byte)SpoolRecordKind.Carry;
        BitConverter.TryWriteBytes(record[SpoolFormat.SessionOffset..], session);
        BitConverter.TryWriteBytes(record[SpoolFormat.TemplateOffset..], template);
        (slot.Segment, slot.Offset) = (_writer.Segment, _writer.Position);
        _writer.Commit(record.Length);
        return true;
    }

    private SpoolSegment? Oldest()
    {
        SpoolSegment? oldest = null;
        foreach (ref var slot in _open.Slots)
        {
            if (slot.Segment is { } segment && (oldest is null || segment.Sequence < oldest.Sequence))
            {
                oldest = segment;
            }
        }

        return oldest;
    }

    /// <summary>True when the statement may go on unrecorded.</summary>
    private bool Lose(bool forwarded)
    {
        if (_ended)
        {
            return false;
        }

        var goesOn = forwarded && _alarms;
        if (_losses.Count(goesOn || !forwarded, _clock.UtcTicks))
        {
            SpoolRecords.Gap(_writer.Reserve(SpoolFormat.GapSize), true, _pool.NextOpened(), _clock.UtcTicks, _losses.Since, 0, 0);
            _writer.Commit(SpoolFormat.GapSize);
        }

        return goesOn;
    }

    /// <summary>Tells what was lost, at most once a second: a session over its share must not fill the spool with gap records.</summary>
    private void RecordLosses(bool atOnce = false)
    {
        if (_losses.IsAny && (atOnce || _clock.UtcTicks - _losses.Since >= TimeSpan.TicksPerSecond))
        {
            var (since, lost, refused) = _losses.Take();
            SpoolRecords.Gap(_writer.Reserve(SpoolFormat.GapSize), false, _pool.NextOpened(), _clock.UtcTicks, since, lost, refused);
            _writer.Commit(SpoolFormat.GapSize);
        }
    }
}
