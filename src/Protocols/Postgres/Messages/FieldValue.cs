using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>A value of Bind or DataRow: Int32 length (-1: NULL), bytes.</summary>
internal static class FieldValue
{
    public static void Skip(scoped ref WireReader reader) => Read(ref reader, out _);

    public static ReadOnlySpan<byte> Read(scoped ref WireReader reader, out bool isNull)
    {
        var length = reader.ReadInt32();
        isNull = length == -1;
        return isNull ? default : reader.ReadBytes(length);
    }
}
