using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>Puts requests as a backend is to get them into <see cref="ConversationState.Payload"/>.</summary>
internal static class StatementWriter
{
    /// <summary>Most bytes of nvarchar without (max).</summary>
    private const int LongestPlain = 8000;

    /// <summary>Begins a request with the headers that the backend needs; returns the mark for its end.</summary>
    public static int Begin(ConversationState state)
    {
        state.Payload.Clear();
        var mark = FrameWriter.Begin(state.Payload);
        AllHeaders.Write(state.Payload, state.Session.Version, state.Backend!.TransactionDescriptor);
        return mark;
    }

    /// <summary>A whole SQLBatch of one of the gateway's own texts.</summary>
    public static void WriteBatch(WireBuffer buffer, BackendState backend, string text, PacketStatus first = PacketStatus.None)
    {
        var mark = FrameWriter.Begin(buffer);
        AllHeaders.Write(buffer, backend.Session.Version, backend.TransactionDescriptor);
        buffer.WriteUnicode(text);
        FrameWriter.End(buffer, mark, MessageKind.SqlBatch, backend.Session.PacketSize, first);
    }

    /// <summary>A secured text in the place of the client's.</summary>
    public static void WriteSecured(ConversationState state, JudgedText judged, SentText sent)
    {
        state.Scratch.Clear();
        SecuredText.Write(state.Scratch, state.Gateway, judged, sent);
        UnicodeText.Write(state.Payload, state.Scratch.Written);
    }

    /// <summary>Name and status of a parameter that has neither.</summary>
    public static void WriteParameterHead(WireBuffer buffer, ReadOnlySpan<byte> name = default, RpcParameterStatus status = RpcParameterStatus.None)
    {
        buffer.WriteByte((byte)(name.Length / 2));
        buffer.WriteBytes(name);
        buffer.WriteByte((byte)status);
    }

    /// <summary>TYPE_INFO and value of an integer; null: NULL.</summary>
    public static void WriteInteger(WireBuffer buffer, int? value)
    {
        buffer.WriteByte((byte)TdsType.IntN);
        buffer.WriteByte(sizeof(int));
        buffer.WriteByte((byte)(value is null ? 0 : sizeof(int)));
        if (value is { } number)
        {
            buffer.WriteUInt32((uint)number);
        }
    }

    /// <summary>TYPE_INFO and value of a text: nvarchar, or in the form of long texts that the version has.</summary>
    public static void WriteText(WireBuffer buffer, SessionState session, ReadOnlySpan<byte> utf8)
    {
        var length = LengthOf(utf8);
        var isLong = length > LongestPlain;
        var isPlp = isLong && session.Version.IsAtLeast72();
        buffer.WriteByte((byte)(isLong && !isPlp ? TdsType.NText : TdsType.NVarChar));
        if (isLong && !isPlp)
        {
            buffer.WriteUInt32((uint)length);
        }
        else
        {
            buffer.WriteUInt16(isPlp ? ushort.MaxValue : LongestPlain);
        }

        buffer.WriteUInt32(session.Collation.Info);
        buffer.WriteByte(session.Collation.SortId);
        if (isPlp)
        {
            buffer.WriteUInt64((ulong)length);
        }

        if (isLong)
        {
            buffer.WriteUInt32((uint)length);
        }
        else
        {
            buffer.WriteUInt16(length);
        }

        UnicodeText.Write(buffer, utf8);
        if (isPlp)
        {
            buffer.WriteUInt32(0);
        }
    }

    /// <summary>Bytes of a text in UTF-16.</summary>
    private static int LengthOf(ReadOnlySpan<byte> utf8) => 2 * System.Text.Encoding.UTF8.GetCharCount(utf8);
}
