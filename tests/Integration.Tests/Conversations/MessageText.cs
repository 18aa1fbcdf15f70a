using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ProxyDb.TestKit.Postgres.Raw;

namespace ProxyDb.Integration.Tests.Conversations;

/// <summary>Messages as the lines of a conversation file, under the names of the PostgreSQL manual (§55.7).</summary>
internal sealed partial class MessageText
{
    private readonly List<string> _names = [];

    /// <summary>A message of the server.</summary>
    public string Server(ServerMessage message) => message.Kind switch
    {
        'E' => "ErrorResponse " + Fields(message),
        'N' => "NoticeResponse " + Fields(message),
        'C' => "CommandComplete " + message.Tag,
        'Z' => "ReadyForQuery " + (char)message.Body[0],
        'D' => "DataRow " + string.Join(" | ", message.Values.Select(Value)),
        'T' => "RowDescription " + Columns(message.Body),
        't' => "ParameterDescription " + Types(message.Body),
        'S' => "ParameterStatus " + message.Body.AsSpan().IndexOf((byte)0) switch { var at => Utf8(message.Body.AsSpan(0, at)) + "=" + Utf8(message.Body.AsSpan(at + 1)) },
        '1' => "ParseComplete",
        '2' => "BindComplete",
        '3' => "CloseComplete",
        'n' => "NoData",
        's' => "PortalSuspended",
        'I' => "EmptyQueryResponse",
        'G' => "CopyInResponse",
        'H' => "CopyOutResponse",
        'd' => "CopyData " + Utf8(message.Body),
        'c' => "CopyDone",
        var kind => $"{kind} {Convert.ToHexStringLower(message.Body)}",
    };

    /// <summary>A message to the server: kind byte and body.</summary>
    public string Client(char kind, ReadOnlySpan<byte> body)
    {
        var at = 0;
        switch (kind)
        {
            case 'Q':
                return "Query " + Text(body, ref at);
            case 'P':
                return $"Parse {Quote(Name(Text(body, ref at)))} {Text(body, ref at)}{ParameterTypes(body[at..])}";
            case 'B':
                return $"Bind {Quote(Text(body, ref at))} {Quote(Name(Text(body, ref at)))}{Values(body[at..])}";
            case 'D' or 'C':
                var target = (char)body[at++];
                var what = target == 'S' ? "statement" : "portal";
                return $"{(kind == 'D' ? "Describe" : "Close")} {what} {Quote(Name(Text(body, ref at)))}";
            case 'E':
                var portal = Text(body, ref at);
                return $"Execute {Quote(portal)} {BinaryPrimitives.ReadInt32BigEndian(body[at..])}";
            case 'd':
                return "CopyData " + Utf8(body);
            case 'f':
                return "CopyFail " + Text(body, ref at);
            default:
                return kind switch { 'S' => "Sync", 'H' => "Flush", 'c' => "CopyDone", 'X' => "Terminate", _ => $"{kind} {Convert.ToHexStringLower(body)}" };
        }
    }

    /// <summary>Names the gateway gives to prepared statements are numbered as they appear: which number a backend has got to is no matter.</summary>
    private string Name(string name)
    {
        if (!OwnName().IsMatch(name))
            return name;
        var number = _names.IndexOf(name);
        if (number < 0)
        {
            number = _names.Count;
            _names.Add(name);
        }

        return string.Create(CultureInfo.InvariantCulture, $"proxydb#{number + 1}");
    }

    [GeneratedRegex("^proxydb_[0-9]+$")]
    private static partial Regex OwnName();

    private static string Fields(ServerMessage message) =>
        string.Join(' ', message.Fields.Where(f => f.Key is not ('F' or 'L' or 'R' or 'V')).Select(f => $"{f.Key}={Line(f.Value)}"));

    private static string Value(byte[]? value) =>
        value is null ? "NULL" : value.AsSpan().ContainsAnyInRange((byte)0, (byte)0x1f) ? "hex " + Convert.ToHexStringLower(value) : Line(Encoding.UTF8.GetString(value));

    private static string Columns(ReadOnlySpan<byte> body)
    {
        var count = BinaryPrimitives.ReadInt16BigEndian(body);
        var columns = new List<string>();
        for (var at = 2; columns.Count < count; at += 18)
        {
            var name = Text(body, ref at);
            var table = BinaryPrimitives.ReadInt32BigEndian(body[at..]) != 0 ? " of a table" : "";
            var type = BinaryPrimitives.ReadInt32BigEndian(body[(at + 6)..]);
            var format = BinaryPrimitives.ReadInt16BigEndian(body[(at + 16)..]) == 1 ? " binary" : "";
            columns.Add(string.Create(CultureInfo.InvariantCulture, $"{name}:{type}{format}{table}"));
        }

        return string.Join(", ", columns);
    }

    private static string Types(ReadOnlySpan<byte> body)
    {
        var types = new List<string>();
        for (var at = 2; at < body.Length; at += 4)
            types.Add(BinaryPrimitives.ReadInt32BigEndian(body[at..]).ToString(CultureInfo.InvariantCulture));
        return types.Count == 0 ? "none" : string.Join(' ', types);
    }

    private static string ParameterTypes(ReadOnlySpan<byte> body) => body.Length > 2 ? " types " + Types(body) : "";

    private static string Values(ReadOnlySpan<byte> body)
    {
        var at = 2 + (2 * BinaryPrimitives.ReadInt16BigEndian(body));
        var formats = at > 2 ? $" formats {Convert.ToHexStringLower(body[2..at])}" : "";
        var count = BinaryPrimitives.ReadInt16BigEndian(body[at..]);
        at += 2;
        var values = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(body[at..]);
            at += 4;
            values.Add(length < 0 ? "NULL" : Value(body.Slice(at, length).ToArray()));
            at += Math.Max(length, 0);
        }

        var results = body.Length > at + 2 ? $" results {Convert.ToHexStringLower(body[(at + 2)..])}" : "";
        return (values.Count == 0 ? "" : " values " + string.Join(" | ", values)) + formats + results;
    }

    private static string Text(ReadOnlySpan<byte> body, ref int at) => Line(ServerMessage.ReadText(body, ref at));

    private static string Utf8(ReadOnlySpan<byte> bytes) => Line(Encoding.UTF8.GetString(bytes).TrimEnd('\0'));

    private static string Line(string text) => text.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Quote(string name) => $"\"{name}\"";
}
