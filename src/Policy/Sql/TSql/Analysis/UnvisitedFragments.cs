using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>
/// Finds what no walker has looked at. Every fragment that names or does something must have been seen or skipped knowingly; one that
/// was not makes the statement incomplete, so that a construct nobody thought of is refused and never passed over.
/// </summary>
internal sealed class UnvisitedFragments : TSqlFragmentVisitor
{
    private readonly WalkContext _context;

    private UnvisitedFragments(WalkContext context) => _context = context;

    public static void Report(TSqlFragment root, WalkContext context)
    {
        if (WalkDepth.IsBearable)
        {
            root.Accept(new UnvisitedFragments(context));
        }
        else
        {
            context.NotUnderstood("statements nested too deep");
        }
    }

    public override void Visit(TSqlFragment fragment)
    {
        if (Counts(fragment) && !_context.HasSeen(fragment))
        {
            _context.NotUnderstood(fragment.GetType().Name);
        }
    }

    /// <summary>Fragments that can name an object, read or write data, or run something.</summary>
    internal static bool Counts(TSqlFragment fragment) => fragment is TSqlStatement or QueryExpression or TableReference or SchemaObjectName
        or DataModificationSpecification or ExecutableEntity or CommonTableExpression or ScalarSubquery or FunctionCall
        or ColumnReferenceExpression or GlobalVariableExpression or ParameterlessCall or PartitionFunctionCall or NextValueForExpression
        or UserDefinedTypePropertyAccess or OdbcFunctionCall or VariableReference or FullTextPredicate or GraphMatchPredicate or CallTarget
        or ForClause or OutputClause or OutputIntoClause or MergeActionClause or InsertSource or SelectElement;
}
