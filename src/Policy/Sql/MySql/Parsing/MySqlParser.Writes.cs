using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Parsing;

internal sealed partial class MySqlParser
{
    /// <param name="with">WITH already taken; null: none.</param>
    /// <param name="start">Where the statement starts.</param>
    private InsertStatement ParseInsert(WithClause? with, int start)
    {
        var isReplace = _tokens.At(MySqlKeyword.Replace);
        _tokens.Advance();
        var hint = TakeHint();
        var isDelayed = _tokens.Accept(MySqlKeyword.Delayed);
        _ = isDelayed || _tokens.Accept(MySqlKeyword.LowPriority) || _tokens.Accept(MySqlKeyword.HighPriority);
        var isIgnore = _tokens.Accept(MySqlKeyword.Ignore);
        _tokens.Accept(MySqlKeyword.Into);
        var table = ParseTarget(allowsAlias: false);
        var columns = AtColumnList() ? ParseInsertColumns() : [];
        ImmutableArray<RowExpression> rows = [];
        ImmutableArray<Assignment> assignments = [];
        MySqlQuery? query = null;
        if (AtInsertValues())
        {
            rows = ParseInsertValues(out query);
        }
        else if (_tokens.Accept(MySqlKeyword.Set))
        {
            assignments = ParseAssignments();
        }
        else
        {
            query = ParseQuery();
        }

        MySqlName? rowAlias = null;
        ImmutableArray<MySqlName> columnAliases = [];
        if (_tokens.Accept(MySqlKeyword.As))
        {
            rowAlias = ParseName();
            columnAliases = _tokens.At(MySqlTokenKind.OpenParenthesis) ? ParseNameList() : [];
        }

        var onDuplicate = ParseOnDuplicate();
        var returning = _tokens.Accept(MySqlKeyword.Returning) ? ParseSelectItems() : [];
        return new InsertStatement
        {
            Span = _tokens.SpanFrom(start),
            Hint = hint,
            IsReplace = isReplace,
            IsIgnore = isIgnore,
            IsDelayed = isDelayed,
            With = with,
            Table = table,
            Columns = columns,
            Rows = rows,
            Query = query,
            Assignments = assignments,
            RowAlias = rowAlias,
            ColumnAliases = columnAliases,
            OnDuplicate = onDuplicate,
            Returning = returning,
        };
    }

    /// <summary>Rows; or with MariaDB, when a UNION, ORDER BY … goes on behind them, the query that VALUES is.</summary>
    private ImmutableArray<RowExpression> ParseInsertValues(out MySqlQuery? query)
    {
        var (position, parameters) = (_tokens.Position, _parameters);
        var mayBeQuery = IsMariaDb && _tokens.At(MySqlKeyword.Values);
        _tokens.Advance();
        var rows = ParseInsertRows();
        query = null;
        if (!mayBeQuery || !AtQueryContinuation())
        {
            return rows;
        }

        _tokens.Rewind(position);
        _parameters = parameters;
        query = ParseQuery();
        return [];
    }

    private bool AtInsertValues() => _tokens.At(MySqlKeyword.Value)
        || (_tokens.At(MySqlKeyword.Values) && _tokens.Peek(1).Kind == MySqlTokenKind.OpenParenthesis);

    /// <summary>A parenthesis that opens names, not a query.</summary>
    private bool AtColumnList() => _tokens.At(MySqlTokenKind.OpenParenthesis)
        && _tokens.Peek(1).Kind != MySqlTokenKind.OpenParenthesis
        && _tokens.Peek(1).Keyword is not (MySqlKeyword.Select or MySqlKeyword.With or MySqlKeyword.Values or MySqlKeyword.Table);

    private ImmutableArray<ColumnReference> ParseInsertColumns()
    {
        _tokens.Expect(MySqlTokenKind.OpenParenthesis);
        if (_tokens.Accept(MySqlTokenKind.CloseParenthesis))
        {
            return [];
        }

        var columns = ImmutableArray.CreateBuilder<ColumnReference>();
        do
        {
            columns.Add(ParseColumnReference());
        }
        while (_tokens.Accept(MySqlTokenKind.Comma));
        _tokens.Expect(MySqlTokenKind.CloseParenthesis);
        return columns.DrainToImmutable();
    }

    private ImmutableArray<RowExpression> ParseInsertRows()
    {
        var rows = ImmutableArray.CreateBuilder<RowExpression>();
        do
        {
            rows.Add(ParseValuesRow());
        }
        while (_tokens.Accept(MySqlTokenKind.Comma));
        return rows.DrainToImmutable();
    }

    /// <summary>[ROW] (values), where DEFAULT and IGNORE are values and there may be none.</summary>
    private RowExpression ParseValuesRow()
    {
        var start = _tokens.Start;
        _tokens.Accept(MySqlKeyword.Row);
        _tokens.Expect(MySqlTokenKind.OpenParenthesis);
        var items = ImmutableArray.CreateBuilder<MySqlExpression>();
        if (!_tokens.At(MySqlTokenKind.CloseParenthesis))
        {
            do
            {
                items.Add(ParseValue());
            }
            while (_tokens.Accept(MySqlTokenKind.Comma));
        }

        _tokens.Expect(MySqlTokenKind.CloseParenthesis);
        return new RowExpression { Span = _tokens.SpanFrom(start), Items = items.DrainToImmutable() };
    }

    private MySqlExpression ParseValue()
    {
        if (!IsMariaDb || !_tokens.At(MySqlKeyword.Ignore))
        {
            return ParseExpression();
        }

        var span = _tokens.Current.Span;
        _tokens.Advance();
        return new DefaultExpression { Span = span, IsIgnore = true };
    }

    private ImmutableArray<Assignment> ParseOnDuplicate()
    {
        if (!_tokens.At(MySqlKeyword.On))
        {
            return [];
        }

        _tokens.Advance();
        _tokens.Expect(MySqlKeyword.Duplicate);
        _tokens.Expect(MySqlKeyword.Key);
        _tokens.Expect(MySqlKeyword.Update);
        return ParseAssignments();
    }

    private ImmutableArray<Assignment> ParseAssignments()
    {
        var assignments = ImmutableArray.CreateBuilder<Assignment>(2);
        do
        {
            var start = _tokens.Start;
            var column = ParseColumnReference();
            if (!_tokens.Accept(MySqlTokenKind.Equal))
            {
                _tokens.Expect(MySqlTokenKind.Assign);
            }

            var value = ParseValue();
            assignments.Add(new Assignment { Span = _tokens.SpanFrom(start), Column = column, Value = value });
        }
        while (_tokens.Accept(MySqlTokenKind.Comma));
        return assignments.DrainToImmutable();
    }

    /// <summary>The one table of INSERT and of DELETE FROM.</summary>
    private NamedTable ParseTarget(bool allowsAlias)
    {
        var start = _tokens.Start;
        var name = ParseQualifiedName();
        var alias = allowsAlias ? ParseTableAlias() : null;
        var partitions = _tokens.Accept(MySqlKeyword.Partition) ? ParseNameList() : [];
        alias ??= allowsAlias ? ParseTableAlias() : null;
        return new NamedTable { Span = _tokens.SpanFrom(start), Name = name, Alias = alias, Partitions = partitions, NameEnd = name.Span.End };
    }

    private UpdateStatement ParseUpdate(WithClause? with, int start)
    {
        _tokens.Expect(MySqlKeyword.Update);
        var hint = TakeHint();
        _tokens.Accept(MySqlKeyword.LowPriority);
        var isIgnore = _tokens.Accept(MySqlKeyword.Ignore);
        var portion = default(PortionClause);
        var tables = IsPortionAhead() ? [ParsePortionTarget(out portion)] : ParseTableList();
        _tokens.Expect(MySqlKeyword.Set);
        var assignments = ParseAssignments();
        var where = _tokens.Accept(MySqlKeyword.Where) ? ParseExpression() : null;
        var orderBy = _tokens.At(MySqlKeyword.Order) ? ParseOrderBy() : [];
        var limit = AtLimit() ? ParseLimit() : null;
        var returning = IsMariaDb && _tokens.Accept(MySqlKeyword.Returning) ? ParseSelectItems() : [];
        return new UpdateStatement
        {
            Span = _tokens.SpanFrom(start),
            Hint = hint,
            With = with,
            IsIgnore = isIgnore,
            Tables = tables,
            Portion = portion,
            Assignments = assignments,
            Where = where,
            OrderBy = orderBy,
            Limit = limit,
            Returning = returning,
        };
    }

    /// <summary>name [PARTITION (…)] FOR PORTION OF</summary>
    private bool IsPortionAhead()
    {
        if (!IsMariaDb)
        {
            return false;
        }

        var at = _tokens.Peek(1).Kind == MySqlTokenKind.Dot ? 3 : 1;
        if (_tokens.Peek(at).Keyword == MySqlKeyword.Partition)
        {
            while (_tokens.Peek(at).Kind is not (MySqlTokenKind.CloseParenthesis or MySqlTokenKind.End))
            {
                at++;
            }

            at++;
        }

        return _tokens.Peek(at).Keyword == MySqlKeyword.For && _tokens.Peek(at + 1).Keyword == MySqlKeyword.Portion;
    }

    private NamedTable ParsePortionTarget(out PortionClause? portion)
    {
        var start = _tokens.Start;
        var name = ParseQualifiedName();
        var partitions = _tokens.Accept(MySqlKeyword.Partition) ? ParseNameList() : [];
        var end = _tokens.PreviousEnd;
        portion = ParsePortion();
        var alias = ParseTableAlias();
        SkipIndexHints();
        return new NamedTable { Span = _tokens.SpanFrom(start), Name = name, Partitions = partitions, Alias = alias, NameEnd = end };
    }

    /// <summary>FOR PORTION OF period FROM a TO b</summary>
    private PortionClause? ParsePortion()
    {
        var start = _tokens.Start;
        if (!_tokens.Accept(MySqlKeyword.For, MySqlKeyword.Portion))
        {
            return null;
        }

        _tokens.Expect(MySqlKeyword.Of);
        var period = ParseName();
        _tokens.Expect(MySqlKeyword.From);
        var from = ParseExpression();
        _tokens.Expect(MySqlKeyword.To);
        var to = ParseExpression();
        return new PortionClause { Span = _tokens.SpanFrom(start), Period = period, From = from, To = to };
    }
}
