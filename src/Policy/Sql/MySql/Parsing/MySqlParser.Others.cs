using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

internal sealed partial class MySqlParser
{
    /// <summary>Statements that neither query nor manipulate data, by their first keyword.</summary>
    private MySqlStatement ParseOtherStatement() => throw (_tokens.Kind == MySqlTokenKind.Word && _tokens.Keyword != MySqlKeyword.NotKeyword
        ? new MySqlSyntaxException(MySqlSyntaxError.Unsupported(_tokens.Start, $"the statement `{_tokens.Keyword}` is not analysed"))
        : _tokens.Fault());
}
