using System.Text;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>
/// StartupMessage: Int32 protocol version (major in the upper 16 bits), then pairs of String name and String value, ended by a
/// zero byte.
/// </summary>
public readonly ref struct StartupMessage(int version, ReadOnlySpan<byte> parameters)
{
    public const int Version30 = 3 << 16;

    public int Version { get; } = version;

    public int Major => Version >> 16;

    public int Minor => Version & 0xffff;

    /// <summary>The pairs as they stand on the wire, without the ending zero.</summary>
    public ReadOnlySpan<byte> Parameters { get; } = parameters;

    public static StartupMessage Read(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var version = reader.ReadInt32();
        var start = reader.Rest;
        while (true)
        {
            var name = reader.ReadCString();
            if (name.IsEmpty)
            {
                break;
            }

            reader.ReadCString();
        }

        reader.ExpectEnd("StartupMessage");
        return new StartupMessage(version, start[..^1]);
    }

    /// <summary>The parameters in the order they were sent.</summary>
    /// <exception cref="WireFault">One of them is not valid UTF-8.</exception>
    public List<KeyValuePair<string, string>> ReadParameters()
    {
        var pairs = new List<KeyValuePair<string, string>>();
        var reader = new WireReader(Parameters);
        while (reader.Remaining > 0)
        {
            var name = reader.ReadCStringText();
            pairs.Add(new(name, reader.ReadCStringText()));
        }

        return pairs;
    }

    /// <summary>Writes protocol 3.0 with these parameters.</summary>
    public static void Write(WireBuffer buffer, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var mark = buffer.Length;
        buffer.WriteInt32(0);
        buffer.WriteInt32(Version30);
        foreach (var (name, value) in parameters)
        {
            if (name.Length == 0)
            {
                throw new ArgumentException("a start-up parameter without a name", nameof(parameters));
            }

            FrameWriter.WriteField(buffer, Encoding.UTF8.GetBytes(name));
            FrameWriter.WriteField(buffer, Encoding.UTF8.GetBytes(value));
        }

        buffer.WriteByte(0);
        buffer.End(mark);
    }
}
