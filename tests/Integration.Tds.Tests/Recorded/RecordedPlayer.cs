using System.Buffers.Binary;
using ProxyDb.Samples.TdsServer.Serving;
using ProxyDb.Samples.TdsServer.Wire;
using ProxyDb.TestKit.Tds;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Recorded;

/// <summary>
/// Plays a recorded connection: its client's messages go to a gateway as they are, and the server behind it answers each with the recorded
/// answer. What is not of the recording – logins, the catalog, settings – the sample server answers itself.
/// </summary>
internal sealed class RecordedPlayer
{
    private readonly RecordedConnection _recorded;
    private readonly RawTdsClient _client;
    private readonly bool _hasHeaders;
    private readonly int _rank;
    private readonly Queue<byte[]> _requests = new();
    private readonly Dictionary<int, int> _handles = [];
    private (byte Type, string Text, byte[] Answer)? _armed;

    public RecordedPlayer(RecordedConnection recorded, SampleTdsServer database, RawTdsClient client)
    {
        (_recorded, _client) = (recorded, client);
        _rank = TdsVersion.Rank(recorded.LoginTo(0).Version);
        _hasHeaders = _rank >= TdsVersion.Rank72;
        database.Server.Faults.OnRequest = Answer;
    }

    /// <summary>Answers that were the recorded ones.</summary>
    public int Answers { get; private set; }

    /// <summary>Answers in which the gateway has its own part.</summary>
    public int Own { get; private set; }

    /// <summary>What the client got otherwise than recorded; null: nothing.</summary>
    public string? Play()
    {
        var messages = _recorded.Messages;
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i].IsClient)
            {
                Send(messages[i].Bytes, messages.Skip(i).Where(m => !m.IsClient).Select(m => m.Bytes).Skip(_requests.Count).FirstOrDefault());
                continue;
            }

            if (!_requests.TryDequeue(out var request))
                return null;
            if (Compare(request, messages[i].Bytes) is { } difference)
                return $"{_recorded.Name}, message {i}: {difference}";
        }

        return null;
    }

    private void Send(byte[] message, byte[]? answer)
    {
        var payload = RecordedConnection.Payload(message);

        // The recorded server had begun what it was then asked to stop.
        if (message[0] == PacketType.Attention)
            SpinWait.SpinUntil(() => _armed is null, TimeSpan.FromSeconds(2));
        if (answer is not null && message[0] != PacketType.Attention)
            Arm((message[0], message[0] == PacketType.Batch ? RecordedConnection.Text(payload, _hasHeaders) : "", answer));
        _requests.Enqueue(message);
        UseOwnHandle(message);
        _client.SendRaw(message);
    }

    private void Arm((byte, string, byte[])? armed)
    {
        lock (_handles)
            _armed = armed;
    }

    private Fault? Answer(ReceivedRequest request)
    {
        lock (_handles)
        {
            var isRecorded = _armed is { } armed && request.Kind switch
            {
                RequestKind.Batch => armed.Type == PacketType.Batch && armed.Text == request.Text,
                RequestKind.Rpc => armed.Type == PacketType.Rpc,
                RequestKind.TransactionManager => armed.Type == PacketType.TransactionManager,
                RequestKind.Bulk => armed.Type == PacketType.Bulk,
                _ => false,
            };
            if (!isRecorded)
                return null;
            var answer = _armed!.Value.Answer;
            _armed = null;
            return new Fault { Raw = answer };
        }
    }

    private string? Compare(byte[] request, byte[] meant)
    {
        if (Read() is not { } told)
            return $"no answer\n{Words(meant)}";
        Answers++;
        if (told.AsSpan().SequenceEqual(meant))
            return null;
        Own++;
        var (has, should) = (Words(told), Words(meant));
        if (has == should || (((request[1] & PacketType.Reset) != 0) && has == $"ENVCHANGE 18 '' ''\n{should}"))
            return null;
        // What that server could not read the gateway refuses in its own words.
        if (IsRefusal(has) && IsRefusal(should))
            return null;
        if (request[0] == PacketType.Rpc && Handles(told) is { Count: > 0 } own && Handles(meant) is { } recorded && own.Count == recorded.Count && Without(has, own) == Without(should, recorded))
        {
            _handles[recorded[0]] = own[0];
            return null;
        }

        return $"\n{should}\n-- but was\n{has}";
    }

    private byte[]? Read()
    {
        using var all = new MemoryStream();
        byte[]? packet;
        try
        {
            do
            {
                packet = _client.ReadPacket();
                all.Write(packet);
            }
            while (packet is not null && (packet[1] & PacketType.EndOfMessage) == 0);
        }
        catch (IOException)
        {
            return null;
        }

        return packet is null ? null : all.ToArray();
    }

    private static bool IsRefusal(string words) => words.StartsWith("ERROR", StringComparison.Ordinal) && words.Split('\n').Length == 2;

    private string Words(byte[] message) => string.Join('\n', new TdsTokenReader(_rank).Read(RecordedConnection.Payload(message)));

    private List<int> Handles(byte[] message) =>
        [.. new TdsTokenReader(_rank).Read(RecordedConnection.Payload(message)).OfType<TdsReturnValue>().Select(v => v.Value).OfType<int>().Take(1)];

    private static string Without(string words, List<int> handles) => handles.Aggregate(words, (w, h) => w.Replace($"int = {h}", "int = handle", StringComparison.Ordinal));

    /// <summary>A client that was told another handle uses that one.</summary>
    private void UseOwnHandle(byte[] message)
    {
        var at = 8 + (_hasHeaders && message[0] == PacketType.Rpc ? BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(8)) : 0);
        if (message[0] != PacketType.Rpc || message.Length < at + 14 || message[at] != 0xFF || message[at + 2] is not (RawTdsRpc.Execute or RawTdsRpc.Unprepare))
            return;
        at += 6;
        at += 1 + (message[at] * 2) + 1;
        at += message[at] == WireType.IntN ? 3 : 1;
        if (_handles.TryGetValue(BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(at)), out var handle))
            BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(at), handle);
    }
}
