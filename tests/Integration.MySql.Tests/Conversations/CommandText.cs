using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.Conversations;

/// <summary>
/// Commands as the lines of a conversation file and back. Ids of prepared statements are numbered as they appear, the client's and the
/// backend's apart: which number a server has got to is no matter.
/// </summary>
/// <param name="connectionId">Of the client: stands for <c>{me}</c> in its texts.</param>
internal sealed class CommandText(long connectionId)
{
    private const byte VarString = 253;

    private readonly List<uint> _statements = [];

    private string Me => connectionId.ToString(CultureInfo.InvariantCulture);

    /// <summary>The command that a <c>C&gt;</c> line stands for.</summary>
    public byte[] Encode(string line)
    {
        var (word, rest) = line.IndexOf(' ', StringComparison.Ordinal) is var at and >= 0 ? (line[..at], line[(at + 1)..]) : (line, "");
        return word switch
        {
            "Query" => PacketBytes.Of(3).Text(Unescape(rest)).ToArray(),
            "Prepare" => PacketBytes.Of(0x16).Text(Unescape(rest)).ToArray(),
            "Execute" => Execute(rest),
            "Fetch" => PacketBytes.Of(0x1c).Int4(Id(rest)).Int4(int.Parse(rest[(rest.IndexOf(' ', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture)).ToArray(),
            "CloseStatement" => PacketBytes.Of(0x19).Int4(Id(rest)).ToArray(),
            "ResetStatement" => PacketBytes.Of(0x1a).Int4(Id(rest)).ToArray(),
            "InitDb" => PacketBytes.Of(2).Text(rest).ToArray(),
            "Quit" => [1],
            "Ping" => [0x0e],
            "ResetConnection" => [0x1f],
            _ => throw new FormatException($"a client has no command `{line}`"),
        };
    }

    /// <summary>The line of a command.</summary>
    public string Decode(ReadOnlySpan<byte> payload) => payload[0] switch
    {
        1 => "Quit",
        2 => "InitDb " + Line(payload[1..]),
        3 => "Query " + Line(payload[1..]),
        0x0e => "Ping",
        0x16 => "Prepare " + Line(payload[1..]),
        0x17 => $"Execute {Number(payload)}{(payload[5] == 0 ? "" : " cursor")}{Values(payload)}",
        0x18 => $"SendLongData {Number(payload)}",
        0x19 => $"CloseStatement {Number(payload)}",
        0x1a => $"ResetStatement {Number(payload)}",
        0x1c => $"Fetch {Number(payload)} {BinaryPrimitives.ReadInt32LittleEndian(payload[5..])}",
        0x1f => "ResetConnection",
        _ => Convert.ToHexStringLower(payload),
    };

    /// <summary>The number of a statement id.</summary>
    public string Number(uint id)
    {
        if (!_statements.Contains(id))
            _statements.Add(id);
        return string.Create(CultureInfo.InvariantCulture, $"#{_statements.IndexOf(id) + 1}");
    }

    public string Line(ReadOnlySpan<byte> text) =>
        Encoding.UTF8.GetString(text).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace(Me, "{me}", StringComparison.Ordinal);

    private string Number(ReadOnlySpan<byte> payload) => Number(BinaryPrimitives.ReadUInt32LittleEndian(payload[1..]));

    private uint Id(string rest) => _statements[int.Parse(rest.Split(' ')[0][1..], CultureInfo.InvariantCulture) - 1];

    private byte[] Execute(string rest)
    {
        var at = rest.IndexOf(" values ", StringComparison.Ordinal);
        var values = at < 0 ? [] : rest[(at + 8)..].Split(" | ");
        var packet = PacketBytes.Of(0x17).Int4(Id(rest)).Int1(rest.Contains(" cursor", StringComparison.Ordinal) ? 1 : 0).Int4(1);
        if (values.Length == 0)
            return packet.ToArray();
        packet.Bytes(new byte[(values.Length + 7) / 8]).Int1(1);
        foreach (var _ in values)
            packet.Int2(VarString);
        foreach (var value in values)
            packet.LenencText(value);
        return packet.ToArray();
    }

    // Parameters of conversations are texts without NULL, fewer than nine, sent with their types.
    private string Values(ReadOnlySpan<byte> payload)
    {
        var values = new List<string>();
        if (payload.Length > 12 && payload[11] == 1)
        {
            var count = (payload.Length - 12) / 2;
            var types = 0;
            while (types < count && BinaryPrimitives.ReadUInt16LittleEndian(payload[(12 + (2 * types))..]) == VarString)
                types++;
            for (var at = 12 + (2 * types); at < payload.Length;)
                values.Add(Line(PacketBytes.ReadLenencBytes(payload, ref at)!));
        }

        return values.Count == 0 ? "" : " values " + string.Join(" | ", values);
    }

    private string Unescape(string text) => text.Replace("\\n", "\n", StringComparison.Ordinal).Replace("{me}", Me, StringComparison.Ordinal);
}
