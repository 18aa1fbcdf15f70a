using System.Text;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Corpora;

/// <summary>The test policy of the attacks (<c>policy_for_test</c> of attack_carriers.json) for MySQL, decided over accesses.</summary>
internal static class MySqlAttackPolicy
{
    private static readonly AnalysisNamespace App = new("app", ["app"], "app")
    {
        MySql = new MySqlSession(MySqlServer.MySql, MySqlModes.None, "utf8mb4", false),
    };

    private static readonly HashSet<string> Functions = new(["count", "lower", "upper", "coalesce"], StringComparer.Ordinal);

    /// <summary>Words no granted text may hold outside of literals, comments and variables, whatever the analysis thinks of it.</summary>
    private static readonly HashSet<string> Forbidden = new(
        ["secret", "orders", "arch", "t1", "email", "password", "user_id", "total", "note", "information_schema", "performance_schema", "outfile", "dumpfile"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Words that no parenthesis may follow.</summary>
    private static readonly HashSet<string> Calls = new(
        [
            "sleep", "benchmark", "load_file", "version", "user", "database", "extractvalue", "updatexml", "get_lock", "rand", "concat", "char",
            "substring", "ascii", "system_user", "schema", "mid", "hex", "ord", "if", "md5", "floor", "length",
        ],
        StringComparer.OrdinalIgnoreCase);

    public static bool Allows(string sql)
    {
        var result = SqlAnalyzer.Analyze(SqlDialect.MySql, sql, App, MySqlGotchaText.Catalog);
        return result.Error is null && result.Statements is [{ Complete: true } statement] && statement.Accesses.All(Allows);
    }

    /// <summary>A reading of its own: words outside of quotes and comments, those in executable comments among them.</summary>
    public static bool IsExceededBy(string sql)
    {
        var word = new StringBuilder();
        for (var i = 0; i <= sql.Length; i++)
        {
            var c = i < sql.Length ? sql[i] : ' ';
            if (char.IsAsciiLetterOrDigit(c) || c is '_')
            {
                word.Append(c);
                continue;
            }

            if (word.Length > 0 && IsExceeding(sql, i - word.Length, word.ToString()))
            {
                return true;
            }

            word.Clear();
            i = Skip(sql, i);
        }

        return false;
    }

    private static bool IsExceeding(string sql, int start, string word) =>
        !(start > 0 && sql[start - 1] == '@')
        && (Forbidden.Contains(word)
            || (Calls.Contains(word) && start + word.Length < sql.Length && sql[start + word.Length] == '('));

    /// <summary>The last place of a literal or comment that starts here; the place itself when none does.</summary>
    private static int Skip(string sql, int at)
    {
        if (at >= sql.Length)
        {
            return at;
        }

        var rest = sql.AsSpan(at);
        if (sql[at] is '#' || rest.StartsWith("-- ") || rest.StartsWith("--\t") || rest.StartsWith("--\r"))
        {
            var end = sql.IndexOf('\n', at);
            return end < 0 ? sql.Length : end;
        }

        if (rest.StartsWith("/*") && !rest.StartsWith("/*!"))
        {
            var end = sql.IndexOf("*/", at + 2, StringComparison.Ordinal);
            return end < 0 ? sql.Length : end + 1;
        }

        return sql[at] is '\'' or '"' ? Quoted(sql, at) : at;
    }

    private static int Quoted(string sql, int at)
    {
        for (var i = at + 1; i < sql.Length; i++)
        {
            if (sql[i] == '\\')
            {
                i++;
            }
            else if (sql[i] == sql[at])
            {
                if (i + 1 >= sql.Length || sql[i + 1] != sql[at])
                {
                    return i;
                }

                i++;
            }
        }

        return sql.Length;
    }

    private static bool Allows(Access access) => access switch
    {
        { Through: true } => true,
        { Kind: AccessKind.Object, Action: SqlAction.Select } => access.Name == new ObjectName("app", "users"),
        { Kind: AccessKind.Column, Action: SqlAction.Select } =>
            access.Name == new ObjectName("app", "users") && access.Column is "id" or "name",
        { Kind: AccessKind.Object or AccessKind.Column, Action: SqlAction.Insert } => access.Name == new ObjectName("app", "log"),
        { Kind: AccessKind.Function } => access.Name.Schema is null && Functions.Contains(access.Name.Name),
        _ => false,
    };
}
