using System.Text.RegularExpressions;

namespace ProxyDb.Protocols.Tests.Tds;

/// <summary>Real clients with a real server: everything is read to its last byte and read as an independent decoder has read it.</summary>
[TestFixture]
internal sealed partial class CaptureTests
{
    private const int LongLine = 1000;

    [Test]
    public void Recorded_conversations_are_read_as_an_independent_decoder_reads_them()
    {
        if (Capture.Folder is not { } folder)
        {
            Assert.Ignore("the recordings are not here: shared/captures/tds");
            return;
        }

        var (rewritten, tokens) = (0, 0);
        foreach (var path in Directory.EnumerateFiles(folder, "*.jsonl.gz").Order(StringComparer.Ordinal))
        {
            var capture = Capture.Load(path);
            var conversations = new SortedDictionary<int, CapturedConversation>();
            foreach (var read in capture.Reads)
            {
                if (!conversations.TryGetValue(read.Connection, out var conversation))
                {
                    conversations.Add(read.Connection, conversation = new CapturedConversation(capture.Version));
                }

                try
                {
                    conversation.Read(read);
                }
                catch (Exception fault) when (fault is not AssertionException)
                {
                    throw new AssertionException($"{capture.Name}, connection {read.Connection}: {fault.Message}", fault);
                }
            }

            foreach (var (connection, conversation) in conversations)
            {
                conversation.ExpectEnd();
                Compare(capture, connection, conversation, isClient: true);
                Compare(capture, connection, conversation, isClient: false);
                rewritten += conversation.Rewritten;
                tokens += conversation.Tokens;
            }
        }

        Assert.That(rewritten, Is.GreaterThan(1400));
        Assert.That(tokens, Is.GreaterThan(5000));
    }

    private static void Compare(Capture capture, int connection, CapturedConversation conversation, bool isClient)
    {
        var expected = capture.Decoded.Where(m => m.Connection == connection && m.IsClient == isClient).ToList();
        var actual = conversation.Messages.Where(m => m.IsClient == isClient).ToList();
        Assert.That(actual, Has.Count.EqualTo(expected.Count), $"{capture.Name}, connection {connection}, client: {isClient}");
        for (var index = 0; index < expected.Count; index++)
        {
            var place = $"{capture.Name}, connection {connection}, client: {isClient}, message {index}";
            Assert.That(actual[index].Kind, Is.EqualTo(expected[index].Kind), place);
            Assert.That(actual[index].Packets, Is.EqualTo(expected[index].Packets), place);
            Assert.That(actual[index].Bytes, Is.EqualTo(expected[index].Bytes), place);
            CompareLines(expected[index].Lines, actual[index].Lines, place);
        }
    }

    private static void CompareLines(List<string> expected, List<string> actual, string place)
    {
        if (expected.Count == 1 && expected[0].StartsWith("TLS handshake", StringComparison.Ordinal))
        {
            return;
        }

        var read = expected.Where(static line => !line.StartsWith('(') || line.StartsWith("(unnamed)", StringComparison.Ordinal))
            .Select(static line => TableName().Replace(line, "")).ToList();
        Assert.That(actual, Has.Count.EqualTo(read.Count), $"{place}\n{string.Join('\n', read)}\n-- but was\n{string.Join('\n', actual)}");
        for (var index = 0; index < read.Count; index++)
        {
            // The decoder has cut its longest lines.
            var line = actual[index].Trim();
            Assert.That(read[index], Does.StartWith(read[index].Length < LongLine ? line : line[..Math.Min(line.Length, LongLine)]), place);
        }
    }

    [GeneratedRegex(@" table=\[[^\]]*\]")]
    private static partial Regex TableName();
}
