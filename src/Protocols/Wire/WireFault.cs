using System.Diagnostics.CodeAnalysis;

namespace ProxyDb.Protocols.Wire;

/// <summary>
/// Malformed or forbidden bytes: ends the connection they came from. The only exception that decoders throw, so that one catch
/// site suffices. The message never holds the offending bytes.
/// </summary>
public sealed class WireFault : Exception
{
    public WireFault(string message)
        : base(message)
    {
    }

    public WireFault()
    {
    }

    public WireFault(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    [DoesNotReturn]
    public static void Throw(string message) => throw new WireFault(message);

    [DoesNotReturn]
    public static T Throw<T>(string message) => throw new WireFault(message);
}
