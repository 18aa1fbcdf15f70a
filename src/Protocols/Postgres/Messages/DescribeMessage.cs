using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>Describe ('D'): Byte1 'S' (statement) or 'P' (portal), String name.</summary>
public readonly ref struct DescribeMessage(TargetKind target, ReadOnlySpan<byte> name)
{
    public TargetKind Target { get; } = target;

    public ReadOnlySpan<byte> Name { get; } = name;

    public static DescribeMessage Read(ReadOnlySpan<byte> payload, WireLimits? limits = null)
    {
        var target = MessageTarget.Read(payload, limits, "Describe", out var name);
        return new DescribeMessage(target, name);
    }

    public static void Write(WireBuffer buffer, TargetKind target, ReadOnlySpan<byte> name) =>
        MessageTarget.Write(buffer, ClientMessageKind.Describe, target, name);
}
