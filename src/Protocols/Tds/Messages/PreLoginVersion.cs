using System.Globalization;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds.Messages;

/// <summary>The version of a client library or server in PRELOGIN: six bytes.</summary>
public readonly record struct PreLoginVersion(byte Major, byte Minor, ushort Build, ushort SubBuild)
{
    public const int Size = 6;

    public static PreLoginVersion Read(ReadOnlySpan<byte> data)
    {
        if (data.Length != Size)
        {
            WireFault.Throw("a pre-login whose version is not six bytes");
        }

        var reader = new FieldReader(data);
        return new PreLoginVersion(reader.ReadByte(), reader.ReadByte(), reader.ReadUInt16BigEndian(), reader.ReadUInt16());
    }

    /// <summary><c>15.0.4123</c>, more parts ignored; null: no version.</summary>
    public static PreLoginVersion? Parse(string text)
    {
        var parts = text.Split('.');
        if (parts.Length < 2 || !TryPart(parts[0], byte.MaxValue, out var major) || !TryPart(parts[1], byte.MaxValue, out var minor))
        {
            return null;
        }

        var build = 0;
        return parts.Length > 2 && !TryPart(parts[2], ushort.MaxValue, out build)
            ? null
            : new PreLoginVersion((byte)major, (byte)minor, (ushort)build, 0);
    }

    public void Write(WireBuffer buffer)
    {
        buffer.WriteByte(Major);
        buffer.WriteByte(Minor);
        buffer.WriteUInt16BigEndian(Build);
        buffer.WriteUInt16(SubBuild);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Build}");

    private static bool TryPart(string text, int most, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= most;
}
