using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>Walks a SCRAM message: <c>x=value</c> separated by commas, in an order that the RFC fixes (§7).</summary>
internal ref struct ScramAttributes(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    public readonly bool IsEnd => _rest.IsEmpty;

    /// <summary>The next attribute, which must have this name.</summary>
    public ReadOnlySpan<byte> Read(char name)
    {
        if (_rest.Length < 2 || _rest[0] != name || _rest[1] != '=')
        {
            WireFault.Throw("a malformed SCRAM message");
        }

        var comma = _rest.IndexOf((byte)',');
        var value = comma < 0 ? _rest[2..] : _rest[2..comma];
        _rest = comma < 0 ? default : _rest[(comma + 1)..];
        if (comma >= 0 && _rest.IsEmpty)
        {
            WireFault.Throw("a malformed SCRAM message");
        }

        return value;
    }

    /// <summary>Passes over extensions, which the RFC lets either side ignore.</summary>
    public void SkipExtensions()
    {
        while (!IsEnd)
        {
            if (!char.IsAsciiLetter((char)_rest[0]))
            {
                WireFault.Throw("a malformed SCRAM message");
            }

            Read((char)_rest[0]);
        }
    }

    /// <summary>A nonce: printable ASCII, no comma, neither empty nor endless.</summary>
    public ReadOnlySpan<byte> ReadNonce()
    {
        var nonce = Read('r');
        if (nonce.Length is < 1 or > 512 || nonce.ContainsAnyExceptInRange((byte)0x21, (byte)0x7e))
        {
            WireFault.Throw("a SCRAM nonce that is not printable");
        }

        return nonce;
    }
}
