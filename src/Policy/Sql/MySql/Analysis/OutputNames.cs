using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>The name a result column gets when the text gives none: that of a column, the value of a string, else the expression as written.</summary>
internal static class OutputNames
{
    /// <param name="span">Of the item, parentheses included.</param>
    public static string Of(MySqlExpression value, SourceSpan span, string text) => value switch
    {
        ColumnReference reference => reference.Column.Text,
        LiteralExpression { Kind: LiteralKind.String, Introducer: null } literal => literal.Value,
        _ => text.AsSpan(span.Start, span.Length).Trim().ToString(),
    };
}
