using System.Buffers.Binary;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Passes a server's message on to the client: packet by packet as it came, until something of it is left out, put in or changed; from there
/// on in packets of the gateway's own. A packet in which a token begins that is not decided yet is kept back until it is.
/// </summary>
internal sealed class ClientRelay(ConversationState state)
{
    private readonly WireBuffer _kept = new(8192);
    private readonly WireBuffer _anew = new(8192);
    private readonly WireBuffer _packet = new(8192);

    /// <summary>Place in the message, in bytes of payload, of what is kept.</summary>
    private long _keptFrom;
    private bool _isAnew;
    private bool _isOpen;
    private ushort _spid;
    private byte _id;

    /// <summary>A message begins.</summary>
    /// <param name="isShown">False: nothing of it goes to the client.</param>
    public void Begin(bool isShown)
    {
        _kept.Clear();
        _anew.Clear();
        (_isOpen, _isAnew, _keptFrom, _id) = (isShown, false, 0, 0);
    }

    /// <summary>A packet has come, whose tokens follow.</summary>
    /// <param name="at">Place of its payload in the message.</param>
    public void Open(ReadOnlySpan<byte> packet, in PacketHeader header, long at)
    {
        _spid = header.Spid;
        if (!_isOpen || _isAnew)
        {
            return;
        }

        if (header.Length > state.Session.PacketSize)
        {
            BecomeAnew(at);
            return;
        }

        _id = header.Id;
        var start = _kept.Length;
        _kept.WriteBytes(packet);
        _kept.WrittenSpan[start + 1] &= (byte)PacketStatus.EndOfMessage;
    }

    /// <summary>A whole token passes, or a piece of one that is not kept together.</summary>
    public void Pass(ReadOnlySpan<byte> bytes)
    {
        if (_isOpen && _isAnew)
        {
            _anew.WriteBytes(bytes);
            FlushFull();
        }
    }

    /// <summary>The token that begins at a place does not pass.</summary>
    public void Leave(long start) => Put(start, default);

    /// <summary>Before the token at a place, or instead of it when that is not passed, comes this.</summary>
    public void Put(long start, ReadOnlySpan<byte> bytes)
    {
        if (!_isOpen)
        {
            return;
        }

        BecomeAnew(start);
        _anew.WriteBytes(bytes);
        FlushFull();
    }

    /// <summary>The packet's tokens were told of.</summary>
    /// <param name="isDecided">False: it ends within a token that may still be changed.</param>
    public void Close(bool isDecided)
    {
        if (!_isOpen || _isAnew || !isDecided)
        {
            return;
        }

        _keptFrom += PayloadOf(_kept.Written);
        state.Gateway.ToClient(_kept.Written);
        _kept.Clear();
    }

    /// <summary>The message has ended.</summary>
    public void End()
    {
        if (!_isOpen)
        {
            return;
        }

        Close(isDecided: true);
        if (_isAnew)
        {
            Emit(_anew.Written, PacketStatus.EndOfMessage);
        }

        _isOpen = false;
    }

    private static int PayloadOf(ReadOnlySpan<byte> packets)
    {
        var length = 0;
        while (!packets.IsEmpty)
        {
            var packet = BinaryPrimitives.ReadUInt16BigEndian(packets[2..]);
            length += packet - PacketHeader.Size;
            packets = packets[packet..];
        }

        return length;
    }

    /// <summary>What is kept up to a place goes on in packets of our own.</summary>
    private void BecomeAnew(long upTo)
    {
        if (_isAnew)
        {
            return;
        }

        _isAnew = true;
        var packets = _kept.Written;
        var at = _keptFrom;
        while (!packets.IsEmpty && at < upTo)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(packets[2..]);
            var count = (int)Math.Min(upTo - at, length - PacketHeader.Size);
            _anew.WriteBytes(packets.Slice(PacketHeader.Size, count));
            at += count;
            packets = packets[length..];
        }

        _kept.Clear();
    }

    /// <summary>Sends full packets, but never the last bytes: those go with the end.</summary>
    private void FlushFull()
    {
        var room = state.Session.PacketSize - PacketHeader.Size;
        if (_anew.Length <= room)
        {
            return;
        }

        var sent = 0;
        for (; _anew.Length - sent > room; sent += room)
        {
            Emit(_anew.Written.Slice(sent, room), PacketStatus.None);
        }

        var rest = _anew.Length - sent;
        _anew.Written[sent..].CopyTo(_anew.WrittenSpan);
        _anew.Truncate(rest);
    }

    private void Emit(ReadOnlySpan<byte> payload, PacketStatus status)
    {
        _packet.Clear();
        new PacketHeader(MessageKind.TabularResult, status, PacketHeader.Size + payload.Length, _spid, ++_id).Write(_packet);
        _packet.WriteBytes(payload);
        state.Gateway.ToClient(_packet.Written);
    }
}
