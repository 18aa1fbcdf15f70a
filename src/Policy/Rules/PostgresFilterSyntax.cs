using System.Collections.Immutable;
using System.Text;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.Postgres;

namespace ProxyDb.Policy.Rules;

/// <summary>
/// Conditions of filters in PostgreSQL: parsed by the server's own grammar, bare and in parentheses, so that a condition cannot
/// end its place. What would mean something else under another session setting is refused.
/// </summary>
internal sealed class PostgresFilterSyntax : IFilterSyntax
{
    private const string Before = "SELECT 1 FROM proxydb.protected WHERE ";

    public static PostgresFilterSyntax Instance { get; } = new();

    public string Parameter(int number) => $"${number}";

    public FilterCheck Check(string text, ImmutableArray<int> parameters)
    {
        SourceText source;
        try
        {
            source = new SourceText(text);
        }
        catch (EncoderFallbackException)
        {
            return FilterCheck.Of("the condition is not valid Unicode", 0);
        }

        var tokens = new List<PostgresToken>();
        if (Lexed(source, tokens) is { } lexical)
        {
            return lexical;
        }

        var places = tokens.Where(static t => t.Kind == PostgresTokenKind.Parameter).Select(t => source.Index(t.Start)).ToList();
        foreach (var place in places.Concat(parameters))
        {
            if (!parameters.Contains(place))
            {
                return FilterCheck.Of("a filter has no parameters of its own; attributes are written {{user.NAME}}", place);
            }

            if (!places.Contains(place))
            {
                return FilterCheck.Of("an attribute is a value, so it cannot stand inside a literal or a name; write it without quotes", place);
            }
        }

        if (Syntax(text, "", "") is { Error: { } error })
        {
            return error;
        }

        var parsed = Syntax(text, "(", ")");
        if (parsed.Error is { } unbalanced)
        {
            return unbalanced;
        }

        var walk = new PostgresFilterWalk(parsed.Tree!, source, tokens, Before.Length + 1);
        return walk.Fault() ?? Complete(walk.Columns, source, tokens);
    }

    /// <summary>Tells lists from values; an attribute in ANY, ALL or SOME would be neither.</summary>
    private static FilterCheck Complete(ImmutableArray<FilterColumn> columns, SourceText source, List<PostgresToken> tokens)
    {
        var lists = ImmutableArray.CreateBuilder<bool>();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind != PostgresTokenKind.Parameter)
            {
                continue;
            }

            var alone = i > 1 && i + 1 < tokens.Count
                && tokens[i - 1].Kind == PostgresTokenKind.OpenParenthesis && tokens[i + 1].Kind == PostgresTokenKind.CloseParenthesis;
            var before = alone ? tokens[i - 2] : default;
            if (alone && (before.Is(source.Terminated, "ANY"u8) || before.Is(source.Terminated, "ALL"u8) || before.Is(source.Terminated, "SOME"u8)))
            {
                return FilterCheck.Of("write a list as IN ({{user.NAME}}) or NOT IN ({{user.NAME}})", source.Index(before.Start));
            }

            lists.Add(alone && before.Is(source.Terminated, "IN"u8));
        }

        return new FilterCheck(null, 0, lists.ToImmutable(), columns);
    }

    /// <summary>What may not stand in a condition whatever its grammar.</summary>
    private static FilterCheck? Lexed(SourceText source, List<PostgresToken> tokens)
    {
        var bytes = source.Terminated[..source.ByteLength];
        var lexer = new PostgresLexer(bytes);
        while (lexer.Next(out var token))
        {
            if (token.Kind == PostgresTokenKind.Semicolon)
            {
                return FilterCheck.Of("a filter is one condition; leave `;` out", source.Index(token.Start));
            }

            if (token.Kind == PostgresTokenKind.String && token.Bytes(bytes).Contains((byte)'\\'))
            {
                return FilterCheck.Of("a backslash means what the session's settings say; write the literal as E'…'", source.Index(token.Start));
            }

            tokens.Add(token);
            if (token.Kind == PostgresTokenKind.Invalid)
            {
                break;
            }
        }

        if (lexer.Comments > 0)
        {
            return FilterCheck.Of("a condition has no comments; write the reason as `description`", 0);
        }

        return tokens.Count == 0 ? FilterCheck.Of("the condition is empty", 0) : null;
    }

    private static (SyntaxTree? Tree, FilterCheck? Error) Syntax(string text, string open, string close)
    {
        var parsed = PostgresParser.Parse(new SourceText(Before + open + text + close), standardConformingStrings: true, AnalysisLimits.Default);
        if (parsed.Tree is { } tree)
        {
            return (tree, null);
        }

        var error = parsed.Error!;
        var characters = Math.Max(0, error.Position - 1 - Before.Length - open.Length);
        return (null, FilterCheck.Of($"not a condition of PostgreSQL: {error.Message}", Units(text, characters)));
    }

    /// <summary>Characters as the server counts them in UTF-16 code units.</summary>
    private static int Units(string text, int characters)
    {
        var at = 0;
        for (; at < text.Length && characters > 0; characters--)
        {
            at += char.IsHighSurrogate(text[at]) ? 2 : 1;
        }

        return Math.Min(at, text.Length);
    }
}
