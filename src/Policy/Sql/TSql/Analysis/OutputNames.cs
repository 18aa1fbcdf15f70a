using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>The name a result column gets: that of a column, else none.</summary>
internal static class OutputNames
{
    public static string Of(SelectScalarExpression item) => item.ColumnName?.Value ?? Of(item.Expression);

    private static string Of(ScalarExpression value) => value switch
    {
        ColumnReferenceExpression { MultiPartIdentifier.Identifiers: { Count: > 0 } parts } => parts[^1].Value,
        ParenthesisExpression inner => Of(inner.Expression),
        _ => "",
    };
}
