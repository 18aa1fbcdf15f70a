using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.MySql.Parsing;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Rules;

/// <summary>A condition with <c>?</c> in the place of each attribute, parsed as both servers read it under their default modes.</summary>
internal static class MySqlFilterText
{
    private const string Before = "SELECT 1 FROM proxydb.protected WHERE ";

    /// <summary>MariaDB first; what only MySQL understands is a condition too, and the server at hand has the last word.</summary>
    private static readonly MySqlSession[] Sessions =
    [
        new(new MySqlServer(IsMariaDb: true, 101100), MySqlModes.None, "utf8mb4", FoldsTableNames: false),
        new(new MySqlServer(IsMariaDb: false, 80400), MySqlModes.None, "utf8mb4", FoldsTableNames: false),
    ];

    public static MySqlSession Session => Sessions[0];

    /// <summary>The condition's tree; null and why not.</summary>
    /// <param name="prefix">Where the condition starts in the places of the tree.</param>
    public static MySqlExpression? Parse(string text, bool inParentheses, out int prefix, out AnalysisError? error)
    {
        prefix = Before.Length + (inParentheses ? 1 : 0);
        error = null;
        var whole = inParentheses ? Before + "(" + text + ")" : Before + text;
        foreach (var session in Sessions)
        {
            var parsed = MySqlParser.Parse(whole, session, AnalysisLimits.Default);
            if (parsed.Statements is [QueryStatement { Query: SelectQuery { Where: { } condition } query }] && IsBare(query))
            {
                return condition;
            }

            error ??= parsed.Error;
        }

        error ??= new AnalysisError("syntax", 0, "it is more than one condition");
        return null;
    }

    private static bool IsBare(SelectQuery query) =>
        query is { GroupBy.IsEmpty: true, Having: null, Windows.IsEmpty: true, Qualify: null, Procedure: null, With: null, OrderBy.IsEmpty: true }
            and { Limit: null, Locks.IsEmpty: true, Into: null, Items.Length: 1, From.Length: 1 };
}
