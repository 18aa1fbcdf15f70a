using System.Text;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Corpora;

/// <summary>The test policy of the attacks (<c>policy_for_test</c> of attack_carriers.json) for T-SQL, decided over accesses.</summary>
internal static class TSqlAttackPolicy
{
    private static readonly AnalysisNamespace App = new("app", ["dbo"], "app") { TSql = new TSqlSession(true, null, 15) };

    private static readonly HashSet<string> Functions = new(["count", "lower", "upper", "coalesce"], StringComparer.Ordinal);

    /// <summary>Words no granted text may hold outside of literals, comments and variables, whatever the analysis thinks of it.</summary>
    private static readonly HashSet<string> Forbidden = new(
        ["secret", "orders", "arch", "t1", "email", "password", "user_id", "total", "note", "information_schema", "sys", "sysobjects", "syscolumns", "openrowset", "openquery", "opendatasource", "waitfor", "exec", "execute", "xp_cmdshell", "declare", "shutdown", "drop"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Words that no parenthesis may follow.</summary>
    private static readonly HashSet<string> Calls = new(
        [
            "char", "db_name", "user_name", "suser_name", "suser_sname", "system_user", "host_name", "object_name", "substring",
            "ascii", "unicode", "rand", "hashbytes", "has_dbaccess", "serverproperty", "is_srvrolemember", "quotename", "str", "concat", "len",
            "version", "user", "database", "sleep", "benchmark", "if", "floor",
        ],
        StringComparer.OrdinalIgnoreCase);

    public static bool Allows(string sql)
    {
        var result = SqlAnalyzer.Analyze(SqlDialect.TSql, sql, App, TSqlGotchaText.Catalog);
        return result.Error is null && result.Statements is [{ Complete: true } statement] && statement.Accesses.All(Allows);
    }

    /// <summary>A reading of its own: words outside of quotes and comments.</summary>
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
        if (rest.StartsWith("--"))
        {
            var end = sql.IndexOf('\n', at);
            return end < 0 ? sql.Length : end;
        }

        if (rest.StartsWith("/*"))
        {
            return Comment(sql, at);
        }

        return sql[at] is '\'' ? Quoted(sql, at) : at;
    }

    /// <summary>Comments stand within each other.</summary>
    private static int Comment(string sql, int at)
    {
        var depth = 0;
        for (var i = at; i + 1 < sql.Length; i++)
        {
            if (sql[i] == '/' && sql[i + 1] == '*')
            {
                depth++;
                i++;
            }
            else if (sql[i] == '*' && sql[i + 1] == '/')
            {
                i++;
                if (--depth == 0)
                {
                    return i;
                }
            }
        }

        return sql.Length;
    }

    private static int Quoted(string sql, int at)
    {
        for (var i = at + 1; i < sql.Length; i++)
        {
            if (sql[i] == sql[at])
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
        { Kind: AccessKind.Object, Action: SqlAction.Select } => access.Name == new ObjectName("dbo", "users"),
        { Kind: AccessKind.Column, Action: SqlAction.Select } =>
            access.Name == new ObjectName("dbo", "users") && access.Column is "id" or "name",
        { Kind: AccessKind.Object or AccessKind.Column, Action: SqlAction.Insert } => access.Name == new ObjectName("dbo", "log"),
        { Kind: AccessKind.Function } => access.Name.Schema is null && Functions.Contains(access.Name.Name),
        _ => false,
    };
}
