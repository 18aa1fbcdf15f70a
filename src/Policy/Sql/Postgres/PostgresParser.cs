using System.Runtime.InteropServices;
using System.Text;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>A parsed text, or why it is none. Offsets in the tree are bytes of what was parsed; <see cref="Map"/> leads back.</summary>
internal readonly record struct ParsedText(SyntaxTree? Tree, AnalysisError? Error, SpanMap? Map, int HighestParameter);

/// <summary>Guard, then the server's own grammar. The caller sees to a stack that bears the text.</summary>
internal static class PostgresParser
{
    /// <param name="leavesRowsOut">Rows of VALUES that say nothing new are not parsed.</param>
    public static ParsedText Parse(SourceText source, bool standardConformingStrings, AnalysisLimits limits, bool leavesRowsOut = true)
    {
        var text = source.Terminated[..source.ByteLength];
        if (text.Contains((byte)0))
        {
            return new ParsedText(null, new AnalysisError("encoding", 0, "invalid byte sequence for encoding \"UTF8\": 0x00"), null, 0);
        }

        var guarded = AnalysisGuard.CheckPostgres(text, standardConformingStrings, limits, leavesRowsOut);
        if (guarded.Error is { } refused)
        {
            return new ParsedText(null, refused, null, 0);
        }

        byte[] terminated = guarded.Reduced is { } reduced ? [.. reduced, 0] : source.TerminatedArray;
        var (tree, error) = Call(terminated);
        return new ParsedText(tree, error is null || guarded.Map is null ? error : Moved(error, terminated, guarded.Map, source),
            guarded.Map, guarded.HighestParameter);
    }

    private static unsafe (SyntaxTree? Tree, AnalysisError? Error) Call(byte[] text)
    {
        fixed (byte* start = text)
        {
            var result = LibPgQuery.Parse(start);
            try
            {
                return result.Error is null
                    ? (SyntaxTreeReader.Read(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(result.Tree)), null)
                    : (null, Error(result.Error));
            }
            finally
            {
                LibPgQuery.Free(result);
            }
        }
    }

    private static unsafe AnalysisError Error(LibPgQuery.ParseError* error) => new(
        "syntax",
        Math.Max(0, error->Position),
        Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(error->Message)));

    /// <summary>The error with its place in the text as sent: characters → bytes, through the map, and back.</summary>
    private static AnalysisError Moved(AnalysisError error, byte[] parsed, SpanMap map, SourceText source)
    {
        if (error.Position == 0)
        {
            return error;
        }

        var offset = ByteOffset(parsed, error.Position - 1);
        var original = Math.Min(map.ToOriginal(offset), source.ByteLength);
        return error with { Position = CharacterCount(source.Terminated[..original]) + 1 };
    }

    private static int ByteOffset(ReadOnlySpan<byte> text, int characters)
    {
        var at = 0;
        while (at < text.Length && characters > 0)
        {
            at++;
            while (at < text.Length && (text[at] & 0xC0) == 0x80)
            {
                at++;
            }

            characters--;
        }

        return at;
    }

    private static int CharacterCount(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var b in text)
        {
            count += (b & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }
}
