using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ProxyDb.Fuzz;
using ProxyDb.Fuzz.Postgres;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;
using ProxyDb.TestKit.Postgres.Raw;

namespace ProxyDb.Protocols.Tests.Postgres.Conversations;

/// <summary>
/// Whatever a client pipelines, it sees through a conversation what it would have seen from the server itself: the same messages, the
/// same codes, the same transaction status; with two servers that take turns whenever the conversation is at rest.
/// </summary>
[TestFixture]
public sealed class ConversationPropertyTests
{
    private static readonly string[] Texts =
        ["ok", "ok", "rows 0", "rows 2", "rows 5", "err", "late", "begin", "begin", "commit", "rollback", "copyout", "notice", "denied", "", "rows 5 limited", "rows 3 cut", "rows 2 limited"];

    private static readonly string[] Batches =
        ["ok; rows 1; ok", "ok; err; ok", "begin; ok", "ok; late; ok", "commit; ok", "ok; denied", "; ;", "ok; copyout; rows 2", "rollback; begin",
        "rows 1; rows 5 limited; ok", "rows 3 cut; rows 2 cut; rows 4 cut"];

    [Test]
    public void Client_sees_what_the_server_itself_would_have_shown([Range(0, 39)] int block) =>
        Assert.That(Failures(block * 100, (block + 1) * 100), Is.Empty);

    /// <summary>What went wrong, one text per seed; each begins with the pipeline.</summary>
    internal static IEnumerable<string> Failures(int firstSeed, int endSeed)
    {
        for (var seed = firstSeed; seed < endSeed; seed++)
        {
            var pipeline = MakePipeline(new Random(seed));
            string? failure = null;
            try
            {
                var direct = RunDirect(pipeline);
                var through = RunThrough(pipeline, new Random(seed));
                if (through != direct)
                {
                    failure = $"direct  {direct}\nthrough {through}";
                }
            }
            catch (Exception e)
            {
                failure = e.ToString();
            }

            if (failure is not null)
            {
                yield return $"seed {seed}: {string.Join(' ', pipeline.Select(Show))}\n{failure}";
            }
        }
    }

    /// <summary>Messages in any order a client may legally send them, ending in a state where nothing is outstanding.</summary>
    private static List<byte[]> MakePipeline(Random random)
    {
        // Messages of their own use two statements of the beginning. Other names are prepared once, and the unnamed statement is bound right behind its Parse: to rely on either while an error before
        // it is still unknown is what no driver does, and where the gateway may answer otherwise than the server.
        var messages = new List<byte[]> { ClientMessage.Parse("a", "rows 5"), ClientMessage.Parse("b", "ok"), ClientMessage.Sync };
        var names = 0;

        // A text that the backend has prepared already is answered without asking it: in an aborted transaction that shows. So with
        // transaction blocks every name has a text of its own.
        var hasBlocks = random.Next(2) == 0;
        for (var i = random.Next(1, 25); i > 0; i--)
        {
            var name = random.Next(2) == 0 ? "a" : "b";
            var fresh = random.Next(2) == 0 ? $"s{++names}" : "";
            var portal = random.Next(4) == 0 ? "p1" : "";
            var text = TextOf(Texts, random, hasBlocks);
            var own = hasBlocks && fresh.Length > 0 ? text + new string(' ', names) : text;
            switch (random.Next(14))
            {
                case 0:
                    messages.Add(ClientMessage.Query(text));
                    break;
                case 1:
                    messages.Add(ClientMessage.Query(TextOf(Batches, random, hasBlocks)));
                    break;
                case 2 or 3:
                    messages.AddRange([ClientMessage.Parse(fresh, own), ClientMessage.Bind(portal, fresh), ClientMessage.Execute(portal, random.Next(3))]);
                    break;
                case 4:
                    messages.Add(ClientMessage.Parse(fresh, own));
                    break;
                case 5:
                    messages.Add(ClientMessage.Bind(portal, name));
                    break;
                case 6:
                    messages.Add(ClientMessage.Execute(portal, random.Next(3)));
                    break;
                case 7:
                    messages.Add(random.Next(2) == 0 ? ClientMessage.DescribePortal(portal) : ClientMessage.DescribeStatement("a"));
                    break;
                case 8:
                    messages.Add(random.Next(2) == 0 ? ClientMessage.ClosePortal(portal) : ClientMessage.CloseStatement(random.Next(2) == 0 ? "" : "nowhere"));
                    break;
                case 9:
                    AddCopy(messages, random);
                    break;
                case 10:
                    messages.Add(ClientMessage.Flush);
                    break;
                default:
                    messages.Add(ClientMessage.Sync);
                    break;
            }
        }

        messages.AddRange([ClientMessage.Sync, ClientMessage.Query("rollback"), ClientMessage.Query("ok")]);
        return messages;
    }

    private static string TextOf(string[] texts, Random random, bool hasBlocks)
    {
        var text = texts[random.Next(texts.Length)];
        return hasBlocks || !text.Contains("begin", StringComparison.Ordinal) ? text : "ok";
    }

    private static void AddCopy(List<byte[]> messages, Random random)
    {
        if (random.Next(2) == 0)
        {
            messages.Add(ClientMessage.Query(random.Next(2) == 0 ? "copyin" : "ok; copyin; ok"));
        }
        else
        {
            messages.AddRange([ClientMessage.Parse("", "copyin"), ClientMessage.Bind("", ""), ClientMessage.Execute()]);
            if (random.Next(2) == 0)
            {
                messages.Add(ClientMessage.Sync);
            }
        }

        for (var i = random.Next(3); i > 0; i--)
        {
            messages.Add(ClientMessage.CopyData("1\n"u8));
        }

        messages.Add(random.Next(4) == 0 ? ClientMessage.CopyFail("no") : ClientMessage.CopyDone);
        if (random.Next(2) == 0)
        {
            messages.Add(ClientMessage.Sync);
        }
    }

    private static string RunDirect(List<byte[]> pipeline)
    {
        var server = new ModelServer { Enforces = true };
        foreach (var message in pipeline)
        {
            server.Give(message);
        }

        while (server.Step())
        {
        }

        return ShowAll(server.Take(int.MaxValue));
    }

    private static string RunThrough(List<byte[]> pipeline, Random random)
    {
        var gateway = new ModelGateway();
        var conversation = new Conversation(gateway, WireLimits.Default);
        ModelServer[] servers = [new(), new() { IsCancelled = true }];
        ServerStatements[] states = [new(2), new(2)];
        var (current, isLeased) = (0, false);
        gateway.Lease = () =>
        {
            if (random.Next(4) == 0)
            {
                return null;
            }

            current = random.Next(2);
            isLeased = true;
            return states[current];
        };

        var toGateway = pipeline.SelectMany(message => message).ToList();
        var fromServer = new List<byte>();
        int shown = 0, idle = 0;
        while (idle < 100)
        {
            idle++;
            var server = servers[current];
            switch (random.Next(3))
            {
                case 0 when toGateway.Count > 0:
                    shown = Math.Min(toGateway.Count, shown + random.Next(1, 60));
                    var consumed = conversation.OnClient(toGateway.Take(shown).ToArray());
                    toGateway.RemoveRange(0, consumed);
                    shown -= consumed;
                    idle = 0;
                    break;
                case 1 when isLeased && server.HasInput:
                    if (server.Step())
                    {
                        idle = 0;
                    }

                    break;
                case 2 when isLeased && (server.HasOutput || fromServer.Count > 0):
                    fromServer.AddRange(server.Take(random.Next(1, 80)));
                    var read = conversation.OnServer(fromServer.ToArray());
                    fromServer.RemoveRange(0, read);
                    idle = 0;
                    break;
            }

            servers[current].Give(gateway.Server.Written);
            gateway.Server.Clear();
            if (isLeased && conversation.IsAtRest && !servers[current].HasInput && !servers[current].HasOutput && fromServer.Count == 0)
            {
                isLeased = false;
                gateway.Release();
            }
        }

        var seen = servers.SelectMany(each => each.Seen);
        FuzzFailure.Unless(!seen.Any(text => text.Contains("denied", StringComparison.Ordinal) && text != "SELECT proxydb.denied"), "a denied text was sent");
        FuzzFailure.Unless(toGateway.Count == 0, $"{toGateway.Count} bytes of the client were not consumed");
        FuzzFailure.Unless(!isLeased, $"not at rest: busy {conversation.IsBusy}, in transaction {conversation.InTransaction}");
        FuzzFailure.Unless(gateway.OpenRecords == 0, $"{gateway.OpenRecords} records were not closed");
        return ShowAll(gateway.Client.Written.ToArray());
    }

    /// <summary>Messages as text; of an error the code only, since the server's words differ from ours.</summary>
    private static string ShowAll(byte[] bytes)
    {
        var text = new StringBuilder();
        ReadOnlySpan<byte> rest = bytes;
        while (ServerMessageReader.TryRead(rest, WireLimits.Default, out _, out var frame))
        {
            var message = new ServerMessage((char)frame.Kind, frame.Payload.ToArray());
            text.Append(message.IsError ? $"Error({message.SqlState})" : message.ToString()).Append(' ');
            rest = rest[frame.Raw.Length..];
        }

        // In an aborted transaction it may be one message later that the server is asked, and found not to go on.
        // A portal whose Bind was passed over is not to be had any more, though the server may hold an older one.
        var shown = Regex.Replace(
            text.ToString().Replace("Error(34000) Ready(E)", "Error(25P02) Ready(E)", StringComparison.Ordinal),
            @"(?:[13]\[0\] )+Error\(25P02\)",
            "Error(25P02)");
        return rest.IsEmpty ? shown : $"{shown}+{rest.Length} bytes";
    }

    private static string Show(byte[] message)
    {
        var text = Encoding.UTF8.GetString(message.AsSpan(5)).TrimEnd('\0');
        return string.Create(CultureInfo.InvariantCulture, $"{(char)message[0]}[{text.Replace('\0', '|')}]");
    }
}
