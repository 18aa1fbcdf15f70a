using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds.Messages;

namespace ProxyDb.Protocols.Tds;

/// <summary>What follows PRELOGIN.</summary>
internal enum EncryptionOutcome
{
    /// <summary>LOGIN7 comes in clear, or under TLS that is there already.</summary>
    None,

    /// <summary>TLS for the whole session.</summary>
    Full,

    /// <summary>TLS for the packet with the login.</summary>
    LoginOnly,

    /// <summary>The client will close, or has to: it cannot do what the listener demands, or the other way round.</summary>
    Impossible,
}

/// <summary>The table of encryption of MS-TDS §2.2.6.5, of a listener's mode and what a client says.</summary>
internal static class EncryptionAnswer
{
    public static (PreLoginEncryption Answer, EncryptionOutcome Outcome) Decide(ClientTls mode, PreLogin client, bool isTls)
    {
        var asked = client.Encryption ?? PreLoginEncryption.NotSupported;
        if (isTls)
        {
            // TDS 8.0: neither side looks at it.
            return (PreLoginEncryption.NotSupported, EncryptionOutcome.None);
        }

        return mode switch
        {
            ClientTls.Disable when asked is PreLoginEncryption.On or PreLoginEncryption.Required || client.HasClientCertificate =>
                (PreLoginEncryption.NotSupported, EncryptionOutcome.Impossible),
            ClientTls.Disable => (PreLoginEncryption.NotSupported, EncryptionOutcome.None),
            _ when asked == PreLoginEncryption.NotSupported && client.HasClientCertificate =>
                (PreLoginEncryption.Required, EncryptionOutcome.Impossible),
            ClientTls.Prefer or ClientTls.LoginOnly when asked == PreLoginEncryption.NotSupported =>
                (PreLoginEncryption.NotSupported, EncryptionOutcome.None),
            _ when asked == PreLoginEncryption.NotSupported => (PreLoginEncryption.Required, EncryptionOutcome.Impossible),
            ClientTls.LoginOnly when asked == PreLoginEncryption.Off => (PreLoginEncryption.Off, EncryptionOutcome.LoginOnly),
            _ when asked == PreLoginEncryption.Off => (PreLoginEncryption.Required, EncryptionOutcome.Full),
            _ => (PreLoginEncryption.On, EncryptionOutcome.Full),
        };
    }
}
