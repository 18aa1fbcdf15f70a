using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds.Conversations;

/// <summary>
/// What real clients have sent goes through a conversation whose backend answers as the recorded server did: the client gets what it was
/// recorded to get, byte for byte, but for what the gateway itself owns:
/// an acknowledgement of a reset that the server did not make, the answer to an Attention that has nothing to stop, the answer to a release
/// of handles, and handles of prepared statements, which are numbered by the gateway.
/// </summary>
[TestFixture]
internal sealed class RecordedConversationTests
{
    private const PacketStatus Reset = PacketStatus.Reset;

    [Test]
    public void Recorded_clients_get_what_they_were_recorded_to_get()
    {
        if (Capture.Folder is not { } folder)
        {
            Assert.Ignore("the recordings are not here: shared/captures/tds");
            return;
        }

        var (sessions, answers, own) = (0, 0, 0);
        foreach (var path in Directory.EnumerateFiles(folder, "*.jsonl.gz").Order(StringComparer.Ordinal))
        {
            var capture = Capture.Load(path);
            foreach (var connection in capture.Reads.GroupBy(r => r.Connection))
            {
                var session = new RecordedSession();
                foreach (var read in connection)
                {
                    session.Read(read);
                }

                if (session.Session is not null)
                {
                    sessions++;
                    var replay = new Replay(session, $"{capture.Name}, connection {connection.Key}");
                    replay.Run();
                    answers += replay.Answers;
                    own += replay.Own;
                }
            }
        }

        Assert.That(sessions, Is.GreaterThan(150));
        Assert.That(answers, Is.GreaterThan(1400));
        Assert.That(own, Is.GreaterThan(50));
    }

    private sealed class Replay(RecordedSession recorded, string place)
    {
        private readonly ModelGateway _gateway = new();
        private readonly Queue<Request> _requests = new();
        private readonly List<byte> _waiting = [];
        private readonly Dictionary<int, int> _handles = [];
        private Conversation _conversation = null!;
        private BackendState _backend = null!;

        public int Answers { get; private set; }

        public int Own { get; private set; }

        public void Run()
        {
            _backend = new BackendState(100, recorded.Session!);
            _gateway.Lease = () => _backend;
            _conversation = new Conversation(_gateway, WireLimits.Default, recorded.Session!);
            _gateway.OnCancel = _conversation.CancelRunning;
            var messages = recorded.Messages;
            for (var i = 0; i < messages.Count; i++)
            {
                var at = $"{place}, message {i}";
                if (messages[i].IsClient)
                {
                    OnClient(messages[i].Bytes, at);
                }
                else
                {
                    OnServer(messages[i].Bytes, at);
                }

                AnswerOwn();
            }

            Assert.That(_requests.Count, Is.LessThanOrEqualTo(1), place);
        }

        private void OnClient(byte[] message, string at)
        {
            _gateway.Server.Clear();
            _gateway.Client.Clear();
            UseOwnHandle(message);
            _waiting.AddRange(message);
            var before = _gateway.Sent.Count;
            Assert.That(_conversation.OnClient(_waiting.ToArray()), Is.EqualTo(_waiting.Count), at);
            _waiting.Clear();
            var isSent = _gateway.Sent.Skip(before).Any(s => !s.StartsWith("own", StringComparison.Ordinal));
            _requests.Enqueue(new Request(message, isSent ? null : _gateway.Client.Written.ToArray()));
        }

        private void OnServer(byte[] message, string at)
        {
            if (!_requests.TryDequeue(out var request))
            {
                // That server has acknowledged without end what was asked of it twice; the client had left.
                Assert.That(AnswerText.Of(message, _backend.Session.Version), Is.EqualTo("done[20]"), at);
                return;
            }

            Answers++;
            if (request.Answer is [] && request.Message[0] == (byte)MessageKind.Attention)
            {
                // One of several while one was under way: the gateway has acknowledged it with the first.
                Assert.That(AnswerText.Of(message, _backend.Session.Version), Is.EqualTo("done[20]"), at);
                return;
            }

            if (request.Answer is { } answer)
            {
                // Of an acknowledgement and of released handles only the numbers of session and packet are the gateway's.
                Own++;
                Assert.That(AnswerText.Of(answer, _backend.Session.Version), Is.EqualTo(AnswerText.Of(message, _backend.Session.Version)), at);
                return;
            }

            _gateway.Client.Clear();
            foreach (var part in message.Chunk(1 + (message.Length * 2 / 3)))
            {
                _waiting.AddRange(part);
                _waiting.RemoveRange(0, _conversation.OnServer(_waiting.ToArray()));
            }

            Assert.That(_waiting, Is.Empty, at);
            var shown = _gateway.Client.Written.ToArray();
            if (!shown.AsSpan().SequenceEqual(message))
            {
                Compare(request.Message, message, shown, at);
            }
        }

        private void Compare(byte[] request, byte[] message, byte[] shown, string at)
        {
            Own++;
            var (told, meant) = (AnswerText.Of(shown, _backend.Session.Version), AnswerText.Of(message, _backend.Session.Version));
            if ((((PacketStatus)request[1] & Reset) != 0 && told == $"change18 {meant}") || told == "done[20] | done[20]")
            {
                return;
            }

            var isPrepared = request[0] == (byte)MessageKind.Rpc && Handles(told) == Handles(meant);
            Assert.That(isPrepared, Is.True, $"{at}\n{meant}\n-- but was\n{told}");
            _handles[Number(meant)] = Number(told);
        }

        /// <summary>A client that was told another handle uses that one.</summary>
        private void UseOwnHandle(byte[] message)
        {
            if (message[0] != (byte)MessageKind.Rpc)
            {
                return;
            }

            var headers = AllHeaders.Read(message.AsSpan(PacketHeader.Size), _backend.Session.Version).Length;
            var calls = new RpcReader(message.AsSpan(PacketHeader.Size + headers), _backend.Session.Version);
            if (calls.MoveNext() && (SystemProcedure)calls.ProcId is SystemProcedure.Execute or SystemProcedure.Unprepare && calls.MoveNextParameter())
            {
                var place = message.AsSpan(PacketHeader.Size + headers + calls.Parameter.End - sizeof(int));
                if (_handles.TryGetValue(BitConverter.ToInt32(place), out var handle))
                {
                    BitConverter.TryWriteBytes(place, handle);
                }
            }
        }

        private static int Number(string answer) => int.Parse(System.Text.RegularExpressions.Regex.Match(answer, @"value\d+=(\d+)").Groups[1].Value);

        /// <summary>The answer without the numbers that come back of a call.</summary>
        private static string Handles(string answer) => System.Text.RegularExpressions.Regex.Replace(answer, @"(value\d+)=\d+", "$1");

        /// <summary>What the gateway asks for itself is answered as a server does outside of a transaction.</summary>
        private void AnswerOwn()
        {
            while (_gateway.Sent.Count > 0 && _gateway.Sent[^1].StartsWith("own", StringComparison.Ordinal))
            {
                var bytes = new TdsBytes(_backend.Session.Version);
                _gateway.Sent.Add("answered");
                _conversation.OnServer(bytes.Answer(bytes.Done()));
            }
        }

        private sealed record Request(byte[] Message, byte[]? Answer);
    }
}
