using System.Runtime.InteropServices;
using System.Text;
using NUnit.Framework;

namespace ProxyDb.Policy.Tests.Sql.Postgres;

/// <summary>The server's own scanner and parser as libpg_query offers them: what our scanner and guard are measured against.</summary>
internal static unsafe partial class LibPgQueryProbe
{
    private const string Library = "libpg_query.so.1504.0";
    private const int SqlComment = 275;
    private const int CComment = 276;

    /// <summary>Start and end of each token in bytes, comments left out; or the message of the error.</summary>
    public static (List<(int Start, int End)>? Tokens, string? Error) Scan(byte[] text)
    {
        var copy = Terminated(text);
        fixed (byte* pointer = copy)
        {
            var result = Scan(pointer);
            try
            {
                return result.Error is null
                    ? (Tokens(new ReadOnlySpan<byte>(result.Data, checked((int)result.Length))), null)
                    : (null, Message(result.Error));
            }
            finally
            {
                FreeScan(result);
            }
        }
    }

    /// <summary>Parses on a thread with a stack of 16 MiB; the message of the error, or null. A crash ends the test run.</summary>
    public static string? ParseOnBigStack(byte[] text)
    {
        string? error = null;
        var thread = new Thread(() => error = Parse(text), 16 << 20);
        thread.Start();
        thread.Join();
        return error;
    }

    /// <summary>The tree in JSON, or null for a syntax error. Only for texts that are short.</summary>
    public static string? Tree(byte[] text)
    {
        var copy = Terminated(text);
        fixed (byte* pointer = copy)
        {
            var result = Parse(pointer);
            try
            {
                return result.Error is null ? Marshal.PtrToStringUTF8((nint)result.Tree) : null;
            }
            finally
            {
                FreeParse(result);
            }
        }
    }

    public static void Require()
    {
        if (!NativeLibrary.TryLoad(Library, out _))
        {
            Assert.Ignore("libpg_query is not installed (Debian package libpg-query1504.0)");
        }
    }

    private static string? Parse(byte[] text)
    {
        var copy = Terminated(text);
        fixed (byte* pointer = copy)
        {
            var result = Parse(pointer);
            try
            {
                return result.Error is null ? null : Message(result.Error);
            }
            finally
            {
                FreeParse(result);
            }
        }
    }

    private static byte[] Terminated(byte[] text) => [.. text, 0];

    /// <summary>The first member of PgQueryError is the message.</summary>
    private static string Message(byte** error) => Marshal.PtrToStringUTF8((nint)(*error)) ?? "";

    /// <summary>ScanResult of pg_query.proto: repeated ScanToken tokens = 2 {start = 1, end = 2, token = 4}.</summary>
    private static List<(int Start, int End)> Tokens(ReadOnlySpan<byte> message)
    {
        var tokens = new List<(int, int)>();
        var position = 0;
        while (position < message.Length)
        {
            var tag = Varint(message, ref position);
            if (tag != ((2 << 3) | 2))
            {
                Varint(message, ref position);
                continue;
            }

            var end = Varint(message, ref position) + position;
            int start = 0, stop = 0, token = 0;
            while (position < end)
            {
                var field = Varint(message, ref position) >> 3;
                var value = Varint(message, ref position);
                (start, stop, token) = field switch
                {
                    1 => (value, stop, token),
                    2 => (start, value, token),
                    4 => (start, stop, value),
                    _ => (start, stop, token),
                };
            }

            if (token is not (SqlComment or CComment))
            {
                tokens.Add((start, stop));
            }
        }

        return tokens;
    }

    private static int Varint(ReadOnlySpan<byte> message, ref int position)
    {
        long value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = message[position++];
            value |= (long)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return unchecked((int)value);
            }
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ScanResult
    {
        public nuint Length;
        public byte* Data;
        public byte* Output;
        public byte** Error;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ParseResult
    {
        public byte* Tree;
        public byte* Output;
        public byte** Error;
    }

    [LibraryImport(Library, EntryPoint = "pg_query_scan")]
    private static partial ScanResult Scan(byte* text);

    [LibraryImport(Library, EntryPoint = "pg_query_free_scan_result")]
    private static partial void FreeScan(ScanResult result);

    [LibraryImport(Library, EntryPoint = "pg_query_parse")]
    private static partial ParseResult Parse(byte* text);

    [LibraryImport(Library, EntryPoint = "pg_query_free_parse_result")]
    private static partial void FreeParse(ParseResult result);
}
