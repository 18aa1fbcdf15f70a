using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

internal sealed partial class MySqlParser
{
    /// <summary>A join whose right side or condition is still to come.</summary>
    private readonly record struct OpenJoin(MySqlTable Left, JoinKind Kind, int Start);

    /// <summary>
    /// Joins behind a table. A condition belongs to the nearest join that has none yet: <c>a JOIN b JOIN c ON x ON y</c> is
    /// a JOIN (b JOIN c ON x) ON y. Joins that never get one join from the left.
    /// </summary>
    private MySqlTable ParseJoins(MySqlTable first, int start)
    {
        if (JoinHere(out _, out _) == 0)
        {
            return first;
        }

        var open = new Stack<OpenJoin>();
        var right = first;
        var place = start;
        var links = 0;
        while (true)
        {
            if (open.Count > 0 && AtJoinCondition())
            {
                right = ParseJoinCondition(open.Pop(), right);
                place = right.Span.Start;
                continue;
            }

            var words = JoinHere(out var kind, out var isNatural);
            if (words == 0)
            {
                return CloseJoins(open, right);
            }

            if (++links > _limits.Depth)
            {
                throw new MySqlSyntaxException(MySqlSyntaxError.TooDeep(_tokens.Start, _limits.Depth));
            }

            _tokens.Rewind(_tokens.Position + words);
            if (isNatural)
            {
                var other = ParseTableFactor();
                right = new JoinTable { Span = _tokens.SpanFrom(place), Kind = kind, IsNatural = true, Left = right, Right = other };
            }
            else
            {
                open.Push(new OpenJoin(right, kind, place));
                place = _tokens.Start;
                right = ParseTableFactor();
            }
        }
    }

    /// <summary>Number of words of a join here; 0: none.</summary>
    private int JoinHere(out JoinKind kind, out bool isNatural)
    {
        kind = JoinKind.Inner;
        isNatural = false;
        switch (_tokens.Keyword)
        {
            case MySqlKeyword.Join:
                return 1;
            case MySqlKeyword.StraightJoin:
                kind = JoinKind.Straight;
                return 1;
            case MySqlKeyword.Inner or MySqlKeyword.Cross:
                return _tokens.Peek(1).Keyword switch { MySqlKeyword.Join => 2, MySqlKeyword.StraightJoin => Straight(ref kind), _ => 0 };
            case MySqlKeyword.Left or MySqlKeyword.Right:
                kind = _tokens.At(MySqlKeyword.Left) ? JoinKind.Left : JoinKind.Right;
                return OuterWords(0);
            case MySqlKeyword.Natural:
                isNatural = true;
                switch (_tokens.Peek(1).Keyword)
                {
                    case MySqlKeyword.Join:
                        return 2;
                    case MySqlKeyword.StraightJoin:
                        return Straight(ref kind);
                    case MySqlKeyword.Inner:
                        return _tokens.Peek(2).Keyword == MySqlKeyword.Join ? 3 : 0;
                    case MySqlKeyword.Left or MySqlKeyword.Right:
                        kind = _tokens.Peek(1).Keyword == MySqlKeyword.Left ? JoinKind.Left : JoinKind.Right;
                        return OuterWords(1);
                    default:
                        return 0;
                }

            default:
                return 0;
        }
    }

    private static int Straight(ref JoinKind kind)
    {
        kind = JoinKind.Straight;
        return 2;
    }

    /// <summary>LEFT [OUTER] JOIN, with a number of words before it.</summary>
    private int OuterWords(int before) => _tokens.Peek(before + 1).Keyword switch
    {
        MySqlKeyword.Join => before + 2,
        MySqlKeyword.Outer when _tokens.Peek(before + 2).Keyword == MySqlKeyword.Join => before + 3,
        _ => 0,
    };

    /// <summary>ON DUPLICATE KEY UPDATE behind INSERT … SELECT is none.</summary>
    private bool AtJoinCondition() => _tokens.At(MySqlKeyword.Using)
        || (_tokens.At(MySqlKeyword.On) && !(_tokens.Peek(1).Keyword == MySqlKeyword.Duplicate && _tokens.Peek(2).Keyword == MySqlKeyword.Key));

    private JoinTable ParseJoinCondition(OpenJoin join, MySqlTable right)
    {
        MySqlExpression? on = null;
        ImmutableArray<MySqlName> columns = [];
        if (_tokens.Accept(MySqlKeyword.On))
        {
            on = ParseExpression();
        }
        else
        {
            _tokens.Advance();
            columns = ParseNameList();
        }

        return new JoinTable { Span = _tokens.SpanFrom(join.Start), Kind = join.Kind, Left = join.Left, Right = right, On = on, Using = columns };
    }

    /// <summary>Joins that got no condition: an outer one needs one.</summary>
    private MySqlTable CloseJoins(Stack<OpenJoin> open, MySqlTable right)
    {
        var result = right;
        while (open.Count > 0)
        {
            var join = open.Pop();
            if (join.Kind is JoinKind.Left or JoinKind.Right)
            {
                throw _tokens.Fault();
            }

            result = AttachLeft(join, result);
        }

        return result;
    }

    /// <summary>a JOIN (b JOIN c ON x) → (a JOIN b) JOIN c ON x: the condition may name a.</summary>
    private static JoinTable AttachLeft(OpenJoin join, MySqlTable right)
    {
        if (right is not JoinTable inner)
        {
            return Joined(join, right);
        }

        var spine = new Stack<JoinTable>();
        while (inner.Left is JoinTable next)
        {
            spine.Push(inner);
            inner = next;
        }

        var result = Extend(inner, Joined(join, inner.Left));
        while (spine.Count > 0)
        {
            result = Extend(spine.Pop(), result);
        }

        return result;
    }

    private static JoinTable Joined(OpenJoin join, MySqlTable right) => new()
    {
        Span = new SourceSpan(join.Start, right.Span.End - join.Start),
        Kind = join.Kind,
        Left = join.Left,
        Right = right,
    };

    private static JoinTable Extend(JoinTable join, MySqlTable left) => new()
    {
        Span = new SourceSpan(left.Span.Start, join.Span.End - left.Span.Start),
        Kind = join.Kind,
        IsNatural = join.IsNatural,
        Left = left,
        Right = join.Right,
        On = join.On,
        Using = join.Using,
    };
}
