using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds.Messages;

/// <summary>What a side says of encryption in PRELOGIN (MS-TDS §2.2.6.5).</summary>
public enum PreLoginEncryption : byte
{
    /// <summary>The packet with the login only.</summary>
    Off = 0,
    On = 1,
    NotSupported = 2,
    Required = 3,
}

/// <summary>
/// PRELOGIN (MS-TDS §2.2.6.5): a directory of options with their places, big-endian, and then their data. The answer of a server is a
/// packet of the kind TABULAR_RESULT.
/// </summary>
/// <param name="Version">Major, minor, build (big-endian), sub-build.</param>
/// <param name="Encryption">Null: the option is not there.</param>
public sealed record PreLogin(PreLoginVersion Version, PreLoginEncryption? Encryption)
{
    private const byte VersionOption = 0;
    private const byte EncryptionOption = 1;
    private const byte InstanceOption = 2;
    private const byte ThreadOption = 3;
    private const byte MarsOption = 4;
    private const byte FedAuthOption = 6;
    private const byte Terminator = 0xff;

    /// <summary>Bytes of one entry of the directory.</summary>
    private const int EntryLength = 5;

    private const byte ClientCertificate = 0x80;
    private const byte Extended = 0x20;

    /// <summary>The instance that a client names, without its zero; null: none.</summary>
    public byte[]? Instance { get; init; }

    public uint? Thread { get; init; }

    public bool? Mars { get; init; }

    /// <summary>The client would prove itself by a certificate of TLS.</summary>
    public bool HasClientCertificate { get; init; }

    public byte? FedAuthRequired { get; init; }

    /// <exception cref="WireFault">Options outside of the message, twice, of a wrong length, or without the version.</exception>
    public static PreLogin Read(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty || payload[0] != VersionOption)
        {
            WireFault.Throw("a pre-login that does not begin with its version");
        }

        var message = new PreLogin(default, null);
        var directory = new FieldReader(payload);
        var seen = 0UL;
        for (var option = directory.ReadByte(); option != Terminator; option = directory.ReadByte())
        {
            if (option < 64 && (seen & (1UL << option)) != 0)
            {
                WireFault.Throw("a pre-login with an option twice");
            }

            seen |= option < 64 ? 1UL << option : 0;
            int offset = directory.ReadUInt16BigEndian();
            int length = directory.ReadUInt16BigEndian();
            if (length > 0 && offset + length > payload.Length)
            {
                WireFault.Throw("a pre-login with an option outside of it");
            }

            message = message.With(option, length == 0 ? default : payload.Slice(offset, length));
        }

        return message;
    }

    /// <summary>
    /// Writes the message as every client reads it: data in the order of the directory, without gaps (jTDS ignores the places). INSTOPT of a
    /// server is one zero, THREADID of a server has no data.
    /// </summary>
    /// <param name="isServer">An answer.</param>
    public void Write(WireBuffer buffer, bool isServer)
    {
        var instance = isServer ? 1 : Instance is null ? 0 : Instance.Length + 1;
        var thread = isServer || Thread is null ? 0 : 4;
        var offset = EntryLength * (2 + (instance > 0 ? 1 : 0) + (isServer || thread > 0 ? 1 : 0) + (Mars is null ? 0 : 1)) + 1;
        WriteEntry(buffer, VersionOption, PreLoginVersion.Size, ref offset);
        WriteEntry(buffer, EncryptionOption, 1, ref offset);
        if (instance > 0)
        {
            WriteEntry(buffer, InstanceOption, instance, ref offset);
        }

        if (isServer || thread > 0)
        {
            WriteEntry(buffer, ThreadOption, thread, ref offset);
        }

        if (Mars is not null)
        {
            WriteEntry(buffer, MarsOption, 1, ref offset);
        }

        buffer.WriteByte(Terminator);
        WriteData(buffer, isServer, thread > 0);
    }

    private static void WriteEntry(WireBuffer buffer, byte option, int length, ref int offset)
    {
        buffer.WriteByte(option);
        buffer.WriteUInt16BigEndian(offset);
        buffer.WriteUInt16BigEndian(length);
        offset += length;
    }

    private void WriteData(WireBuffer buffer, bool isServer, bool hasThread)
    {
        Version.Write(buffer);
        buffer.WriteByte((byte)((byte)(Encryption ?? PreLoginEncryption.NotSupported) | (HasClientCertificate ? ClientCertificate : 0)));
        if (isServer || Instance is not null)
        {
            buffer.WriteBytes(isServer ? [] : Instance);
            buffer.WriteByte(0);
        }

        if (hasThread)
        {
            buffer.WriteUInt32BigEndian(Thread!.Value);
        }

        if (Mars is { } mars)
        {
            buffer.WriteByte(mars ? (byte)1 : (byte)0);
        }
    }

    private PreLogin With(byte option, ReadOnlySpan<byte> data)
    {
        switch (option)
        {
            case VersionOption:
                return this with { Version = PreLoginVersion.Read(data) };
            case EncryptionOption:
                return WithEncryption(data);
            case InstanceOption:
                var end = data.IndexOf((byte)0);
                return this with { Instance = data[..(end < 0 ? data.Length : end)].ToArray() };
            case ThreadOption when data.Length == 4:
                return this with { Thread = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(data) };
            case MarsOption when data.Length > 0:
                return this with { Mars = data[0] != 0 };
            case FedAuthOption when data.Length > 0:
                return this with { FedAuthRequired = data[0] };
            default:
                return this;
        }
    }

    private PreLogin WithEncryption(ReadOnlySpan<byte> data)
    {
        if (data.Length != 1)
        {
            WireFault.Throw("a pre-login whose encryption is not one byte");
        }

        var value = (PreLoginEncryption)(data[0] & ~(ClientCertificate | Extended));
        if (value > PreLoginEncryption.Required)
        {
            WireFault.Throw("a pre-login with an encryption that the protocol does not know");
        }

        return this with { Encryption = value, HasClientCertificate = (data[0] & ClientCertificate) != 0 };
    }
}
