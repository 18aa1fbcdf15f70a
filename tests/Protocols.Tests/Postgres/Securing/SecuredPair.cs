using System.Text;
using ProxyDb.Fuzz.Postgres;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Wire;
using ProxyDb.TestKit.Postgres.Raw;

namespace ProxyDb.Protocols.Tests.Postgres.Securing;

/// <summary>A conversation whose texts with <c>hidden</c> in them are sent with a value of the gateway's behind.</summary>
internal sealed class SecuredPair
{
    private readonly ModelGateway _gateway = new();
    private readonly Conversation _conversation;

    public SecuredPair() => _conversation = new Conversation(_gateway, WireLimits.Default);

    public Conversation Conversation => _conversation;

    public int Cancels => _gateway.Cancels;

    /// <summary>What the client sends, cut at a length; what goes to the server for it.</summary>
    public List<ServerMessage> Client(byte[] bytes, int cut = int.MaxValue)
    {
        _gateway.Server.Clear();
        var waiting = new List<byte>();
        for (var at = 0; at < bytes.Length; at += cut)
        {
            waiting.AddRange(bytes.AsSpan(at, Math.Min(cut, bytes.Length - at)));
            var consumed = _conversation.OnClient(waiting.ToArray());
            waiting.RemoveRange(0, consumed);
            if (cut == int.MaxValue)
            {
                break;
            }
        }

        return Split(_gateway.Server.Written);
    }

    /// <summary>What the server answers; what the client is shown of it.</summary>
    public List<ServerMessage> Server(params ReadOnlySpan<byte[]> messages)
    {
        _gateway.Client.Clear();
        var bytes = ClientMessage.Join(messages);
        Assert.That(_conversation.OnServer(bytes), Is.EqualTo(bytes.Length));
        return Split(_gateway.Client.Written);
    }

    /// <summary>As above, the bytes arriving in two reads.</summary>
    public List<ServerMessage> ServerInTwo(byte[] bytes, int first)
    {
        _gateway.Client.Clear();
        var taken = _conversation.OnServer(bytes.AsSpan(0, first));
        Assert.That(taken + _conversation.OnServer(bytes.AsSpan(taken)), Is.EqualTo(bytes.Length));
        return Split(_gateway.Client.Written);
    }

    /// <summary>What the client was told without the server.</summary>
    public List<ServerMessage> Told() => Split(_gateway.Client.Written);

    public static byte[] ParseComplete => ClientMessage.Typed('1');

    public static byte[] BindComplete => ClientMessage.Typed('2');

    public static byte[] NoData => ClientMessage.Typed('n');

    public static byte[] Ready(char status = 'I') => ClientMessage.Typed('Z', (byte)status);

    public static byte[] Done(string tag) => ClientMessage.Typed('C', ClientMessage.Text(tag));

    public static byte[] Parameters(params int[] types) =>
        ClientMessage.Typed('t', [.. ClientMessage.Int16(types.Length), .. types.SelectMany(ClientMessage.Int32)]);

    public static byte[] Columns(params string[] names) => ClientMessage.Typed('T',
    [
        .. ClientMessage.Int16(names.Length),
        .. names.SelectMany(n => (byte[])[.. ClientMessage.Text(n), .. new byte[6], .. ClientMessage.Int32(25), 255, 255, .. new byte[6]]),
    ]);

    public static byte[] Row(params string[] values) => ClientMessage.Typed('D',
    [
        .. ClientMessage.Int16(values.Length),
        .. values.SelectMany(v => (byte[])[.. ClientMessage.Int32(v.Length), .. Encoding.ASCII.GetBytes(v)]),
    ]);

    public static byte[] Error(char kind, params (char Field, string Value)[] fields) => ClientMessage.Typed(kind,
        [.. fields.SelectMany(f => (byte[])[(byte)f.Field, .. ClientMessage.Text(f.Value)]), 0]);

    private static List<ServerMessage> Split(ReadOnlySpan<byte> bytes)
    {
        var messages = new List<ServerMessage>();
        while (!bytes.IsEmpty)
        {
            var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes[1..]);
            messages.Add(new ServerMessage((char)bytes[0], bytes[5..(1 + length)].ToArray()));
            bytes = bytes[(1 + length)..];
        }

        return messages;
    }
}
