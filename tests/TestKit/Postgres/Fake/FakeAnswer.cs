using System.Text;
using ProxyDb.TestKit.Postgres.Raw;

namespace ProxyDb.TestKit.Postgres.Fake;

/// <summary>Backend messages of protocol 3.0 as bytes, written independently of the product's own writers.</summary>
public static class FakeAnswer
{
    public static readonly byte[] AuthenticationOk = Authentication(0, []);
    public static readonly byte[] ParseComplete = ClientMessage.Typed('1');
    public static readonly byte[] BindComplete = ClientMessage.Typed('2');
    public static readonly byte[] CloseComplete = ClientMessage.Typed('3');
    public static readonly byte[] NoData = ClientMessage.Typed('n');
    public static readonly byte[] EmptyQuery = ClientMessage.Typed('I');
    public static readonly byte[] PortalSuspended = ClientMessage.Typed('s');
    public static readonly byte[] CopyDone = ClientMessage.Typed('c');

    /// <summary>What PostgreSQL 15 reports at login.</summary>
    public static readonly IReadOnlyList<(string Name, string Value)> Parameters =
    [
        ("application_name", ""), ("client_encoding", "UTF8"), ("DateStyle", "ISO, MDY"), ("default_transaction_read_only", "off"),
        ("in_hot_standby", "off"), ("integer_datetimes", "on"), ("IntervalStyle", "postgres"), ("is_superuser", "off"),
        ("server_encoding", "UTF8"), ("server_version", "15.14"), ("session_authorization", "app"), ("standard_conforming_strings", "on"),
        ("TimeZone", "UTC"),
    ];

    public static byte[] Authentication(int kind, byte[] data) => ClientMessage.Typed('R', [.. ClientMessage.Int32(kind), .. data]);

    public static byte[] BackendKey(int processId, int secret) =>
        ClientMessage.Typed('K', [.. ClientMessage.Int32(processId), .. ClientMessage.Int32(secret)]);

    public static byte[] ParameterStatus(string name, string value) =>
        ClientMessage.Typed('S', [.. ClientMessage.Text(name), .. ClientMessage.Text(value)]);

    /// <param name="status">I, T or E.</param>
    public static byte[] Ready(char status) => ClientMessage.Typed('Z', (byte)status);

    public static byte[] Complete(string tag) => ClientMessage.Typed('C', ClientMessage.Text(tag));

    /// <summary>Text columns of no table.</summary>
    public static byte[] RowDescription(params ReadOnlySpan<string> names)
    {
        var body = new List<byte>(ClientMessage.Int16(names.Length));
        foreach (var name in names)
        {
            body.AddRange(ClientMessage.Text(name));
            body.AddRange((byte[])[0, 0, 0, 0, 0, 0, 0, 0, 0, 25, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0]);
        }

        return ClientMessage.Typed('T', [.. body]);
    }

    /// <summary>Values as text; null for SQL NULL.</summary>
    public static byte[] Row(params ReadOnlySpan<string?> values)
    {
        var body = new List<byte>(ClientMessage.Int16(values.Length));
        foreach (var value in values)
        {
            if (value is null)
            {
                body.AddRange(ClientMessage.Int32(-1));
                continue;
            }

            var bytes = Encoding.UTF8.GetBytes(value);
            body.AddRange(ClientMessage.Int32(bytes.Length));
            body.AddRange(bytes);
        }

        return ClientMessage.Typed('D', [.. body]);
    }

    public static byte[] Error(string code, string message, string severity = "ERROR") => ClientMessage.Typed('E', Fields(severity, code, message));

    public static byte[] Notice(string message) => ClientMessage.Typed('N', Fields("NOTICE", "00000", message));

    public static byte[] Notification(int processId, string channel, string text) =>
        ClientMessage.Typed('A', [.. ClientMessage.Int32(processId), .. ClientMessage.Text(channel), .. ClientMessage.Text(text)]);

    private static byte[] Fields(string severity, string code, string message) =>
        [(byte)'S', .. ClientMessage.Text(severity), (byte)'V', .. ClientMessage.Text(severity), (byte)'C', .. ClientMessage.Text(code),
            (byte)'M', .. ClientMessage.Text(message), 0];
}
