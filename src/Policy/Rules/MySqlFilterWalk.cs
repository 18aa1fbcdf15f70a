using System.Collections.Immutable;
using ProxyDb.Policy.Catalog.Builtins;
using ProxyDb.Policy.Sql.MySql.Analysis;
using ProxyDb.Policy.Sql.MySql.Mapping;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Rules;

/// <summary>
/// One pass over the tree of a condition: it only reads, what it names beside the protected table is qualified, and the protected
/// table's columns are bare.
/// </summary>
/// <param name="prefix">Characters before the condition in what was parsed.</param>
internal sealed class MySqlFilterWalk(string text, int prefix) : MySqlNodeVisitor
{
    /// <summary>SYSDATE() alone tells the server's own clock.</summary>
    private static readonly HashSet<string> Clock = new(
        ["now", "current_timestamp", "localtimestamp", "localtime", "curdate", "current_date", "curtime", "current_time", "utc_date", "utc_time",
            "utc_timestamp"],
        StringComparer.OrdinalIgnoreCase);

    private readonly ImmutableArray<FilterColumn>.Builder _columns = ImmutableArray.CreateBuilder<FilterColumn>();
    private readonly SortedDictionary<int, bool> _lists = [];
    private readonly HashSet<string> _common = new(StringComparer.OrdinalIgnoreCase);
    private int _subqueries;

    /// <summary>The first fault; null when there is none.</summary>
    public FilterCheck? Fault { get; private set; }

    /// <summary>Columns of the protected table outside of subqueries.</summary>
    public ImmutableArray<FilterColumn> Columns => [.. _columns.OrderBy(static c => c.Start)];

    /// <summary>For each attribute whether it stands alone in IN.</summary>
    public ImmutableArray<bool> Lists => [.. _lists.Values];

    public override void Visit(MySqlNode node)
    {
        switch (node)
        {
            case ColumnReference column when _subqueries == 0:
                Column(column);
                break;
            case ParameterExpression parameter:
                _ = _lists.TryAdd(parameter.Index, false);
                break;
            case InExpression { Items: [ParameterExpression only] }:
                _lists[((ParameterExpression)((InExpression)node).Items[0]).Index] = true;
                break;
            case FunctionCall call:
                Function(call);
                break;
            case CastExpression or CharacterSetConversion:
                Spaced(node);
                break;
            case NamedTable { Name.Schema: null } table when !_common.Contains(table.Name.Name.Text):
                Report(node, $"`{table.Name.Name}` needs its database, since each session has its own");
                break;
            case MySqlQuery query:
                Query(query);
                return;
            case UserVariable or VariableAssignment or SystemVariable or SequenceExpression or InsertedValue or DefaultExpression:
                Report(node, "a condition only reads columns");
                break;
        }

        node.VisitChildren(this);
    }

    private void Query(MySqlQuery query)
    {
        foreach (var table in query.With?.Tables ?? [])
        {
            _ = _common.Add(table.Name.Text);
        }

        if (query.Into is not null || !query.Locks.IsEmpty)
        {
            Report(query, "a condition only reads");
        }

        _subqueries++;
        query.VisitChildren(this);
        _subqueries--;
    }

    private void Column(ColumnReference column)
    {
        if (column.Table is not null)
        {
            Report(column, "columns of the protected table are written bare, as in branch_id = 1");
            return;
        }

        _columns.Add(new FilterColumn(column.Column.Text, column.Span.Start - prefix, column.Span.Length));
    }

    private void Function(FunctionCall call)
    {
        var name = call.Name.Text;
        if (call.Schema is null && MySqlBuiltins.Match(MySqlNames.Fold(name), null) == BuiltinMatch.No)
        {
            Report(call, $"the function `{name}` is no built-in; write it with its database");
        }
        else if (call.Schema is null && (MySqlBuiltins.KindOf(MySqlNames.Fold(name)) != BuiltinKind.Safe || IsClock(call)))
        {
            Report(call, IsClock(call)
                ? $"`{name}` tells the time that the session has set by `timestamp`; write SYSDATE()"
                : $"what `{name}` tells a session can choose; use an attribute");
        }
        else if (_subqueries == 0 && (call.Over is not null || call.IsStar || MySqlAggregates.Contains(name)))
        {
            Report(call, $"`{name}` is of several rows; a condition speaks of one row, or asks a subquery");
        }
        else if (call.HasParentheses)
        {
            Spaced(call);
        }
    }

    private static bool IsClock(FunctionCall call) =>
        Clock.Contains(call.Name.Text) || (call.Arguments.IsEmpty && call.Name.Text.Equals("unix_timestamp", StringComparison.OrdinalIgnoreCase));

    /// <summary>IGNORE_SPACE decides whether a name with a space before its parenthesis is a function.</summary>
    private void Spaced(MySqlNode call)
    {
        var at = call.Span.Start - prefix;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '`' or '.' or '$'))
        {
            at++;
        }

        if (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            Report(call, "a space between a function and its parenthesis means what the session's sql_mode says; leave it out");
        }
    }

    private void Report(MySqlNode node, string message) =>
        Fault ??= FilterCheck.Of(message, Math.Clamp(node.Span.Start - prefix, 0, text.Length));
}
