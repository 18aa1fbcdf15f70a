using System.Buffers.Text;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary><c>$n</c></summary>
internal static class PostgresParameter
{
    /// <summary>The number of a parameter token; <see cref="int.MaxValue"/> for one that overflows, which the server refuses.</summary>
    public static int Number(ReadOnlySpan<byte> token) =>
        Utf8Parser.TryParse(token[1..], out int number, out var used) && used == token.Length - 1 ? number : int.MaxValue;
}
