using System.Runtime.InteropServices;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>libpg_query 15-4.x: the grammar of PostgreSQL 15 as a library. Layouts are those of <c>pg_query.h</c>.</summary>
internal static unsafe partial class LibPgQuery
{
    private const string Library = "libpg_query.so.1504.0.0";

    /// <summary>Parses a NUL-terminated UTF-8 text to a tree in JSON. The result must be freed.</summary>
    [LibraryImport(Library, EntryPoint = "pg_query_parse")]
    public static partial ParseResult Parse(byte* text);

    [LibraryImport(Library, EntryPoint = "pg_query_free_parse_result")]
    public static partial void Free(ParseResult result);

    /// <summary>Parses a CREATE FUNCTION of language plpgsql to the tree of its body in JSON. The result must be freed.</summary>
    [LibraryImport(Library, EntryPoint = "pg_query_parse_plpgsql")]
    public static partial PlpgsqlResult ParsePlpgsql(byte* text);

    [LibraryImport(Library, EntryPoint = "pg_query_free_plpgsql_parse_result")]
    public static partial void Free(PlpgsqlResult result);

    [StructLayout(LayoutKind.Sequential)]
    public struct ParseResult
    {
        public byte* Tree;
        public byte* Stderr;
        public ParseError* Error;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PlpgsqlResult
    {
        public byte* Functions;
        public ParseError* Error;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ParseError
    {
        public byte* Message;
        public byte* Function;
        public byte* File;
        public int Line;

        /// <summary>1-based, in characters; 0 when unknown.</summary>
        public int Position;
        public byte* Context;
    }
}
