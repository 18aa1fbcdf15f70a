using System.Security.Cryptography;
using System.Text.Unicode;
using ProxyDb.Host.Audit.Spool;

namespace ProxyDb.Host.Audit.Sealing;

/// <summary>The members of a statement's record between its head and <c>prev</c> (contracts.md §4), in order.</summary>
internal static class StatementJson
{
    /// <summary>
    /// The text as a JSON string, <c>binds</c> and <c>truncated</c>. Length and SHA-256 of the original follow when the string
    /// is not all of it: cut, or with bytes that are not UTF-8.
    /// </summary>
    public static void Text(LineBuffer line, in StatementTextView text)
    {
        line.Raw("\""u8).Characters(text.Head);
        if (text.IsCut)
        {
            line.Raw("…"u8).Characters(text.Tail);
        }

        line.Raw("\",\"binds\":[],\"truncated\":"u8).Bool(text.IsCut);
        if (text.IsCut)
        {
            line.Raw(",\"text_bytes\":"u8).Number(text.Total).Raw(",\"text_sha256\":\""u8).Hex(text.Digest).Raw("\""u8);
        }
        else if (!Utf8.IsValid(text.Head))
        {
            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(text.Head, digest);
            line.Raw(",\"text_bytes\":"u8).Number(text.Total).Raw(",\"text_sha256\":\""u8).Hex(digest).Raw("\""u8);
        }
    }

    /// <summary>Everything an opening says; <paramref name="reader"/> stands behind the session and template numbers.</summary>
    public static void Opening(LineBuffer line, ref SpoolReader reader, long opened, SessionText session, TemplateText template)
    {
        var server = reader.Text(out var noServer);
        var pinned = reader.Text(out var noPin);
        line.Raw(",\"opened\":"u8).Number(opened).Raw(session.Session).Raw(",\"actor\":"u8);
        Actor(line, ref reader);
        line.Raw(session.Client).Raw(session.TargetHead);
        _ = noServer ? line.Raw("null"u8) : line.Text(server);
        line.Raw(session.TargetDatabase);
        _ = noPin ? line.Raw("null"u8) : line.Text(pinned);
        line.Raw("}"u8).Raw(template.Head);
        var text = StatementText.Read(ref reader);
        if (text.Exists)
        {
            Text(line, in text);
        }
        else
        {
            line.Raw(template.Text);
        }

        line.Raw(template.Lists);
    }

    public static void Result(LineBuffer line, in OutcomeView outcome)
    {
        line.Raw(",\"result\":{\"status\":"u8).Text(OutcomeStatus.Word(outcome.Status)).Raw(",\"code\":"u8);
        if (!outcome.Code.IsEmpty)
        {
            line.Text(outcome.Code);
        }
        else
        {
            line.Raw(outcome.Status == OutcomeStatus.Unknown ? "null"u8 : "\"00000\""u8);
        }

        line.Raw(",\"rows\":"u8).Number(outcome.Rows).Raw(",\"affected\":"u8).Number(outcome.Affected)
            .Raw(",\"bytes\":"u8).Number(outcome.Bytes).Raw(",\"download\":"u8).Bool(outcome.Download).Raw("}"u8);
    }

    private static void Actor(LineBuffer line, ref SpoolReader reader)
    {
        if ((reader.Flags & SpoolRecords.HasActor) == 0)
        {
            line.Raw("null"u8);
            return;
        }

        SessionText.Member(line.Raw("{\"id\":"u8), ref reader);
        SessionText.Member(line.Raw(",\"source\":"u8), ref reader);
        SessionText.Member(line.Raw(",\"trust\":"u8), ref reader);
        line.Raw("}"u8);
    }
}

/// <summary>How a statement ended, as spooled.</summary>
internal readonly ref struct OutcomeView
{
    /// <summary>Null when it is not known.</summary>
    public long? Took { get; init; }

    public long Database { get; init; }

    public byte Status { get; init; }

    public ReadOnlySpan<byte> Code { get; init; }

    public long Rows { get; init; }

    public long Affected { get; init; }

    public long Bytes { get; init; }

    public bool Download { get; init; }

    public static OutcomeView Read(ref SpoolReader reader)
    {
        var (took, database, status) = (reader.Int64(), reader.Int64(), reader.Byte());
        var length = reader.Byte();
        var code = reader.Raw(8)[..Math.Min(length, (byte)8)];
        return new OutcomeView
        {
            Took = took,
            Database = database,
            Status = status,
            Code = code,
            Rows = reader.Int64(),
            Affected = reader.Int64(),
            Bytes = reader.Int64(),
            Download = reader.Byte() != 0,
        };
    }
}
