using System.Buffers.Binary;

namespace ProxyDb.Samples.TdsServer.Wire;

/// <summary>Options of PRELOGIN.</summary>
internal sealed record PreloginMessage(byte Encryption, bool AsksMars, IReadOnlyList<byte> Options)
{
    public const byte Off = 0, On = 1, NotSupported = 2, Required = 3;

    public static PreloginMessage Read(ReadOnlySpan<byte> bytes)
    {
        byte encryption = NotSupported;
        var mars = false;
        var options = new List<byte>();
        for (var at = 0; ; at += 5)
        {
            if (at >= bytes.Length)
                throw ProtocolError.EndedEarly();
            var token = bytes[at];
            if (token == 0xFF)
                break;
            if (at + 5 > bytes.Length)
                throw ProtocolError.EndedEarly();
            int offset = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 1)..]), length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 3)..]);
            if (offset + length > bytes.Length || (options.Count == 0 && token != 0))
                throw ProtocolError.EndedEarly();
            options.Add(token);
            if (token == 1 && length > 0)
                encryption = bytes[offset];
            if (token == 4 && length > 0)
                mars = bytes[offset] != 0;
        }

        return new PreloginMessage(encryption, mars, options);
    }

    /// <param name="version">Major, minor and build, in network order.</param>
    public static byte[] Answer(Version version, byte encryption) =>
    [
        0, 0, 26, 0, 6, 1, 0, 32, 0, 1, 2, 0, 33, 0, 1, 3, 0, 34, 0, 0, 4, 0, 34, 0, 1, 0xFF,
        (byte)version.Major, (byte)version.Minor, (byte)(version.Build >> 8), (byte)version.Build, 0, 0, encryption, 0, 0,
    ];
}
