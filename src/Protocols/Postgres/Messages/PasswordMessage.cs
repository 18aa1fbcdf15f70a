using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>PasswordMessage ('p'): String password, in clear or as md5 digest.</summary>
public readonly ref struct PasswordMessage(ReadOnlySpan<byte> password)
{
    public ReadOnlySpan<byte> Password { get; } = password;

    public static PasswordMessage Read(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var message = new PasswordMessage(reader.ReadCString());
        reader.ExpectEnd("PasswordMessage");
        return message;
    }

    public static void Write(WireBuffer buffer, ReadOnlySpan<byte> password)
    {
        var mark = buffer.Begin((byte)ClientMessageKind.Password);
        FrameWriter.WriteField(buffer, password);
        buffer.End(mark);
    }
}
