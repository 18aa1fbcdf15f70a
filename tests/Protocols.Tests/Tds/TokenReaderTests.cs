using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds;

[TestFixture]
public sealed class TokenReaderTests
{
    private static readonly byte[] Stream = TokenStreams.Everything();

    [Test]
    public void Stream_of_every_token_is_read_the_same_however_it_is_cut([Values] bool wholeRows)
    {
        var whole = Read([Stream], wholeRows);
        Assert.That(whole, Has.Count.GreaterThan(18));
        Assert.That(whole[0].Start, Is.Zero);
        Assert.That(whole[^1].End, Is.EqualTo(Stream.Length));
        for (var index = 1; index < whole.Count; index++)
        {
            Assert.That(whole[index].Start, Is.EqualTo(whole[index - 1].End), "tokens stand without gaps");
        }

        for (var cut = 1; cut < Stream.Length; cut++)
        {
            Assert.That(Read([Stream[..cut], Stream[cut..]], wholeRows), Is.EqualTo(whole), $"cut at {cut}");
        }

        Assert.That(Read([.. Stream.Select(static b => new[] { b })], wholeRows), Is.EqualTo(whole), "byte by byte");
    }

    [Test]
    public void Tokens_are_shown_as_they_stand()
    {
        foreach (var token in Read([Stream], wholeRows: true))
        {
            Assert.That(token.Bytes, Is.EqualTo(Convert.ToHexString(Stream[(int)token.Start..(int)token.End])), token.Kind.ToString());
        }
    }

    [Test]
    public void Values_of_every_type_are_found_in_a_row()
    {
        var buffer = new WireBuffer();
        TokenStreams.WriteAllTypes(buffer);
        TokenStreams.WriteRow(buffer);
        var reader = new TokenReader(TdsVersion.V74, WireLimits.Default) { WholeRows = true };
        Assert.That(reader.Read(buffer.Written, out _, out var consumed), Is.EqualTo(TokenStep.Token));
        Assert.That(reader.Read(buffer.Written[consumed..], out var token, out _), Is.EqualTo(TokenStep.Token));
        var row = new RowWalker(token, reader.Columns);
        foreach (var (type, value) in TokenStreams.Types)
        {
            Assert.That(row.MoveNext(), Is.True);
            Assert.That(Convert.ToHexString(row.Raw), Is.EqualTo(Convert.ToHexString(Hex.Bytes(value))), type);
            Assert.That(FieldReader.TextOf(reader.Columns.NameOf(row.Column)), Is.EqualTo($"c{row.Column}"));
            Assert.That(Convert.ToHexString(reader.Columns.TypeBytesOf(row.Column)), Is.EqualTo(Convert.ToHexString(Hex.Bytes(type))));
        }

        Assert.That(row.MoveNext(), Is.False);
        Assert.That(row.End, Is.EqualTo(token.Length));
    }

    [Test]
    public void Every_prefix_is_incomplete_and_says_so()
    {
        for (var length = 1; length < Stream.Length; length++)
        {
            var reader = new TokenReader(TdsVersion.V74, WireLimits.Default);
            var tokens = Drain(reader, Stream.AsSpan(0, length), []);
            Assert.That(reader.IsMidToken || tokens[^1].End == length, Is.True);
            if (reader.IsMidToken)
            {
                Assert.That(reader.ExpectEndOfMessage, Throws.TypeOf<WireFault>());
            }
        }
    }

    [Test]
    public void Metadata_that_are_not_repeated_are_those_given()
    {
        var first = Hex.Bytes("81 01 00 00 00 00 00 00 00 38 01 61 00");
        var second = Hex.Bytes("81 01 00 00 00 00 00 00 00 34 01 62 00");
        var reader = new TokenReader(TdsVersion.V74, WireLimits.Default) { WholeRows = true };
        var cursor = new ColumnMetadata();
        Drain(reader, first, []);
        cursor.CopyFrom(reader.Columns);
        Drain(reader, second, []);
        Drain(reader, Hex.Bytes("81 FF FF"), []);
        Assert.That(reader.IsWithoutMetadata, Is.True);
        reader.Columns = cursor;
        var tokens = Drain(reader, Hex.Bytes("D1 01 00 00 00"), []);
        Assert.That(tokens, Has.Count.EqualTo(1));
        Drain(reader, second, []);
        Assert.That((reader.IsWithoutMetadata, Drain(reader, Hex.Bytes("D1 01 00"), []).Count), Is.EqualTo((false, 1)));
    }

    [TestCase("00", Description = "no token")]
    [TestCase("A3 00", Description = "data classification, which nobody has agreed to")]
    [TestCase("D1 00", Description = "a row without columns")]
    [TestCase("D3 01 00", Description = "a row of a result that was not announced")]
    [TestCase("81 FE FF", Description = "too many columns")]
    [TestCase("81 01 00 00 00 00 00 00 00 99 00", Description = "an unknown type")]
    [TestCase("81 01 00 00 00 00 00 00 00 F3 00", Description = "a table as a column")]
    [TestCase("81 01 00 00 00 00 00 00 08 38 00", Description = "an encrypted column")]
    [TestCase("81 01 00 00 00 00 00 00 00 29 08 00", Description = "a time of eight digits")]
    [TestCase("E4 FF FF FF FF", Description = "a session state of four gigabytes")]
    [TestCase("AE 01 FF FF FF 7F", Description = "a feature of two gigabytes")]
    public void Hostile_tokens_are_faults(string bytes) =>
        Assert.That(
            () => Drain(new TokenReader(TdsVersion.V74, new WireLimits { ServerControlLength = 4096 }), [.. Hex.Bytes(bytes), .. new byte[5000]], []),
            Throws.TypeOf<WireFault>());

    [Test]
    public void Row_under_masks_is_bounded_and_a_row_that_passes_is_not()
    {
        var metadata = Hex.Bytes("81 01 00 00 00 00 00 09 00 A5 FF FF 01 61 00");
        byte[] row = [.. Hex.Bytes("D1 FE FF FF FF FF FF FF FF 00 00 10 00"), .. new byte[1 << 20], 0, 0, 0, 0];
        var limits = new WireLimits { RewrittenRowLength = 1 << 20 };
        var passing = new TokenReader(TdsVersion.V74, limits);
        Assert.That(Drain(passing, [.. metadata, .. row], []), Has.Count.EqualTo(2));
        var masking = new TokenReader(TdsVersion.V74, limits) { WholeRows = true };
        Assert.That(() => Drain(masking, [.. metadata, .. row], []), Throws.TypeOf<WireFault>());
    }

    [Test]
    public void Changed_bytes_are_read_or_a_fault([Values] bool wholeRows)
    {
        var random = new Random(7);
        for (var turn = 0; turn < 5000; turn++)
        {
            var bytes = Stream.ToArray();
            for (var change = 0; change < 3; change++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var reader = new TokenReader(TdsVersion.V74, WireLimits.Default) { WholeRows = wholeRows };
            Hex.ReadOrFault(() => Drain(reader, bytes, []));
        }
    }

    [Test]
    public void Steady_stream_allocates_nothing([Values] bool wholeRows)
    {
        var answer = Hex.Written(static buffer =>
        {
            TokenStreams.WriteAllTypes(buffer);
            for (var row = 0; row < 100; row++)
            {
                TokenStreams.WriteRow(buffer);
            }

            buffer.WriteBytes(Hex.Bytes("FD 10 00 C1 00 64 00 00 00 00 00 00 00"));
        });
        var reader = new TokenReader(TdsVersion.V74, WireLimits.Default) { WholeRows = wholeRows };
        ReadCut(reader, answer);
        ReadCut(reader, answer);
        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadCut(reader, answer);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static void ReadCut(TokenReader reader, byte[] answer)
    {
        for (var at = 0; at < answer.Length; at += 4088)
        {
            var part = answer.AsSpan(at, Math.Min(4088, answer.Length - at));
            while (reader.Read(part, out _, out var consumed) != TokenStep.NeedMore)
            {
                part = part[consumed..];
            }
        }
    }

    private static List<SeenToken> Read(byte[][] parts, bool wholeRows)
    {
        var reader = new TokenReader(TdsVersion.V74, WireLimits.Default) { WholeRows = wholeRows };
        var tokens = new List<SeenToken>();
        foreach (var part in parts)
        {
            Drain(reader, part, tokens);
        }

        Assert.That(reader.ExpectEndOfMessage, Throws.Nothing);
        return tokens;
    }

    private static List<SeenToken> Drain(TokenReader reader, ReadOnlySpan<byte> part, List<SeenToken> tokens)
    {
        while (true)
        {
            var step = reader.Read(part, out var token, out var consumed);
            part = part[consumed..];
            if (step == TokenStep.NeedMore)
            {
                Assert.That(part.Length, Is.Zero);
                return tokens;
            }

            if (step != TokenStep.RowBegin)
            {
                tokens.Add(new SeenToken(reader.Kind, reader.Start, reader.End, step == TokenStep.Token ? Convert.ToHexString(token) : ""));
            }
        }
    }

    private sealed record SeenToken(TokenKind Kind, long Start, long End, string Bytes);
}
