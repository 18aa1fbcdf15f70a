using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Parsing;

namespace ProxyDb.Policy.Sql.TSql;

/// <summary>A text as ScriptDom reads it; no batch for one without statements.</summary>
internal readonly record struct TSqlParsed(TSqlBatch? Batch, AnalysisError? Error)
{
    /// <summary>The statements in order.</summary>
    public IList<TSqlStatement> Statements => Batch?.Statements ?? [];
}

/// <summary>Parses one batch. The text has passed the guard, and the thread has the stack the guard asked for.</summary>
internal static class TSqlParsing
{
    /// <summary>For parsing and walking what the guard lets through at most.</summary>
    public const int StackSize = 128 * 1024 * 1024;

    /// <summary>ScriptDom's number for a MERGE without a semicolon behind it, which the server refuses as error 10713.</summary>
    private const int MergeNotEnded = 46097;

    /// <param name="endsMerge">
    /// Whether to read a MERGE at the end without its semicolon: what it names is known, and the server says itself what is missing. The
    /// last statement is then one character longer than the text.
    /// </param>
    public static TSqlParsed Parse(string text, bool quotedIdentifier, bool endsMerge = false)
    {
        var script = Script(InsertBulkText.Adapt(text), quotedIdentifier, out var errors);
        if (endsMerge && errors is [{ Number: MergeNotEnded }] && Parse(text + ";", quotedIdentifier) is { Error: null } ended)
        {
            return ended;
        }

        if (errors.Count > 0)
        {
            return new TSqlParsed(null, Syntax(text, errors[0]));
        }

        if (script is null)
        {
            return new TSqlParsed(null, new AnalysisError("syntax", 0, "incorrect syntax"));
        }

        return Separator(script) is { } refused ? new TSqlParsed(null, refused) : new TSqlParsed(script.Batches.Count == 0 ? null : script.Batches[0], null);
    }

    /// <summary>A failure of the parser itself is no script: the text is refused.</summary>
    private static TSqlScript? Script(string text, bool quotedIdentifier, out IList<ParseError> errors)
    {
        var parser = new TSql150Parser(quotedIdentifier);
        using var reader = new StringReader(text);
        try
        {
            return parser.Parse(reader, out errors) as TSqlScript;
        }
        catch (Exception fault) when (fault is NullReferenceException or ArgumentException or InvalidCastException or InvalidOperationException
            or IndexOutOfRangeException or FormatException or OverflowException)
        {
            errors = [];
            return null;
        }
    }

    /// <summary>GO separates batches for client tools and for ScriptDom; to the server it is a name like any other.</summary>
    private static AnalysisError? Separator(TSqlScript script)
    {
        if (script.ScriptTokenStream is { } tokens)
        {
            foreach (var token in tokens)
            {
                if (token.TokenType == TSqlTokenType.Go)
                {
                    return new AnalysisError("unsupported", token.Offset + 1, "`GO` is for client tools, which send what it separates one by one");
                }
            }
        }

        return script.Batches.Count > 1 ? new AnalysisError("unsupported", 0, "more than one batch") : null;
    }

    /// <summary>The server's words for error 102, unless the text is of a newer server.</summary>
    private static AnalysisError Syntax(string text, ParseError error)
    {
        var at = Math.Clamp(error.Offset, 0, text.Length);
        var lexer = new TSqlLexer(text.AsSpan(at), quotedIdentifier: true);
        var token = lexer.Next();
        var near = token.Kind == TSqlTokenKind.End ? "" : text.Substring(at + token.Start, Math.Min(token.Length, 128));
        if (NewerSyntax.Find(text) is { } newer)
        {
            return new AnalysisError("unsupported", at + 1, $"`{newer}`: syntax of SQL Server 2022 is not understood");
        }

        return new AnalysisError("syntax", at + 1, $"Incorrect syntax near '{near.Trim('\'')}'.");
    }
}
