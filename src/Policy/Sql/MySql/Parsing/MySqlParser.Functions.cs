using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

internal sealed partial class MySqlParser
{
    /// <summary>At a name followed by a parenthesis.</summary>
    private MySqlExpression ParseCall()
    {
        var start = _tokens.Start;
        var keyword = _tokens.Keyword;
        var name = TakeName();
        switch (keyword)
        {
            case MySqlKeyword.NotKeyword:
                return ParseSpecialByName(name, start) ?? ParseGenericCall(null, name, start);
            case MySqlKeyword.Cast:
                return ParseCast(start);
            case MySqlKeyword.Convert:
                return ParseConvert(start);
            case MySqlKeyword.Extract:
                return ParseUnitCall(name, start, MySqlKeyword.From);
            case MySqlKeyword.Timestampadd or MySqlKeyword.Timestampdiff:
                return ParseUnitCall(name, start, MySqlKeyword.NotKeyword);
            case MySqlKeyword.GetFormat:
                return ParseGetFormat(name, start);
            case MySqlKeyword.Trim:
                return ParseTrim(name, start);
            case MySqlKeyword.Substring or MySqlKeyword.Substr or MySqlKeyword.Mid:
                return ParseSubstring(name, start);
            case MySqlKeyword.Position:
                return ParsePosition(name, start);
            case MySqlKeyword.Char:
                return ParseChar(name, start);
            case MySqlKeyword.Character:
                return ParseChar(new MySqlName("char", name.Span, IsQuoted: false), start);
            case MySqlKeyword.WeightString:
                return ParseWeightString(name, start);
            case MySqlKeyword.JsonValue when !IsMariaDb:
                return ParseJsonValue(name, start);
            case MySqlKeyword.Nextval or MySqlKeyword.Lastval or MySqlKeyword.Setval when IsMariaDb:
                return ParseSequenceCall(keyword, start);
            case MySqlKeyword.ColumnCreate or MySqlKeyword.ColumnAdd or MySqlKeyword.ColumnGet when IsMariaDb:
                return ParseDynamicColumns(name, start);
            default:
                return ParseGenericCall(null, name, start);
        }
    }

    /// <summary>Words that are keywords of this parser only before a parenthesis.</summary>
    private FunctionCall? ParseSpecialByName(MySqlName name, int start) => name switch
    {
        { IsQuoted: true } => null,
        _ when name.Text.Equals("JSON_VALUE", StringComparison.OrdinalIgnoreCase) && !IsMariaDb => ParseJsonValue(name, start),
        _ => null,
    };

    /// <summary>Arguments, and what aggregates and window functions have behind and among them.</summary>
    private FunctionCall ParseGenericCall(MySqlName? schema, MySqlName name, int start, MySqlName? package = null)
    {
        Enter();
        var adjacent = _tokens.Start == name.Span.End || (_modes & MySqlModes.IgnoreSpace) != 0;
        _tokens.Expect(MySqlTokenKind.OpenParenthesis);
        var isDistinct = _tokens.Accept(MySqlKeyword.Distinct);
        if (!isDistinct)
        {
            _tokens.Accept(MySqlKeyword.All);
        }

        var isStar = _tokens.At(MySqlTokenKind.Star) && _tokens.Peek(1).Kind == MySqlTokenKind.CloseParenthesis;
        if (isStar)
        {
            _tokens.Advance();
        }

        var names = ImmutableArray<MySqlName>.Empty;
        var arguments = isStar || _tokens.At(MySqlTokenKind.CloseParenthesis) ? [] : ParseArguments(ref names);
        var orderBy = _tokens.At(MySqlKeyword.Order) ? ParseOrderBy() : [];
        var separator = _tokens.Accept(MySqlKeyword.Separator) ? ParseSeparator() : null;
        var limit = _tokens.At(MySqlKeyword.Limit) ? ParseLimit() : null;
        _tokens.Expect(MySqlTokenKind.CloseParenthesis);
        if (_tokens.Accept(MySqlKeyword.Within))
        {
            _tokens.Expect(MySqlKeyword.Group);
            _tokens.Expect(MySqlTokenKind.OpenParenthesis);
            orderBy = ParseOrderBy();
            _tokens.Expect(MySqlTokenKind.CloseParenthesis);
        }

        var over = ParseOver(name);
        Leave();
        return new FunctionCall
        {
            Span = _tokens.SpanFrom(start),
            Schema = schema,
            Package = package,
            Name = name,
            WantsStored = schema is null && !adjacent && !name.IsQuoted && IsAdjacentOnly(name.Text),
            Arguments = arguments,
            ArgumentNames = names,
            IsDistinct = isDistinct,
            IsStar = isStar,
            OrderBy = orderBy,
            Separator = separator,
            Limit = limit,
            Over = over,
        };
    }

    private bool IsAdjacentOnly(string name) => MySqlKeywords.NeedsParenthesis(MySqlKeywords.Find(name), IsMariaDb);

    private string ParseSeparator()
    {
        if (_tokens.Kind is MySqlTokenKind.Hex or MySqlTokenKind.Bit or MySqlTokenKind.Introducer)
        {
            return ParseLiteral().Value;
        }

        return ParseString();
    }

    private ImmutableArray<MySqlExpression> ParseArguments(ref ImmutableArray<MySqlName> names)
    {
        var arguments = ImmutableArray.CreateBuilder<MySqlExpression>(2);
        do
        {
            arguments.Add(ParseExpression());
            if (_tokens.Accept(MySqlKeyword.As) || AtName() || _tokens.At(MySqlTokenKind.String))
            {
                // Loadable functions: f(a AS name, b).
                names = names.Add(ParseNameOrString());
            }
        }
        while (_tokens.Accept(MySqlTokenKind.Comma));
        return arguments.DrainToImmutable();
    }

    private WindowSpecification? ParseOver(MySqlName function)
    {
        if (_tokens.At(MySqlKeyword.From)
            && _tokens.Peek(1).Keyword is MySqlKeyword.First or MySqlKeyword.Last
            && function.Text.Equals("NTH_VALUE", StringComparison.OrdinalIgnoreCase))
        {
            _tokens.Advance();
            _tokens.Advance();
        }

        if (!_tokens.Accept(MySqlKeyword.Respect, MySqlKeyword.Nulls))
        {
            _tokens.Accept(MySqlKeyword.Ignore, MySqlKeyword.Nulls);
        }

        return _tokens.At(MySqlKeyword.Over) ? ParseWindowUse() : null;
    }

    private WindowSpecification ParseWindowUse()
    {
        _tokens.Expect(MySqlKeyword.Over);
        var start = _tokens.Start;
        if (_tokens.At(MySqlTokenKind.OpenParenthesis))
        {
            return ParseWindow(null, start);
        }

        var name = ParseName();
        return new WindowSpecification { Span = _tokens.SpanFrom(start), Base = name };
    }

    /// <summary>At the parenthesis.</summary>
    private WindowSpecification ParseWindow(MySqlName? name, int start)
    {
        Enter();
        _tokens.Expect(MySqlTokenKind.OpenParenthesis);
        MySqlName? referred = AtName() && _tokens.Keyword is not (MySqlKeyword.Partition or MySqlKeyword.Rows or MySqlKeyword.Range)
            ? TakeName()
            : null;
        var partitionBy = _tokens.Accept(MySqlKeyword.Partition, MySqlKeyword.By) ? ParsePartitionItems() : [];
        var orderBy = _tokens.At(MySqlKeyword.Order) ? ParseOrderBy() : [];
        var bounds = ParseFrame();
        _tokens.Expect(MySqlTokenKind.CloseParenthesis);
        Leave();
        return new WindowSpecification
        {
            Span = _tokens.SpanFrom(start),
            Name = name,
            Base = referred,
            PartitionBy = partitionBy,
            OrderBy = orderBy,
            FrameBounds = bounds,
        };
    }

    /// <summary>Each may have a direction, which means nothing.</summary>
    private ImmutableArray<MySqlExpression> ParsePartitionItems()
    {
        var items = ImmutableArray.CreateBuilder<MySqlExpression>(1);
        foreach (var item in ParseOrderItems())
        {
            items.Add(item.Expression);
        }

        return items.DrainToImmutable();
    }

    private ImmutableArray<MySqlExpression> ParseFrame()
    {
        if (!_tokens.Accept(MySqlKeyword.Rows) && !_tokens.Accept(MySqlKeyword.Range) && !_tokens.AcceptWord("GROUPS"))
        {
            return [];
        }

        var bounds = ImmutableArray.CreateBuilder<MySqlExpression>();
        if (_tokens.Accept(MySqlKeyword.Between))
        {
            ParseFrameBound(bounds);
            _tokens.Expect(MySqlKeyword.And);
        }

        ParseFrameBound(bounds);
        if (_tokens.Accept(MySqlKeyword.Exclude))
        {
            if (!_tokens.Accept(MySqlKeyword.Group) && !_tokens.Accept(MySqlKeyword.Ties) && !_tokens.AcceptWord("NO"))
            {
                _tokens.Expect(MySqlKeyword.Current);
                _tokens.Expect(MySqlKeyword.Row);
            }
            else
            {
                _tokens.AcceptWord("OTHERS");
            }
        }

        return bounds.DrainToImmutable();
    }

    private void ParseFrameBound(ImmutableArray<MySqlExpression>.Builder bounds)
    {
        if (_tokens.Accept(MySqlKeyword.Current, MySqlKeyword.Row))
        {
            return;
        }

        if (!_tokens.Accept(MySqlKeyword.Unbounded))
        {
            bounds.Add(ParseLevel(Level.BitOr));
        }

        if (!_tokens.Accept(MySqlKeyword.Preceding))
        {
            _tokens.Expect(MySqlKeyword.Following);
        }
    }
}
