using System.Security.Cryptography;
using System.Text;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>Proves the service login's password to a backend, by the methods that <c>login.auth</c> allows and no other.</summary>
internal sealed class ServerProof(ServerLoginOptions options, byte[] scramble, bool isTls)
{
    private const int LongestKey = 16 << 10;

    private static readonly string[] Usual = [CachingSha2Password.Name, NativePassword.Name];

    private byte[] _scramble = scramble;
    private string _method = "";
    private bool _hasSwitched;
    private bool _awaitsKey;
    private bool _isAnswered;

    private IReadOnlyList<string> Allowed => options.Methods.Count > 0 ? options.Methods : Usual;

    /// <summary>Why an OK of the server is not to be believed; null when it is.</summary>
    public string? Unproven => _isAnswered ? null : "the server lets the login in without asking for its password";

    /// <summary>The method to begin with, and its answer to the greeting.</summary>
    /// <param name="greeted">The server's own default: used if it may be, since any other costs a round trip.</param>
    public (string Method, byte[] Answer) Begin(string greeted)
    {
        var isUsable = greeted is CachingSha2Password.Name or NativePassword.Name && Allows(greeted);
        if ((isUsable ? greeted : FirstAllowed()) is { } method)
        {
            _method = method;
            return (_method, Answer());
        }

        // Nothing but the password in clear is allowed: outside of TLS the server's switch to it will be refused.
        return isTls && Allows(ClientProof.ClearPassword) ? (_method = ClientProof.ClearPassword, Whole()) : (CachingSha2Password.Name, []);
    }

    /// <summary>Answers a packet of the exchange; returns why not, else null.</summary>
    public string? Take(WireBuffer output, ref byte sequence, ReadOnlySpan<byte> payload)
    {
        switch (payload[0])
        {
            case AuthSwitchRequest.Header:
                return Switch(output, ref sequence, AuthSwitchRequest.Read(payload));
            case AuthMoreData.Header when _method == CachingSha2Password.Name && _awaitsKey:
                return SendEncrypted(output, ref sequence, payload[1..]);
            case AuthMoreData.Header when payload is [_, AuthMoreData.FastAuthSuccess] && _method == CachingSha2Password.Name:
                return null;
            case AuthMoreData.Header when payload is [_, AuthMoreData.PerformFullAuthentication] && _method == CachingSha2Password.Name:
                return SendFull(output, ref sequence);
            default:
                return "the server left the order of the login";
        }
    }

    private string? Switch(WireBuffer output, ref byte sequence, AuthSwitchRequest request)
    {
        var method = PrintableText.FromUtf8(request.Plugin, 64);
        if (_hasSwitched)
        {
            return "the server asks for one login method after the other";
        }

        if (!Allows(method))
        {
            return $"the server asks for the login method `{method}`, which `login.auth` does not allow";
        }

        if (method == ClientProof.ClearPassword)
        {
            return SendClear(output, ref sequence);
        }

        if (method is not (CachingSha2Password.Name or NativePassword.Name))
        {
            return $"the server asks for the login method `{method}`, which is not supported";
        }

        if (request.Data.Length != HandshakeV10.ScrambleLength)
        {
            return "the server sent a scramble of another length than its method has";
        }

        (_method, _scramble, _hasSwitched) = (method, request.Data.ToArray(), true);
        Send(output, ref sequence, Answer());
        return null;
    }

    private string? SendClear(WireBuffer output, ref byte sequence)
    {
        if (!isTls)
        {
            return "the server asks for the password in clear outside of TLS";
        }

        (_method, _hasSwitched) = (ClientProof.ClearPassword, true);
        return SendWhole(output, ref sequence);
    }

    private string? SendFull(WireBuffer output, ref byte sequence)
    {
        if (isTls)
        {
            return SendWhole(output, ref sequence);
        }

        _awaitsKey = true;
        Send(output, ref sequence, [AuthMoreData.RequestPublicKey]);
        return null;
    }

    private string? SendWhole(WireBuffer output, ref byte sequence)
    {
        if (options.Password.Span.Contains((byte)0))
        {
            return "the password of the login holds a zero byte, which this method cannot carry";
        }

        var password = Whole();
        Send(output, ref sequence, password);
        CryptographicOperations.ZeroMemory(password);
        return null;
    }

    private byte[] Whole()
    {
        _isAnswered = true;
        return [.. options.Password.Span, 0];
    }

    private string? SendEncrypted(WireBuffer output, ref byte sequence, ReadOnlySpan<byte> pem)
    {
        _awaitsKey = false;
        using var key = RSA.Create();
        try
        {
            if (pem.Length > LongestKey)
            {
                return "the server sent a public key that is too long";
            }

            key.ImportFromPem(Encoding.ASCII.GetString(pem));
            Send(output, ref sequence, CachingSha2Password.Encrypt(options.Password.Span, _scramble, key));
            return null;
        }
        catch (Exception fault) when (fault is ArgumentException or CryptographicException)
        {
            return "the server sent a public key that cannot be used";
        }
    }

    private byte[] Answer()
    {
        _isAnswered = true;
        return _method == NativePassword.Name
            ? NativePassword.Answer(options.Password.Span, _scramble)
            : CachingSha2Password.Answer(options.Password.Span, _scramble);
    }

    private string? FirstAllowed()
    {
        foreach (var method in Usual)
        {
            if (Allows(method))
            {
                return method;
            }
        }

        return null;
    }

    private bool Allows(string method)
    {
        foreach (var allowed in Allowed)
        {
            if (allowed == method)
            {
                return true;
            }
        }

        return false;
    }

    private static void Send(WireBuffer output, ref byte sequence, ReadOnlySpan<byte> payload) => FrameWriter.Write(output, ref sequence, payload);
}
