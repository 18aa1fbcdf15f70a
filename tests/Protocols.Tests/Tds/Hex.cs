using System.Text;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds;

/// <summary>Bytes as the specification prints them: hexadecimal with blanks and bars.</summary>
internal static class Hex
{
    public static byte[] Bytes(string text) => Convert.FromHexString(text.Replace(" ", "").Replace("|", "").Replace("\n", ""));

    public static byte[] Unicode(string text) => Encoding.Unicode.GetBytes(text);

    /// <summary>Hostile bytes may be read or be a fault; another exception fails the test.</summary>
    public static void ReadOrFault(Action read)
    {
        try
        {
            read();
        }
        catch (WireFault)
        {
            // What malformed bytes are to end in.
        }
    }

    public static byte[] Written(Action<WireBuffer> write)
    {
        var buffer = new WireBuffer();
        write(buffer);
        return buffer.Written.ToArray();
    }
}
