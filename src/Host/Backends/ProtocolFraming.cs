using System.Buffers;
using System.Net.Security;
using System.Security.Authentication;
using ProxyDb.Host.Network;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Host.Backends;

/// <summary>A protocol's way of starting TLS, as the network takes it.</summary>
public sealed class ProtocolFraming : ITlsFraming
{
    private readonly IHandshakeFraming _framing;
    private readonly WireBuffer _buffer = new();

    private ProtocolFraming(IHandshakeFraming framing) => _framing = framing;

    /// <summary>Null: the handshake travels bare.</summary>
    public static ITlsFraming? Of(TlsTraits traits) => traits.Framing is { } framing ? new ProtocolFraming(framing) : null;

    /// <summary>The options of a listener or cluster, as far as the protocol narrows them.</summary>
    public static SslServerAuthenticationOptions Narrow(SslServerAuthenticationOptions options, TlsTraits traits)
    {
        if (!traits.Only12 && traits.ApplicationProtocol is null)
        {
            return options;
        }

        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = options.ServerCertificateContext,
            EnabledSslProtocols = traits.Only12 ? SslProtocols.Tls12 : options.EnabledSslProtocols,
            ClientCertificateRequired = options.ClientCertificateRequired,
            CertificateChainPolicy = options.CertificateChainPolicy,
            RemoteCertificateValidationCallback = options.RemoteCertificateValidationCallback,
            ApplicationProtocols = ProtocolsOf(traits),

            // A resumed handshake ends with the client's turn: its first bare record could come before we know.
            AllowTlsResume = false,
        };
    }

    /// <summary>Likewise for a connection to a server; the options are this connection's own.</summary>
    public static SslClientAuthenticationOptions Narrow(SslClientAuthenticationOptions options, TlsTraits traits)
    {
        options.EnabledSslProtocols = traits.Only12 ? SslProtocols.Tls12 : options.EnabledSslProtocols;
        options.ApplicationProtocols = ProtocolsOf(traits);
        options.AllowTlsResume &= !traits.Only12;
        return options;
    }

    public int Unwrap(ReadOnlySpan<byte> received, IBufferWriter<byte> records)
    {
        _buffer.Clear();
        try
        {
            var taken = _framing.Unwrap(received, _buffer);
            records.Write(_buffer.Written);
            return taken;
        }
        catch (WireFault)
        {
            return ITlsFraming.Malformed;
        }
    }

    public void Wrap(ReadOnlySpan<byte> records, IBufferWriter<byte> travelling)
    {
        _buffer.Clear();
        _framing.Wrap(records, _buffer);
        travelling.Write(_buffer.Written);
    }

    private static List<SslApplicationProtocol>? ProtocolsOf(TlsTraits traits) =>
        traits.ApplicationProtocol is { } name ? [new SslApplicationProtocol(name)] : null;
}
