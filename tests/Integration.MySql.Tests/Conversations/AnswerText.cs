using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.Conversations;

/// <summary>
/// Packets of a server as the lines of a conversation file, under the names of the protocol's documentation. Both sides have agreed to
/// CLIENT_DEPRECATE_EOF.
/// </summary>
/// <param name="isTracking">CLIENT_SESSION_TRACK was agreed to.</param>
internal sealed class AnswerText(CommandText commands, bool isTracking)
{
    private readonly Queue<byte> _awaited = new();
    private readonly Dictionary<uint, List<MySqlColumn>> _prepared = [];
    private readonly Queue<uint> _executed = new();
    private List<MySqlColumn> _columns = [];
    private int _parameters;
    private int _definitions;
    private uint _preparing;
    private bool _isInRows;

    /// <summary>Every command has its whole answer.</summary>
    public bool IsComplete => _awaited.Count == 0;

    /// <summary>A command has been sent.</summary>
    public void Sent(ReadOnlySpan<byte> command)
    {
        if (command[0] is 1 or 0x18 or 0x19)
            return;
        _awaited.Enqueue(command[0]);
        if (command[0] is 0x17 or 0x1c)
            _executed.Enqueue(BinaryPrimitives.ReadUInt32LittleEndian(command[1..]));
    }

    /// <summary>The line of the server's next packet; null when it says no more than the line before (column definitions of a statement).</summary>
    public string? Next(ReadOnlySpan<byte> packet)
    {
        var command = _awaited.Count > 0 ? _awaited.Peek() : (byte)0;
        if (packet[0] == 0xff && _definitions == 0)
            return Error(packet);
        if (command == 0x16)
            return Prepared(packet);
        if (_definitions > 0)
            return Definition(packet);
        if (command == 0x1c && !_isInRows)
            (_isInRows, _columns) = (true, _prepared.GetValueOrDefault(_executed.Peek()) ?? []);
        if (_isInRows)
            return packet[0] == 0xfe && packet.Length < PacketStream.MaxPayload ? End(packet) : Row(packet, command != 3);
        switch (packet[0])
        {
            case 0:
                return Ok("OK", packet);
            case 0xfb:
                return "LocalInfileRequest " + commands.Line(packet[1..]);
            default:
                var at = 0;
                (_definitions, _columns) = ((int)PacketBytes.ReadLenenc(packet, ref at)!.Value, []);
                return null;
        }
    }

    private string? Prepared(ReadOnlySpan<byte> packet)
    {
        if (_definitions == 0 && _parameters == 0)
        {
            _preparing = BinaryPrimitives.ReadUInt32LittleEndian(packet[1..]);
            _definitions = BinaryPrimitives.ReadUInt16LittleEndian(packet[5..]);
            _parameters = BinaryPrimitives.ReadUInt16LittleEndian(packet[7..]);
            _prepared[_preparing] = [];
            var line = $"PrepareOK {commands.Number(_preparing)} parameters {_parameters} columns {_definitions}";
            EndPrepared();
            return line;
        }

        if (_parameters > 0)
        {
            _parameters--;
            EndPrepared();
            return null;
        }

        _prepared[_preparing].Add(MySqlColumn.Read(packet));
        _definitions--;
        EndPrepared();
        return _definitions > 0 ? null : Columns(_prepared[_preparing]);
    }

    private void EndPrepared()
    {
        if (_definitions == 0 && _parameters == 0)
            _awaited.Dequeue();
    }

    private string? Definition(ReadOnlySpan<byte> packet)
    {
        _columns.Add(MySqlColumn.Read(packet));
        if (--_definitions > 0)
            return null;
        _isInRows = true;
        return Columns(_columns);
    }

    private static string Columns(List<MySqlColumn> columns) =>
        "Columns " + string.Join(", ", columns.Select(static c => $"{c.Name}:{c.Type}{(c.OriginalTable.Length > 0 ? " of " + c.OriginalTable : "")}"));

    private string Row(ReadOnlySpan<byte> packet, bool isBinary)
    {
        var result = new MySqlResult { Columns = _columns, Rows = [packet.ToArray()], IsBinary = isBinary };
        return "Row " + string.Join(" | ", result.Texts[0].Select(v => v is null ? "NULL" : commands.Line(Encoding.UTF8.GetBytes(v))));
    }

    private string End(ReadOnlySpan<byte> packet)
    {
        _isInRows = false;
        return Ok("EndOfRows", packet);
    }

    private string Ok(string name, ReadOnlySpan<byte> packet)
    {
        var at = 1;
        var rows = PacketBytes.ReadLenenc(packet, ref at);
        var id = PacketBytes.ReadLenenc(packet, ref at);
        int status = BinaryPrimitives.ReadUInt16LittleEndian(packet[at..]);
        int warnings = BinaryPrimitives.ReadUInt16LittleEndian(packet[(at + 2)..]);
        if ((status & 8) == 0)
            Finish();
        return string.Create(CultureInfo.InvariantCulture, $"{name}{(name == "OK" ? $" rows {rows}" : "")}{(id > 0 ? $" id {id}" : "")}")
            + Status(status) + (warnings > 0 ? $" warnings {warnings}" : "") + Rest(packet[(at + 4)..], status);
    }

    private static string Status(int status) =>
        ((status & 1) != 0 ? " in-transaction" : "") + ((status & 2) == 0 ? " no-autocommit" : "") + ((status & 8) != 0 ? " more-results" : "")
        + ((status & 0x40) != 0 ? " cursor" : "") + ((status & 0x80) != 0 ? " last-row" : "") + ((status & 0x1000) != 0 ? " out-parameters" : "");

    /// <summary>The human words, and the changes of settings and database.</summary>
    private string Rest(ReadOnlySpan<byte> bytes, int status)
    {
        var at = 0;
        if (bytes.IsEmpty)
            return "";
        if (!isTracking)
            return " " + commands.Line(bytes);
        var words = PacketBytes.ReadLenencBytes(bytes, ref at)!;
        var line = words.Length > 0 ? " " + commands.Line(words) : "";
        if ((status & 0x4000) == 0)
            return line;
        _ = PacketBytes.ReadLenenc(bytes, ref at);
        var changes = new List<string>();
        while (at < bytes.Length)
        {
            var type = bytes[at++];
            var change = PacketBytes.ReadLenencBytes(bytes, ref at)!;
            var text = "";
            for (var inner = 0; type < 2 && inner < change.Length;)
                text += (type == 1 ? " database=" : inner == 0 ? " " : "=") + commands.Line(PacketBytes.ReadLenencBytes(change, ref inner)!);
            changes.Add(text);
        }

        return line + string.Concat(changes.Order(StringComparer.Ordinal));
    }

    private string Error(ReadOnlySpan<byte> packet)
    {
        _isInRows = false;
        if (_awaited.Count > 0)
            Finish();
        var hasState = packet[3] == '#';
        return string.Create(CultureInfo.InvariantCulture, $"ERR {BinaryPrimitives.ReadUInt16LittleEndian(packet[1..])}")
            + (hasState ? $" {Encoding.ASCII.GetString(packet.Slice(4, 5))} {commands.Line(packet[9..])}" : $" {commands.Line(packet[3..])}");
    }

    private void Finish()
    {
        if (_awaited.Dequeue() is 0x17 or 0x1c)
            _executed.Dequeue();
    }
}
