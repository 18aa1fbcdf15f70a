using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>Which of the Authentication messages.</summary>
public enum AuthenticationKind
{
    Ok = 0,
    KerberosV5 = 2,
    CleartextPassword = 3,
    Md5Password = 5,
    Gss = 7,
    GssContinue = 8,
    Sspi = 9,
    Sasl = 10,
    SaslContinue = 11,
    SaslFinal = 12,
}

/// <summary>
/// Authentication* ('R'): Int32 kind, then nothing (Ok, CleartextPassword), Byte4 salt (Md5Password), a list of String ended by an
/// empty one (Sasl), or bytes of the mechanism (SaslContinue, SaslFinal).
/// </summary>
public readonly ref struct AuthenticationMessage(AuthenticationKind kind, ReadOnlySpan<byte> data)
{
    public AuthenticationKind Kind { get; } = kind;

    /// <summary>All behind the kind; checked for Ok, CleartextPassword, Md5Password and Sasl.</summary>
    public ReadOnlySpan<byte> Data { get; } = data;

    public static AuthenticationMessage Read(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var kind = (AuthenticationKind)reader.ReadInt32();
        var data = reader.Rest;
        switch (kind)
        {
            case AuthenticationKind.Ok or AuthenticationKind.CleartextPassword:
                reader.ExpectEnd("Authentication");
                break;
            case AuthenticationKind.Md5Password:
                reader.ReadBytes(4);
                reader.ExpectEnd("AuthenticationMD5Password");
                break;
            case AuthenticationKind.Sasl:
                while (!reader.ReadCString().IsEmpty)
                {
                }

                reader.ExpectEnd("AuthenticationSASL");
                break;
        }

        return new AuthenticationMessage(kind, data);
    }

    /// <summary>Whether the list of Sasl holds a mechanism.</summary>
    public bool Offers(ReadOnlySpan<byte> mechanism)
    {
        var reader = new WireReader(Data);
        while (true)
        {
            var offered = reader.ReadCString();
            if (offered.IsEmpty)
            {
                return false;
            }

            if (offered.SequenceEqual(mechanism))
            {
                return true;
            }
        }
    }

    public static void Write(WireBuffer buffer, AuthenticationKind kind, ReadOnlySpan<byte> data = default)
    {
        var mark = buffer.Begin((byte)ServerMessageKind.Authentication);
        buffer.WriteInt32((int)kind);
        buffer.WriteBytes(data);
        buffer.End(mark);
    }
}
