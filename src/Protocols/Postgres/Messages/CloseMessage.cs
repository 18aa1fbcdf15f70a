using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>Close ('C'): Byte1 'S' (statement) or 'P' (portal), String name.</summary>
public readonly ref struct CloseMessage(TargetKind target, ReadOnlySpan<byte> name)
{
    public TargetKind Target { get; } = target;

    public ReadOnlySpan<byte> Name { get; } = name;

    public static CloseMessage Read(ReadOnlySpan<byte> payload, WireLimits? limits = null)
    {
        var target = MessageTarget.Read(payload, limits, "Close", out var name);
        return new CloseMessage(target, name);
    }

    public static void Write(WireBuffer buffer, TargetKind target, ReadOnlySpan<byte> name) =>
        MessageTarget.Write(buffer, ClientMessageKind.Close, target, name);
}
