using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using ProxyDb.Policy.Sql.Postgres;

namespace ProxyDb.Policy.Tests.Corpora;

/// <summary>What a text names, read from the parser's raw output by pattern: an oracle that shares nothing with the walkers.</summary>
internal static partial class ParseOracle
{
    /// <summary>The raw tree, or null for a syntax error.</summary>
    public static unsafe string? Tree(string sql)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(sql + "\0"))
        {
            var result = LibPgQuery.Parse(text);
            try
            {
                return result.Error is null ? Marshal.PtrToStringUTF8((nint)result.Tree) : null;
            }
            finally
            {
                LibPgQuery.Free(result);
            }
        }
    }

    /// <summary>Whether the tree holds a name or a statement beyond what the test policy of the attacks grants.</summary>
    /// <param name="forbidden">Columns of the schema that are not granted: other names are none, and an error at the server. The empty name is a star.</param>
    public static bool Exceeds(string tree, IReadOnlySet<string> relations, IReadOnlySet<string> forbidden, IReadOnlySet<string> functions) =>
        Names(Relation(), tree).Any(name => !relations.Contains(name))
        || Names(Function(), tree).Any(name => !functions.Contains(name))
        || Names(Column(), tree).Any(forbidden.Contains)
        || Statement().Count(tree) != 1;

    private static IEnumerable<string> Names(Regex pattern, string tree) => pattern.Matches(tree).Select(static m => m.Groups[1].Value);

    [GeneratedRegex("\"relname\":\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Relation();

    [GeneratedRegex("\"funcname\":\\[(?:\\{\"String\":\\{\"sval\":\"pg_catalog\"\\}\\},)?\\{\"String\":\\{\"sval\":\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Function();

    [GeneratedRegex("\"ColumnRef\":\\{\"fields\":\\[(?:\\{\"String\":\\{\"sval\":\"[^\"]*\"\\}\\},)*\\{\"(?:String\":\\{\"sval\":\"([^\"]*)|A_Star)")]
    private static partial Regex Column();

    [GeneratedRegex("\"stmt\":\\{\"")]
    private static partial Regex Statement();
}
