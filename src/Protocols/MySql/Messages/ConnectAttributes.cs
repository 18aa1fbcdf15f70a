using System.Text;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>CLIENT_CONNECT_ATTRS: names and values, all under one length.</summary>
internal static class ConnectAttributes
{
    private const int MostPairs = 256;
    private const int TextLength = 1024;

    /// <summary>What is there of them: clients may end the packet before.</summary>
    public static List<KeyValuePair<string, string>> Read(scoped ref PacketReader reader)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        if (reader.Remaining == 0)
        {
            return pairs;
        }

        var block = new PacketReader(reader.ReadString());
        while (block.Remaining > 0)
        {
            var name = PrintableText.FromUtf8(block.ReadString(), TextLength);
            pairs.Add(new(name, PrintableText.FromUtf8(block.ReadString(), TextLength)));
            if (pairs.Count > MostPairs)
            {
                WireFault.Throw("more connection attributes than make sense");
            }
        }

        return pairs;
    }

    public static void Write(WireBuffer buffer, IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        var block = new WireBuffer();
        foreach (var (name, value) in pairs)
        {
            block.WriteString(Encoding.UTF8.GetBytes(name));
            block.WriteString(Encoding.UTF8.GetBytes(value));
        }

        buffer.WriteString(block.Written);
    }
}
