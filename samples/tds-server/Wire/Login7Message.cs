using System.Text;

namespace ProxyDb.Samples.TdsServer.Wire;

/// <summary>LOGIN7.</summary>
internal sealed record Login7Message(uint Version, int PacketSize, byte Flags1, byte Flags2, byte TypeFlags, byte Flags3)
{
    public string HostName { get; private init; } = "";

    public string User { get; private init; } = "";

    public string Password { get; private init; } = "";

    public string ProgramName { get; private init; } = "";

    public string ServerName { get; private init; } = "";

    public string Language { get; private init; } = "";

    public string Database { get; private init; } = "";

    public string NewPassword { get; private init; } = "";

    /// <summary>FeatureExt: id and data.</summary>
    public IReadOnlyList<(byte Id, byte[] Data)> Features { get; private init; } = [];

    public bool UsesWindows => (Flags2 & 0x80) != 0;

    public bool ChangesPassword => (Flags3 & 1) != 0;

    /// <summary>fODBC, or fOLEDB.</summary>
    public bool HasAnsiDefaults => (Flags2 & 2) != 0 || (TypeFlags & 0x10) != 0;

    public static Login7Message Read(byte[] bytes)
    {
        var length = bytes.Length >= 36 ? BitConverter.ToUInt32(bytes) : 0;
        if (length < 86 || length > bytes.Length || length > 128 * 1024)
            throw ProtocolError.EndedEarly();
        return new Login7Message(BitConverter.ToUInt32(bytes, 4), BitConverter.ToInt32(bytes, 8), bytes[24], bytes[25], bytes[26], bytes[27])
        {
            HostName = Text(bytes, 36),
            User = Text(bytes, 40),
            Password = Secret(bytes, 44),
            ProgramName = Text(bytes, 48),
            ServerName = Text(bytes, 52),
            Language = Text(bytes, 64),
            Database = Text(bytes, 68),
            NewPassword = (bytes[27] & 1) != 0 && length >= 94 ? Secret(bytes, 86) : "",
            Features = (bytes[27] & 0x10) != 0 ? ReadFeatures(bytes) : [],
        };
    }

    private static ReadOnlySpan<byte> Field(byte[] bytes, int at)
    {
        int offset = BitConverter.ToUInt16(bytes, at), length = BitConverter.ToUInt16(bytes, at + 2) * 2;
        if (length == 0)
            return [];
        return offset + length <= bytes.Length ? bytes.AsSpan(offset, length) : throw ProtocolError.EndedEarly();
    }

    private static string Text(byte[] bytes, int at) => Encoding.Unicode.GetString(Field(bytes, at));

    private static string Secret(byte[] bytes, int at)
    {
        var hidden = Field(bytes, at).ToArray();
        for (var i = 0; i < hidden.Length; i++)
        {
            var b = hidden[i] ^ 0xA5;
            hidden[i] = (byte)((b << 4) | (b >> 4));
        }

        return Encoding.Unicode.GetString(hidden);
    }

    private static List<(byte, byte[])> ReadFeatures(byte[] bytes)
    {
        int pointer = BitConverter.ToUInt16(bytes, 56);
        if (pointer + 4 > bytes.Length)
            throw ProtocolError.EndedEarly();
        var at = BitConverter.ToInt32(bytes, pointer);
        if (at < 0 || at > bytes.Length)
            throw ProtocolError.EndedEarly();
        var reader = new ByteReader(bytes, at, bytes.Length);
        var features = new List<(byte, byte[])>();
        for (byte id; (id = reader.Byte()) != 0xFF;)
            features.Add((id, reader.Bytes(reader.Int32()).ToArray()));
        return features;
    }
}
