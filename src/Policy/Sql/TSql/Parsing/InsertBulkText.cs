namespace ProxyDb.Policy.Sql.TSql.Parsing;

/// <summary>
/// INSERT BULK as clients send it: ScriptDom does not know some of its options, which say nothing that facts are about. They are
/// blanked, so that places keep their meaning.
/// </summary>
internal static class InsertBulkText
{
    private static readonly string[] Unknown = ["KEEP_NULLS", "ALLOW_ENCRYPTED_VALUE_MODIFICATIONS"];

    /// <summary>The text to parse; the text itself when it is of another statement or has no such option.</summary>
    public static string Adapt(string text)
    {
        var lexer = new TSqlLexer(text, quotedIdentifier: true);
        if (!lexer.Next().Is(text, "INSERT") || !lexer.Next().Is(text, "BULK"))
        {
            return text;
        }

        var token = lexer.Next();
        while (token.Kind != TSqlTokenKind.End && !token.Is(text, "WITH"))
        {
            token = lexer.Next();
        }

        var with = token;
        return token.Kind == TSqlTokenKind.Word && lexer.Next().Kind == TSqlTokenKind.OpenParenthesis ? Options(text, with, ref lexer) : text;
    }

    /// <summary>Reads the options up to their closing parenthesis.</summary>
    private static string Options(string text, TSqlToken with, ref TSqlLexer lexer)
    {
        var options = new List<List<TSqlToken>> { new() };
        var commas = new List<TSqlToken>();
        var depth = 1;
        var token = lexer.Next();
        for (; token.Kind != TSqlTokenKind.End; token = lexer.Next())
        {
            depth += token.Kind == TSqlTokenKind.OpenParenthesis ? 1 : token.Kind == TSqlTokenKind.CloseParenthesis ? -1 : 0;
            if (depth == 0)
            {
                return Blanked(text, with.Start, token.End, options, commas);
            }

            if (depth == 1 && token.Kind == TSqlTokenKind.Comma)
            {
                commas.Add(token);
                options.Add([]);
            }
            else
            {
                options[^1].Add(token);
            }
        }

        return text;
    }

    private static string Blanked(string text, int start, int end, List<List<TSqlToken>> options, List<TSqlToken> commas)
    {
        var known = options.Count(option => !IsUnknown(text, option));
        if (known == options.Count)
        {
            return text;
        }

        var blanked = text.ToCharArray();
        if (known == 0)
        {
            blanked.AsSpan(start, end - start).Fill(' ');
            return new string(blanked);
        }

        var kept = 0;
        for (var i = 0; i < options.Count; i++)
        {
            var isUnknown = IsUnknown(text, options[i]);
            kept += isUnknown ? 0 : 1;
            if (isUnknown)
            {
                Blank(blanked, options[i][0]);
            }

            // A comma stays behind a kept option that another one follows.
            if (i < commas.Count && (isUnknown || kept == known))
            {
                Blank(blanked, commas[i]);
            }
        }

        return new string(blanked);
    }

    private static bool IsUnknown(string text, List<TSqlToken> option) => option is [var word] && Unknown.Any(name => word.Is(text, name));

    private static void Blank(char[] text, TSqlToken token) => text.AsSpan(token.Start, token.Length).Fill(' ');
}
