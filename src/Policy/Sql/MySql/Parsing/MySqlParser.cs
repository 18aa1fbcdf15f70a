using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>The statements of a text, or why there are none.</summary>
internal readonly record struct ParsedText(ImmutableArray<MySqlStatement> Statements, AnalysisError? Error);

/// <summary>
/// Recursive descent over the tokens of a text, by the grammars of MySQL 8.4 and MariaDB 10.11 to 11 (sql_yacc.yy). It accepts
/// somewhat more than the server does, and never reads a text the server accepts in another way.
/// </summary>
/// <remarks>
/// One partial class over one <see cref="TokenCursor"/>: <c>Expressions</c>, <c>Operands</c>, <c>Functions</c>, <c>Queries</c>, <c>Tables</c> and
/// <c>Writes</c> are here; every other statement starts in <c>ParseOtherStatement</c>. A method named Parse takes tokens or throws
/// <see cref="MySqlSyntaxException"/>; one named TryParse takes all or none. Recursion goes through <see cref="Enter"/>.
/// </remarks>
internal sealed partial class MySqlParser
{
    private readonly TokenCursor _tokens;
    private readonly AnalysisLimits _limits;
    private readonly MySqlModes _modes;
    private int _depth;
    private int _parameters;

    private MySqlParser(TokenCursor tokens, AnalysisLimits limits)
    {
        _tokens = tokens;
        _limits = limits;
        _modes = tokens.Session.Modes;
    }

    private bool IsMariaDb => _tokens.IsMariaDb;

    /// <summary>All statements of a text. Never throws.</summary>
    /// <param name="text">Decoded; spans are places in it.</param>
    public static ParsedText Parse(string text, MySqlSession session, AnalysisLimits limits)
    {
        if ((session.Modes & MySqlModes.Oracle) != 0)
        {
            return new ParsedText([], MySqlSyntaxError.Unsupported(0, "the sql_mode `ORACLE` is not supported; use the default grammar"));
        }

        var buffer = new TokenBuffer(text.Length);
        try
        {
            return Scan(text, session, limits, ref buffer) is { } refused
                ? new ParsedText([], refused)
                : new ParsedText(new MySqlParser(new TokenCursor(text, buffer.Tokens, buffer.Count, session), limits).ParseText(), null);
        }
        catch (MySqlSyntaxException fault)
        {
            return new ParsedText([], fault.Error);
        }
        finally
        {
            buffer.Dispose();
        }
    }

    private static AnalysisError? Scan(string text, MySqlSession session, AnalysisLimits limits, ref TokenBuffer tokens)
    {
        var lexer = new MySqlLexer(text, session);
        var literals = 0;
        MySqlToken token;
        do
        {
            token = lexer.Next();
            if (lexer.Refusal is { } refusal)
            {
                return MySqlSyntaxError.Unsupported(token.Start, refusal);
            }

            if (token.IsString || token.Kind is MySqlTokenKind.Hex or MySqlTokenKind.Bit)
            {
                literals += token.Length;
            }

            tokens.Add(token);
            if (token.End - literals > limits.Text)
            {
                return new AnalysisError("too_large", 0, $"the text is longer than {limits.Text} characters without its literals");
            }
        }
        while (token.Kind is not (MySqlTokenKind.End or MySqlTokenKind.Invalid));
        if (token.Kind == MySqlTokenKind.Invalid)
        {
            // What stands before may be the fault the server names first; only the text's end needs to be there.
            tokens.Add(new MySqlToken(MySqlTokenKind.End, MySqlKeyword.NotKeyword, text.Length, 0));
        }

        return null;
    }

    private ImmutableArray<MySqlStatement> ParseText()
    {
        var statements = ImmutableArray.CreateBuilder<MySqlStatement>(1);
        while (!_tokens.At(MySqlTokenKind.End))
        {
            if (_tokens.Accept(MySqlTokenKind.Semicolon))
            {
                continue;
            }

            _parameters = 0;
            statements.Add(ParseStatement());
            if (!_tokens.At(MySqlTokenKind.End))
            {
                _tokens.Expect(MySqlTokenKind.Semicolon);
            }
        }

        return statements.DrainToImmutable();
    }

    /// <summary>One statement, without a semicolon. Also the body of EXPLAIN, of a stored program, of CREATE VIEW …</summary>
    internal MySqlStatement ParseStatement()
    {
        Enter();
        var statement = _tokens.Keyword switch
        {
            MySqlKeyword.Select or MySqlKeyword.Values or MySqlKeyword.Table => ParseQueryStatement(),
            MySqlKeyword.With => ParseWithStatement(),
            MySqlKeyword.Insert or MySqlKeyword.Replace => ParseInsert(null, _tokens.Start),
            MySqlKeyword.Update => ParseUpdate(null, _tokens.Start),
            MySqlKeyword.Delete => ParseDelete(null, _tokens.Start),
            _ when _tokens.At(MySqlTokenKind.OpenParenthesis) => ParseQueryStatement(),
            _ => ParseOtherStatement(),
        };
        Leave();
        return statement;
    }

    /// <summary>Counts a level of recursion; every call has its <see cref="Leave"/>.</summary>
    private void Enter()
    {
        if (++_depth > _limits.Depth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new MySqlSyntaxException(MySqlSyntaxError.TooDeep(_tokens.Start, _limits.Depth));
        }
    }

    private void Leave() => _depth--;
}
