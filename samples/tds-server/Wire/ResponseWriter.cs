using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Wire;

/// <summary>Tokens of an answer. The last DONE is kept back until it is known whether another token follows it.</summary>
internal sealed class ResponseWriter(PacketWriter packets)
{
    private const int More = 1, Error = 2, Count = 0x10, InBatchedRpc = 0x80;
    private (byte Token, int Status, ushort Command, long Count)? _pending;

    public PacketWriter Packets => packets;

    /// <summary>Of the client's version (<see cref="TdsVersion.Rank"/>).</summary>
    public int Rank { get; set; } = TdsVersion.Rank(TdsVersion.V74);

    public bool HasUtf8 { get; set; }

    public string ServerName { get; set; } = "SAMPLE";

    /// <summary>Begins a token.</summary>
    public PacketWriter Token(byte token)
    {
        WritePending(More);
        packets.Byte(token);
        return packets;
    }

    /// <param name="token">0xFD DONE, 0xFE DONEPROC, 0xFF DONEINPROC.</param>
    public void Done(byte token, DoneCommand command, long? count, bool isError = false, bool isAttention = false)
    {
        WritePending(More);
        _pending = (token, (isError ? Error : 0) | (count is null ? 0 : Count) | (isAttention ? 0x20 : 0), (ushort)command, count ?? 0);
    }

    /// <summary>Writes tokens that must stand directly before the last DONE.</summary>
    public void InsertBeforeDone(Action write)
    {
        var last = _pending;
        _pending = null;
        write();
        _pending = last;
    }

    /// <summary>Whole tokens, as they are.</summary>
    public void TokenBytes(ReadOnlySpan<byte> tokens)
    {
        WritePending(More);
        packets.Bytes(tokens);
    }

    /// <summary>The DONEPROC just written is followed by the answer of another RPC of the same message.</summary>
    public void MarkBatchedRpc()
    {
        if (_pending is { } done)
            _pending = done with { Status = done.Status | InBatchedRpc };
    }

    /// <summary>Ends the message; an answer without any DONE gets one.</summary>
    public void End()
    {
        if (_pending is null)
            Done(0xFD, DoneCommand.None, null);
        WritePending(0);
        packets.End();
    }

    private void WritePending(int more)
    {
        if (_pending is not { } done)
            return;
        _pending = null;
        packets.Byte(done.Token);
        packets.UInt16(done.Status | more);
        packets.UInt16(done.Command);
        if (Rank >= TdsVersion.Rank72)
            packets.Int64(done.Count);
        else
            packets.Int32((int)done.Count);
    }

    public void Message(SqlMessage message)
    {
        var w = Token(message.IsError ? (byte)0xAA : (byte)0xAB);
        var text = message.Text.Length > 2048 ? message.Text[..2048] : message.Text;
        var procedure = message.Procedure.Length > 128 ? message.Procedure[..128] : message.Procedure;
        w.UInt16(4 + 1 + 1 + 2 + (text.Length * 2) + 1 + (ServerName.Length * 2) + 1 + (procedure.Length * 2) + (Rank >= TdsVersion.Rank72 ? 4 : 2));
        w.Int32(message.Number);
        w.Byte(message.State);
        w.Byte(message.Class);
        w.Text(text);
        w.ShortText(ServerName);
        w.ShortText(procedure);
        if (Rank >= TdsVersion.Rank72)
            w.Int32(message.Line);
        else
            w.UInt16(message.Line);
    }

    public void EnvironmentText(byte type, string now, string before)
    {
        var w = Token(0xE3);
        w.UInt16(1 + 1 + (now.Length * 2) + 1 + (before.Length * 2));
        w.Byte(type);
        w.ShortText(now);
        w.ShortText(before);
    }

    public void EnvironmentBytes(byte type, ReadOnlySpan<byte> now, ReadOnlySpan<byte> before)
    {
        var w = Token(0xE3);
        w.UInt16(1 + 1 + now.Length + 1 + before.Length);
        w.Byte(type);
        w.Byte((byte)now.Length);
        w.Bytes(now);
        w.Byte((byte)before.Length);
        w.Bytes(before);
    }

    /// <summary>ENVCHANGE 20.</summary>
    public void Route(string host, int port)
    {
        var w = Token(0xE3);
        var length = 1 + 2 + 2 + (host.Length * 2);
        w.UInt16(1 + 2 + length + 2);
        w.Byte(20);
        w.UInt16(length);
        w.Byte(0);
        w.UInt16(port);
        w.Text(host);
        w.UInt16(0);
    }

    public void UserType(SqlType type)
    {
        var value = type.Name is SqlTypeName.RowVersion ? 0x50 : 0;
        if (Rank >= TdsVersion.Rank72)
            packets.Int32(value);
        else
            packets.UInt16(value);
    }

    public ColumnWriter Column(SqlType type, bool isNullable) => new(type, isNullable, Rank, HasUtf8);
}
