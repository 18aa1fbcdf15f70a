using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Fuzz.Postgres;

/// <summary>
/// A conversation between two sides that may both be hostile. The input is a list of pieces: one byte whose lowest bit says from whom
/// (0 client, 1 backend), one byte of length, the bytes. Only WireFault may escape, no more is consumed than was shown, no record is
/// closed twice, and every record is closed when the lease ends.
/// </summary>
public static class ConversationTarget
{
    public static FuzzTarget Target { get; } = new("postgres-conversation", Fuzz, Seeds);

    public static void Fuzz(ReadOnlySpan<byte> input)
    {
        var gateway = new ModelGateway();
        var conversation = new Conversation(gateway, WireLimits.Default);
        var fromClient = new WireBuffer();
        var fromServer = new WireBuffer();
        try
        {
            while (input.Length >= 2)
            {
                var isServer = (input[0] & 1) != 0;
                var length = Math.Min(input[1], input.Length - 2);
                var bytes = isServer ? fromServer : fromClient;
                bytes.WriteBytes(input.Slice(2, length));
                input = input[(2 + length)..];
                if (isServer && gateway.Backend is null)
                {
                    continue;
                }

                var shown = bytes.Written.ToArray();
                var consumed = isServer ? conversation.OnServer(shown) : conversation.OnClient(shown);
                FuzzFailure.Unless(consumed >= 0 && consumed <= shown.Length, "more was consumed than was shown");
                bytes.Clear();
                bytes.WriteBytes(shown.AsSpan(consumed));
            }
        }
        catch (WireFault)
        {
        }

        conversation.OnLeaseEnded(RecordStatus.Lost);
        FuzzFailure.Unless(gateway.OpenRecords == 0, "a record that nobody closes");
        FuzzFailure.Unless(!conversation.IsBusy, "a conversation that waits for a backend it does not have");
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Seeds() =>
    [
        ("simple", [.. Client("query"), .. Server("row-description"), .. Server("data-row"), .. Server("command-complete"), .. Ready]),
        ("extended", [.. Client("parse-unnamed"), .. Client("parse"), .. Client("bind"), .. Client("describe"), .. Client("execute"), .. Client("sync"),
            .. Server("parse-complete"), .. Server("parse-complete"), .. Server("bind-complete"), .. Server("parameter-description"), .. Server("no-data"),
            .. Server("data-row"), .. Server("portal-suspended"), .. Ready]),
        ("error", [.. Client("parse"), .. Client("bind"), .. Client("execute"), .. Client("close"), .. Server("parse-complete"),
            .. Server("notice-response"), .. Server("error-response"), .. Client("execute"), .. Client("sync"), .. Ready]),
        ("copy-in", [.. Piece(0, "Q\0\0\0\u000bcopyin\0"u8), .. Server("copy-in-response"), .. Client("copy-data"), .. Client("copy-done"),
            .. Server("command-complete"), .. Ready]),
        ("denied", [.. Client("query"), .. Piece(0, "Q\0\0\0\u000bdenied\0"u8), .. Server("command-complete"), .. Ready, .. Server("error-response"), .. Ready]),
    ];

    private static byte[] Ready => Piece(1, "Z\0\0\0\u0005I"u8);

    private static byte[] Client(string name) => Piece(0, SampleMessages.Client.First(sample => sample.Name == name).Bytes);

    private static byte[] Server(string name) => Piece(1, SampleMessages.Server.First(sample => sample.Name == name).Bytes);

    private static byte[] Piece(byte side, ReadOnlySpan<byte> bytes) => [side, (byte)bytes.Length, .. bytes];
}
