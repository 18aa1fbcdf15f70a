using System.Text;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>ParameterStatus ('S'): String name, String value of a setting the server reports.</summary>
public readonly ref struct ParameterStatusMessage(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
{
    public ReadOnlySpan<byte> Name { get; } = name;

    public ReadOnlySpan<byte> Value { get; } = value;

    public static ParameterStatusMessage Read(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var name = reader.ReadCString();
        var value = reader.ReadCString();
        reader.ExpectEnd("ParameterStatus");
        return new ParameterStatusMessage(name, value);
    }

    public static void Write(WireBuffer buffer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var mark = buffer.Begin((byte)ServerMessageKind.ParameterStatus);
        FrameWriter.WriteField(buffer, name);
        FrameWriter.WriteField(buffer, value);
        buffer.End(mark);
    }

    public static void Write(WireBuffer buffer, string name, string value) =>
        Write(buffer, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
}
