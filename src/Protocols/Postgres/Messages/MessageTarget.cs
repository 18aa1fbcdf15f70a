using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>What Describe and Close speak of.</summary>
public enum TargetKind : byte
{
    Statement = (byte)'S',
    Portal = (byte)'P',
}

/// <summary>The layout that Describe and Close share.</summary>
internal static class MessageTarget
{
    public static TargetKind Read(ReadOnlySpan<byte> payload, WireLimits? limits, string message, out ReadOnlySpan<byte> name)
    {
        var reader = new WireReader(payload);
        var target = (TargetKind)reader.ReadByte();
        if (target is not (TargetKind.Statement or TargetKind.Portal))
        {
            WireFault.Throw($"{message} of neither a statement nor a portal");
        }

        name = MessageName.Read(ref reader, limits ?? WireLimits.Default);
        reader.ExpectEnd(message);
        return target;
    }

    public static void Write(WireBuffer buffer, ClientMessageKind kind, TargetKind target, ReadOnlySpan<byte> name)
    {
        var mark = buffer.Begin((byte)kind);
        buffer.WriteByte((byte)target);
        FrameWriter.WriteField(buffer, name);
        buffer.End(mark);
    }
}
