using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>
/// The expressions that stand anywhere in a statement without queries of its own: each is walked, all else of it is words and names
/// that its walker has taken account of. A query outside of an expression is not understood.
/// </summary>
internal sealed class StatementValues : TSqlFragmentVisitor
{
    private readonly WalkContext _context;
    private readonly TSqlFragment? _query;
    private readonly List<TSqlFragment> _found = [];
    private readonly List<TSqlFragment> _strange = [];
    private int _start;
    private int _end;

    private StatementValues(WalkContext context, TSqlFragment? query) => (_context, _query) = (context, query);

    /// <param name="scope">What columns are looked up in; null: there are none.</param>
    /// <param name="query">A query of the statement that its walker has walked.</param>
    public static void Walk(WalkContext context, TSqlFragment? node, Scope? scope = null, TSqlFragment? query = null)
    {
        if (node is null)
        {
            return;
        }

        var values = new StatementValues(context, query);
        node.Accept(values);
        scope ??= new Scope(null, null);
        foreach (var value in values._found)
        {
            if (value is BooleanExpression condition)
            {
                context.Expressions.Conditions.Walk(condition, scope);
            }
            else
            {
                context.Expressions.Walk((ScalarExpression)value, scope);
            }
        }

        foreach (var strange in values._strange)
        {
            context.NotUnderstood($"{strange.GetType().Name} in {node.GetType().Name}");
        }
    }

    public override void Visit(TSqlFragment fragment)
    {
        if (fragment.StartOffset >= _start && fragment.StartOffset + fragment.FragmentLength <= _end)
        {
            return;
        }

        if (ReferenceEquals(fragment, _query))
        {
            Outermost(fragment, []);
            return;
        }

        switch (fragment)
        {
            case ScalarExpression or BooleanExpression:
                Outermost(fragment, _found);
                break;
            case QueryExpression or TableReference or ExecuteSpecification:
                Outermost(fragment, _strange);
                break;
            default:
                _context.Saw(fragment);
                break;
        }
    }

    private void Outermost(TSqlFragment node, List<TSqlFragment> list)
    {
        list.Add(node);
        _start = node.StartOffset;
        _end = node.StartOffset + node.FragmentLength;
    }
}
