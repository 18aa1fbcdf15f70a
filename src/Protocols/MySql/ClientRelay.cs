using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// Shows a client its answer. Packets that keep their number go by as runs of the bytes that came; where something was left out, put
/// in or changed before them they are numbered anew.
/// </summary>
internal sealed class ClientRelay(ConversationState state)
{
    /// <summary>How much is written before it is given away.</summary>
    private const int WrittenMost = 32 << 10;

    private readonly WireBuffer _written = new(1024);
    private int _from;
    private int _to;
    private bool _isInRun;
    private byte _next;

    /// <summary>Sequence id of the next packet to the client.</summary>
    public byte Next
    {
        get => _next;
        set => _next = value;
    }

    /// <summary>Shows the packet, or what is there of it; <see cref="PassRest"/> goes on with it.</summary>
    public void Pass(in ServerPacket packet) => Pass(packet.Bytes, packet.Position, packet.Length, packet.Available, packet.Sequence);

    /// <summary>The header of a packet that only continues the one before, likewise.</summary>
    public void PassContinuation(ReadOnlySpan<byte> bytes, int position, int length, byte sequence) =>
        Pass(bytes, position, length, 0, sequence);

    /// <summary>Shows more of the last packet.</summary>
    public void PassRest(ReadOnlySpan<byte> bytes, int position, int count)
    {
        if (_isInRun)
        {
            Extend(bytes, position, position + count);
        }
        else
        {
            Write(bytes.Slice(position, count));
        }
    }

    /// <summary>Begins a packet of ours behind what was shown; ended by <see cref="End"/> with the mark.</summary>
    public WireBuffer Begin(ReadOnlySpan<byte> bytes, out int mark)
    {
        FlushRun(bytes);
        mark = FrameWriter.Begin(_written);
        return _written;
    }

    public void End(int mark) => FrameWriter.End(_written, mark, ref _next);

    /// <summary>An error of ours.</summary>
    public void WriteError(ReadOnlySpan<byte> bytes, Denial denial)
    {
        FlushRun(bytes);
        ErrorWriter.Write(_written, ref _next, denial);
    }

    /// <summary>An end of file in the client's own form.</summary>
    public void WriteEnd(ReadOnlySpan<byte> bytes, in OkPacket end)
    {
        var buffer = Begin(bytes, out var mark);
        if (state.Session.DeprecatesEof)
        {
            end.Write(buffer, OkPacket.EndOfRowsHeader, state.Session.Capabilities);
        }
        else
        {
            new EofPacket(end.Warnings, end.Status).Write(buffer);
        }

        End(mark);
    }

    /// <summary>A whole packet that was kept: header and payload.</summary>
    public void PassKept(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> payload)
    {
        FlushRun(bytes);
        FrameWriter.Write(_written, ref _next, payload);
    }

    /// <summary>Gives away everything; what was read is not there any more afterwards.</summary>
    public void Flush(ReadOnlySpan<byte> bytes)
    {
        FlushRun(bytes);
        FlushWritten();
    }

    /// <summary>The lease has ended in the midst of an answer.</summary>
    public void Reset()
    {
        (_from, _to) = (0, 0);
        _written.Clear();
    }

    private void Pass(ReadOnlySpan<byte> bytes, int position, int length, int available, byte sequence)
    {
        _isInRun = sequence == _next;
        _next++;
        if (_isInRun)
        {
            FlushWritten();
            Extend(bytes, position, position + FrameReader.HeaderLength + available);
            return;
        }

        FlushRun(bytes);
        FrameWriter.WriteHeader(_written, length, (byte)(_next - 1));
        Write(bytes.Slice(position + FrameReader.HeaderLength, available));
    }

    private void Extend(ReadOnlySpan<byte> bytes, int from, int to)
    {
        if (_from == _to)
        {
            _from = from;
        }
        else if (_to != from)
        {
            FlushRun(bytes);
            _from = from;
        }

        _to = to;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _written.WriteBytes(bytes);
        if (_written.Length > WrittenMost)
        {
            FlushWritten();
        }
    }

    private void FlushRun(ReadOnlySpan<byte> bytes)
    {
        if (_from < _to)
        {
            state.Gateway.ToClient(bytes[_from.._to]);
        }

        (_from, _to) = (0, 0);
    }

    private void FlushWritten()
    {
        if (_written.Length > 0)
        {
            state.Gateway.ToClient(_written.Written);
            _written.Clear();
        }
    }
}
