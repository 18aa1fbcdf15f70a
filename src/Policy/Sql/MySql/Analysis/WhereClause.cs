using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>
/// Whether a WHERE narrows a write: it names a column of a target and compares it with something that is not the same column
/// (policy-language.md §3, without_where).
/// </summary>
internal sealed class WhereClause : MySqlNodeVisitor
{
    private readonly WalkContext _context;
    private readonly List<TableItem> _targets;
    private readonly Scope _scope;
    private bool _narrows;

    private WhereClause(WalkContext context, List<TableItem> targets, Scope scope) => (_context, _targets, _scope) = (context, targets, scope);

    public static bool Narrows(WalkContext context, MySqlExpression where, List<TableItem> targets, Scope scope)
    {
        var visitor = new WhereClause(context, targets, scope);
        visitor.Visit(where);
        return visitor._narrows;
    }

    public override void Visit(MySqlNode node)
    {
        if (_narrows || !WalkDepth.IsBearable)
        {
            return;
        }

        switch (node)
        {
            case ColumnReference column:
                // A bare column, a test or an argument of a function: operators are taken as a whole below.
                _narrows = Belongs(column);
                break;
            case BinaryExpression or OperatorChain or BetweenExpression or LikeExpression or InExpression:
                var contents = new Contents(this);
                node.VisitChildren(contents);
                _narrows = contents is { Column: not null, HasOthers: true };
                break;
            default:
                node.VisitChildren(this);
                break;
        }
    }

    private bool Belongs(ColumnReference column) => column.Table is { } table
        ? _context.Columns.Find(column.Schema?.Text, table.Text, _scope) is TableItem item && _targets.Contains(item)
        : _targets.Exists(item => item.Has(column.Column.Text) >= ColumnMatch.Possible);

    /// <summary>The first column of a target in what an operator takes, and whether anything but it and constants computed with it stands there.</summary>
    private sealed class Contents(WhereClause where) : MySqlNodeVisitor
    {
        private int _depth;

        public string? Column { get; private set; }

        /// <summary>Another column, a parameter, a call, a subquery; or a constant as a side of its own.</summary>
        public bool HasOthers { get; private set; }

        public override void Visit(MySqlNode node)
        {
            if (!WalkDepth.IsBearable)
            {
                return;
            }

            switch (node)
            {
                case ColumnReference column when where.Belongs(column) && (Column is null || MySqlNames.AreSame(Column, column.Column.Text)):
                    Column = column.Column.Text;
                    break;
                case ColumnReference or ParameterExpression or FunctionCall or SubqueryExpression or UserVariable or SystemVariable or MySqlQuery:
                    HasOthers = true;
                    node.VisitChildren(this);
                    break;
                case LiteralExpression when _depth == 0:
                    HasOthers = true;
                    break;
                default:
                    _depth++;
                    node.VisitChildren(this);
                    _depth--;
                    break;
            }
        }
    }
}
