using System.Buffers.Binary;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>What the first message of a connection is; its code stands where StartupMessage has the version.</summary>
public enum StartupRequestKind
{
    Startup,
    Cancel,
    Ssl,
    GssEncryption,
}

/// <summary>SSLRequest, GSSENCRequest and CancelRequest: Int32 length, Int32 code, for CancelRequest process id and secret.</summary>
public static class StartupRequest
{
    private const int CancelCode = (1234 << 16) | 5678;
    private const int SslCode = (1234 << 16) | 5679;
    private const int GssEncryptionCode = (1234 << 16) | 5680;

    public static ReadOnlySpan<byte> Ssl => [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

    public static ReadOnlySpan<byte> GssEncryption => [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x30];

    /// <summary>Says what the payload is; a request other than Startup and Cancel must have nothing behind its code.</summary>
    public static StartupRequestKind ReadKind(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var kind = reader.ReadInt32() switch
        {
            SslCode => StartupRequestKind.Ssl,
            GssEncryptionCode => StartupRequestKind.GssEncryption,
            CancelCode => StartupRequestKind.Cancel,
            _ => StartupRequestKind.Startup,
        };
        if (kind is StartupRequestKind.Ssl or StartupRequestKind.GssEncryption)
        {
            reader.ExpectEnd("a request for encryption");
        }

        return kind;
    }

    /// <summary>Reads a CancelRequest. The secret may have up to 256 bytes since protocol 3.2; ours have 4, others match no session.</summary>
    /// <returns>False when the secret is not one of ours by its length.</returns>
    public static bool TryReadCancel(ReadOnlySpan<byte> payload, out int processId, out int secret)
    {
        var reader = new WireReader(payload);
        reader.ReadInt32();
        processId = reader.ReadInt32();
        var key = reader.ReadBytes(reader.Remaining);
        if (key.Length is < 4 or > 256)
        {
            WireFault.Throw("a CancelRequest with an impossible key");
        }

        secret = BinaryPrimitives.ReadInt32BigEndian(key);
        return key.Length == 4;
    }

    public static void WriteCancel(WireBuffer buffer, int processId, int secret)
    {
        buffer.WriteInt32(16);
        buffer.WriteInt32(CancelCode);
        buffer.WriteInt32(processId);
        buffer.WriteInt32(secret);
    }
}
