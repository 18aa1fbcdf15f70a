using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds.Conversations;

/// <summary>Requests and answers as clients and servers write them, in one version.</summary>
internal sealed class TdsBytes(TdsVersion version, int packetSize = 4096)
{
    public TdsVersion Version => version;

    public byte[] Batch(string text, PacketStatus status = PacketStatus.None, ulong transaction = 0) =>
        Request(MessageKind.SqlBatch, System.Text.Encoding.Unicode.GetBytes(text), status, transaction);

    public byte[] Request(MessageKind kind, byte[] body, PacketStatus status = PacketStatus.None, ulong transaction = 0)
    {
        var buffer = new WireBuffer();
        var mark = FrameWriter.Begin(buffer);
        AllHeaders.Write(buffer, version, transaction);
        buffer.WriteBytes(body);
        FrameWriter.End(buffer, mark, kind, packetSize, status);
        return buffer.Written.ToArray();
    }

    /// <summary>One RPC request of calls, see <see cref="Call(int, byte[][])"/>.</summary>
    public byte[] Rpc(params byte[][] calls) => Rpc(PacketStatus.None, calls);

    public byte[] Rpc(PacketStatus status, params byte[][] calls) =>
        Request(MessageKind.Rpc, [.. calls.SelectMany((c, i) => i == 0 ? c : [(byte)(version.IsAtLeast72() ? 0xff : 0x80), .. c])], status);

    public static byte[] Call(int procedure, params byte[][] parameters) =>
        [0xff, 0xff, (byte)procedure, 0, 0, 0, .. parameters.SelectMany(p => p)];

    public static byte[] CallWithoutMetadata(int procedure, params byte[][] parameters) =>
        [0xff, 0xff, (byte)procedure, 0, 2, 0, .. parameters.SelectMany(p => p)];

    public static byte[] Call(string name, params byte[][] parameters) =>
        [(byte)name.Length, 0, .. System.Text.Encoding.Unicode.GetBytes(name), 0, 0, .. parameters.SelectMany(p => p)];

    public static byte[] Text(string? text, string name = "", bool isOutput = false)
    {
        var buffer = Head(name, isOutput);
        buffer.WriteByte((byte)TdsType.NVarChar);
        buffer.WriteUInt16(8000);
        buffer.WriteBytes([9, 4, 0xd0, 0, 0x34]);
        buffer.WriteUInt16(text is null ? ushort.MaxValue : 2 * text.Length);
        buffer.WriteUnicode(text);
        return buffer.Written.ToArray();
    }

    /// <summary>nvarchar(max) in chunks of one unit and a half.</summary>
    public static byte[] LongText(string text, string name = "")
    {
        var buffer = Head(name, isOutput: false);
        buffer.WriteByte((byte)TdsType.NVarChar);
        buffer.WriteUInt16(ushort.MaxValue);
        buffer.WriteBytes([9, 4, 0xd0, 0, 0x34]);
        buffer.WriteUInt64(ulong.MaxValue - 1);
        foreach (var chunk in System.Text.Encoding.Unicode.GetBytes(text).Chunk(3))
        {
            buffer.WriteUInt32((uint)chunk.Length);
            buffer.WriteBytes(chunk);
        }

        buffer.WriteUInt32(0);
        return buffer.Written.ToArray();
    }

    public static byte[] NText(string text, string name = "")
    {
        var buffer = Head(name, isOutput: false);
        buffer.WriteByte((byte)TdsType.NText);
        buffer.WriteUInt32((uint)(2 * text.Length));
        buffer.WriteBytes([9, 4, 0xd0, 0, 0x34]);
        buffer.WriteUInt32((uint)(2 * text.Length));
        buffer.WriteUnicode(text);
        return buffer.Written.ToArray();
    }

    public static byte[] Narrow(byte[] text, byte[] collation, string name = "")
    {
        var buffer = Head(name, isOutput: false);
        buffer.WriteByte((byte)TdsType.VarChar);
        buffer.WriteUInt16(8000);
        buffer.WriteBytes(collation);
        buffer.WriteUInt16(text.Length);
        buffer.WriteBytes(text);
        return buffer.Written.ToArray();
    }

    public static byte[] Int(int? value, string name = "", bool isOutput = false)
    {
        var buffer = Head(name, isOutput);
        buffer.WriteByte((byte)TdsType.IntN);
        buffer.WriteByte(4);
        buffer.WriteByte((byte)(value is null ? 0 : 4));
        if (value is { } number)
        {
            buffer.WriteUInt32((uint)number);
        }

        return buffer.Written.ToArray();
    }

    private static WireBuffer Head(string name, bool isOutput)
    {
        var buffer = new WireBuffer();
        buffer.WriteShortText(name);
        buffer.WriteByte((byte)(isOutput ? 1 : 0));
        return buffer;
    }

    /// <summary>One message of a server.</summary>
    public byte[] Answer(params byte[][] tokens)
    {
        var buffer = new WireBuffer();
        FrameWriter.Write(buffer, MessageKind.TabularResult, [.. tokens.SelectMany(t => t)], packetSize, PacketStatus.None, 77);
        return buffer.Written.ToArray();
    }

    public byte[] Done(DoneStatus status = DoneStatus.Final, int rows = 0, int command = 0xc1) => Done(TokenKind.Done, status, rows, command);

    public byte[] DoneProc(DoneStatus status = DoneStatus.Final) => Done(TokenKind.DoneProc, status, 0, 0xe0);

    public byte[] DoneInProc(int rows, int command = 0xc1) => Done(TokenKind.DoneInProc, DoneStatus.More | DoneStatus.Count, rows, command);

    public byte[] Done(TokenKind kind, DoneStatus status, int rows, int command)
    {
        var buffer = new WireBuffer();
        new DoneToken(kind, status, (ushort)command, (ulong)rows).Write(buffer, version);
        return buffer.Written.ToArray();
    }

    /// <summary>Acknowledges an Attention.</summary>
    public byte[] Acknowledgement() => Answer(Done(DoneStatus.Attention, 0, 0xfd));

    public static byte[] Status(int value = 0) => [0x79, .. BitConverter.GetBytes(value)];

    public byte[] Value(int ordinal, int? value, string name = "")
    {
        var buffer = new WireBuffer();
        ReturnValueToken.WriteInt32(buffer, version, (ushort)ordinal, System.Text.Encoding.Unicode.GetBytes(name), value);
        return buffer.Written.ToArray();
    }

    public byte[] Error(int number, string text = "words", int severity = 16)
    {
        var buffer = new WireBuffer();
        MessageToken.Write(buffer, version, TokenKind.Error, number, 1, (byte)severity, text, "server");
        return buffer.Written.ToArray();
    }

    public byte[] Info(int number, string text)
    {
        var buffer = new WireBuffer();
        MessageToken.Write(buffer, version, TokenKind.Info, number, 1, 0, text, "server");
        return buffer.Written.ToArray();
    }

    /// <summary>COLMETADATA of nvarchar columns.</summary>
    public byte[] Columns(params string[] names)
    {
        var buffer = new WireBuffer();
        buffer.WriteByte((byte)TokenKind.ColMetadata);
        buffer.WriteUInt16(names.Length);
        foreach (var name in names)
        {
            buffer.WriteBytes(new byte[version.UserTypeLength()]);
            buffer.WriteUInt16(9);
            buffer.WriteByte((byte)TdsType.NVarChar);
            buffer.WriteUInt16(200);
            buffer.WriteBytes([9, 4, 0xd0, 0, 0x34]);
            buffer.WriteShortText(name);
        }

        return buffer.Written.ToArray();
    }

    public static byte[] NoColumns() => [0x81, 0xff, 0xff];

    public static byte[] Row(params string[] values)
    {
        var buffer = new WireBuffer();
        buffer.WriteByte((byte)TokenKind.Row);
        foreach (var value in values)
        {
            buffer.WriteUInt16(2 * value.Length);
            buffer.WriteUnicode(value);
        }

        return buffer.Written.ToArray();
    }

    public static byte[] Change(EnvChangeKind kind, byte[] value, byte[] old) =>
        [0xe3, (byte)(3 + value.Length + old.Length), 0, (byte)kind, (byte)value.Length, .. value, (byte)old.Length, .. old];

    public static byte[] Begun(long descriptor) => Change(EnvChangeKind.BeginTransaction, BitConverter.GetBytes(descriptor), []);

    public static byte[] Committed(long descriptor) => Change(EnvChangeKind.CommitTransaction, [], BitConverter.GetBytes(descriptor));

    public static byte[] Database(string name)
    {
        var buffer = new WireBuffer();
        EnvChangeToken.WriteText(buffer, EnvChangeKind.Database, name, "shop");
        return buffer.Written.ToArray();
    }

    public static byte[] ResetDone() => [0xe3, 3, 0, 18, 0, 0];

    /// <summary>Body of a transaction request.</summary>
    public byte[] Transaction(TransactionRequestKind kind, params byte[] rest) =>
        Request(MessageKind.TransactionManager, [(byte)kind, 0, .. rest]);
}
