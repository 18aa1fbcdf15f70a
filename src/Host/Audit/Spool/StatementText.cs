using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace ProxyDb.Host.Audit.Spool;

/// <summary>
/// A statement's text within a record: <c>total i32, kept i32</c>, for a longer text than the limit <c>head i32, SHA-256 of the
/// whole</c>, then the kept bytes: three quarters of the limit from its head and the rest from its tail, cut between characters.
/// </summary>
internal static class StatementText
{
    /// <summary>Most bytes that <see cref="Write(ref SpoolWriter, ReadOnlySpan{byte}, int)"/> may need.</summary>
    public static int MaxSize(int length, int limit) => 8 + 4 + SHA256.HashSizeInBytes + Math.Min(length, limit);

    /// <summary>No text: the template's stands for it.</summary>
    public static void WriteNone(ref SpoolWriter writer)
    {
        writer.Int32(0);
        writer.Int32(SpoolWriter.Null);
    }

    public static void Write(ref SpoolWriter writer, ReadOnlySpan<byte> text, int limit)
    {
        writer.Int32(text.Length);
        if (text.Length <= limit)
        {
            writer.Int32(text.Length);
            writer.Raw(text);
            return;
        }

        var head = text[..CharacterStart(text, limit / 4 * 3)];
        var tail = text[CharacterStart(text, text.Length - (limit - head.Length) + 3)..];
        writer.Int32(head.Length + tail.Length);
        writer.Int32(head.Length);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, digest);
        writer.Raw(digest);
        writer.Raw(head);
        writer.Raw(tail);
    }

    public static void Write(ref SpoolWriter writer, string? text, int limit)
    {
        if (text is null)
        {
            WriteNone(ref writer);
            return;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, bytes);
        Write(ref writer, bytes.AsSpan(0, length), limit);
        ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
    }

    public static StatementTextView Read(ref SpoolReader reader)
    {
        var total = reader.Int32();
        var kept = reader.Int32();
        if (kept == SpoolWriter.Null)
        {
            return default;
        }

        if (kept == total)
        {
            return new StatementTextView { Exists = true, Total = total, Head = reader.Raw(kept) };
        }

        var head = reader.Int32();
        return new StatementTextView
        {
            Exists = true,
            Total = total,
            Digest = reader.Raw(SHA256.HashSizeInBytes),
            Head = reader.Raw(head),
            Tail = reader.Raw(kept - head),
        };
    }

    /// <summary>The offset, or the start of the UTF-8 character it lies in.</summary>
    private static int CharacterStart(ReadOnlySpan<byte> text, int offset)
    {
        var start = offset;
        while (start > 0 && offset - start < 4 && (text[start] & 0xC0) == 0x80)
        {
            start--;
        }

        return offset - start < 4 ? start : offset;
    }
}

/// <summary>What a record kept of a text.</summary>
internal readonly ref struct StatementTextView
{
    public bool Exists { get; init; }

    /// <summary>Bytes of the whole.</summary>
    public int Total { get; init; }

    public ReadOnlySpan<byte> Head { get; init; }

    public ReadOnlySpan<byte> Tail { get; init; }

    /// <summary>SHA-256 of the whole when it was cut, else empty.</summary>
    public ReadOnlySpan<byte> Digest { get; init; }

    public bool IsCut => !Digest.IsEmpty;
}
