using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ProxyDb.TestKit.Postgres.Raw;

namespace ProxyDb.Integration.Tests.Differential;

/// <summary>
/// Writes server messages as comparable lines. Object ids above the built-in ones become numbers in order of appearance, process ids
/// and source positions of the server's own code are left out; ParameterStatus is collected at the end of a statement.
/// </summary>
public sealed class Transcript
{
    private const uint FirstNormalOid = 16384;
    private readonly Dictionary<uint, int> _oids = [];
    private bool _binary;

    public List<string> Write(IEnumerable<ServerMessage> messages)
    {
        var lines = new List<string>();
        var statuses = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            if (message.Kind == 'S')
                statuses.Add("ParameterStatus " + string.Join('=', Encoding.UTF8.GetString(message.Body).Split('\0')[..2]));
            else
                lines.Add(Line(message));
        }

        lines.AddRange(statuses);
        return lines;
    }

    private string Line(ServerMessage message) => message.Kind switch
    {
        'T' => RowDescription(message.Body),
        't' => "ParameterDescription " + string.Join(',', Oids(message.Body)),
        'D' => "DataRow " + string.Join('|', message.Values.Select(Value)),
        'C' => "CommandComplete " + message.Tag,
        'Z' => "ReadyForQuery " + (char)message.Body[0],
        'E' => "Error " + Fields(message),
        'N' => "Notice " + Fields(message),
        'A' => "Notification " + Encoding.UTF8.GetString(message.Body.AsSpan(4)).Replace('\0', ' '),
        'd' => "CopyData " + Printable(message.Body),
        'G' or 'H' or 'W' => $"Copy{message.Kind} {Convert.ToHexString(message.Body)}",
        _ => $"{message.Kind} {Convert.ToHexString(message.Body)}",
    };

    private static string Fields(ServerMessage message) =>
        string.Join(' ', message.Fields.Where(f => f.Key is not ('F' or 'L' or 'R')).Select(f => $"{f.Key}={f.Value}"));

    private string RowDescription(byte[] body)
    {
        var text = new StringBuilder("RowDescription");
        var at = 2;
        for (var i = BinaryPrimitives.ReadInt16BigEndian(body); i > 0; i--)
        {
            var name = ServerMessage.ReadText(body, ref at);
            var field = body.AsSpan(at, 18);
            at += 18;
            _binary = BinaryPrimitives.ReadInt16BigEndian(field[16..]) == 1;
            text.Append(CultureInfo.InvariantCulture, $" {name}:{Oid(field)}.{BinaryPrimitives.ReadInt16BigEndian(field[4..])}");
            text.Append(CultureInfo.InvariantCulture, $":{Oid(field[6..])}:{BinaryPrimitives.ReadInt16BigEndian(field[10..])}");
            text.Append(CultureInfo.InvariantCulture, $":{BinaryPrimitives.ReadInt32BigEndian(field[12..])}:{(_binary ? 'b' : 't')}");
        }

        return text.ToString();
    }

    private IEnumerable<string> Oids(byte[] body)
    {
        for (var at = 2; at < body.Length; at += 4)
            yield return Oid(body.AsSpan(at));
    }

    private string Oid(ReadOnlySpan<byte> bytes)
    {
        var oid = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (oid < FirstNormalOid)
            return oid.ToString(CultureInfo.InvariantCulture);
        if (!_oids.TryGetValue(oid, out var number))
            _oids[oid] = number = _oids.Count + 1;
        return $"#{number}";
    }

    private string Value(byte[]? value) => value is null ? "NULL" : _binary ? BinaryValue(value) : Printable(value);

    // Arrays and composites carry the ids of their element types inside.
    private string BinaryValue(byte[] value)
    {
        var text = new StringBuilder();
        for (var at = 0; at < value.Length;)
        {
            if (at + 4 <= value.Length && BinaryPrimitives.ReadUInt32BigEndian(value.AsSpan(at)) is var word && _oids.TryGetValue(word, out var number))
            {
                text.Append(CultureInfo.InvariantCulture, $"#{number}");
                at += 4;
            }
            else
            {
                text.Append(value[at++].ToString("x2", CultureInfo.InvariantCulture));
            }
        }

        return text.Length > 4000 ? $"{text.Length}:{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(value))}" : text.ToString();
    }

    private static string Printable(byte[] value) =>
        value.Length > 2000
            ? $"{value.Length}:{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(value))}"
            : Encoding.Latin1.GetString(value).Replace("\n", "\\n", StringComparison.Ordinal);
}
