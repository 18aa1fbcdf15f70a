namespace ProxyDb.Policy.Sql.TSql.Parsing;

/// <summary>Finds what SQL Server 2022 has added to the language, in a text that was refused: its error says so.</summary>
internal static class NewerSyntax
{
    /// <summary>The construct, as it is known; null: none of them is in the text.</summary>
    public static string? Find(string text)
    {
        var lexer = new TSqlLexer(text, quotedIdentifier: true);
        TSqlToken first = default, second = default, third = default;
        for (var token = lexer.Next(); token.Kind is not (TSqlTokenKind.End or TSqlTokenKind.Invalid); token = lexer.Next())
        {
            (first, second, third) = (second, third, token);
            if (Named(text, first, second, third) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? Named(string text, in TSqlToken first, in TSqlToken second, in TSqlToken third) => third switch
    {
        _ when third.Is(text, "DISTINCT") && (second.Is(text, "IS") || (first.Is(text, "IS") && second.Is(text, "NOT"))) => "IS DISTINCT FROM",
        _ when third.Is(text, "NULLS") && second.Is(text, "IGNORE") => "IGNORE NULLS",
        _ when third.Is(text, "NULLS") && second.Is(text, "RESPECT") => "RESPECT NULLS",
        { Kind: TSqlTokenKind.Word } when first.Is(text, "TRIM") && second.Kind == TSqlTokenKind.OpenParenthesis
            && (third.Is(text, "LEADING") || third.Is(text, "TRAILING") || third.Is(text, "BOTH")) => "TRIM with LEADING, TRAILING or BOTH",
        { Kind: TSqlTokenKind.OpenParenthesis } when second.Is(text, "JSON_OBJECT") => "JSON_OBJECT",
        { Kind: TSqlTokenKind.OpenParenthesis } when second.Is(text, "JSON_ARRAY") => "JSON_ARRAY",
        _ when first.Is(text, "WINDOW") && second.Kind is TSqlTokenKind.Word or TSqlTokenKind.QuotedName && third.Is(text, "AS") => "WINDOW",
        _ => null,
    };
}
