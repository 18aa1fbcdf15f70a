using System.Text;
using ProxyDb.Samples.TdsServer.Wire;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Conversations;

/// <summary>Requests as the lines of a conversation file and back.</summary>
internal sealed class RequestText(HandleNumbers handles)
{
    private readonly CallText _calls = new(handles);

    /// <summary>Handles that come back of the last request.</summary>
    public int HandlesBack { get; private set; }

    /// <summary>Sends what a <c>C&gt;</c> line stands for.</summary>
    public void Send(RawTdsClient client, string line)
    {
        var (word, rest) = line.IndexOf(' ', StringComparison.Ordinal) is var at and >= 0 ? (line[..at], line[(at + 1)..]) : (line, "");
        HandlesBack = 0;
        switch (word)
        {
            case "Batch" or "Start":
                client.SendBatch(LineText.Unescape(rest));
                break;
            case "ResetBatch":
                client.SendBatch(LineText.Unescape(rest), PacketType.Reset);
                break;
            case "Rpc":
                var calls = rest.Split(" || ").Select(_calls.Encode).ToArray();
                HandlesBack = CallText.HandlesBack(calls[^1].Id);
                client.SendRpc(0, calls);
                break;
            case "Transaction":
                client.SendTransaction(Array.IndexOf(TransactionNames, rest.Split(' ')[0]), rest.Contains(' ', StringComparison.Ordinal) ? rest.Split(' ')[1] : "");
                break;
            case "BulkLoad":
                client.Send(PacketType.Bulk, TableBytes.BulkLoad(rest));
                break;
            case "Attention":
                client.SendAttention();
                break;
            default:
                throw new FormatException($"a client has no request `{line}`");
        }
    }

    private static readonly string[] TransactionNames = ["", "", "", "", "", "begin", "", "commit", "rollback", "save"];

    /// <summary>The line of a request to a backend.</summary>
    public string Decode(TdsMessageSeen message)
    {
        HandlesBack = 0;
        var reader = new ByteReader(message.Payload, 0, message.Payload.Length);
        var transaction = "";
        if (message.Rank >= TdsVersion.Rank72 && message.Type is PacketType.Batch or PacketType.Rpc or PacketType.TransactionManager)
            transaction = TransactionHeader.Read(reader) != 0 ? " in-transaction" : "";
        var reset = (message.Status & PacketType.Reset) != 0 ? " reset" : (message.Status & PacketType.ResetKeepTransaction) != 0 ? " reset-keeping-transaction" : "";
        return Name(message.Type) + reset + transaction + " " + Body(message, reader);
    }

    private static string Name(byte type) => type switch
    {
        PacketType.Batch => "Batch",
        PacketType.Rpc => "Rpc",
        PacketType.TransactionManager => "Transaction",
        PacketType.Bulk => "BulkLoad",
        PacketType.Attention => "Attention",
        _ => $"message {type}",
    };

    private string Body(TdsMessageSeen message, ByteReader reader)
    {
        switch (message.Type)
        {
            case PacketType.Batch:
                return LineText.Of(Encoding.Unicode.GetString(reader.Bytes(reader.Remaining)));
            case PacketType.Rpc:
                var calls = RpcCall.Read(reader, message.Rank >= TdsVersion.Rank72);
                HandlesBack = calls.Count > 0 ? CallText.HandlesBack(calls[^1].Procedure) : 0;
                return string.Join(" || ", calls.Select(_calls.Decode));
            case PacketType.TransactionManager:
                return TransactionNames.ElementAtOrDefault(reader.UInt16()) ?? "other";
            case PacketType.Bulk:
                return string.Join(';', TableReader.ReadBulk(reader, message.Rank).Rows.Select(r => string.Join(',', r.Select(TdsText.Of))));
            default:
                return $"{reader.Remaining} bytes";
        }
    }
}
