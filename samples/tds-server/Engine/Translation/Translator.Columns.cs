using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Samples.TdsServer.Engine;

internal sealed partial class Translator
{
    /// <summary>The type of an expression over the columns of a table that is being made.</summary>
    public Expr TypeIn(ScalarExpression e, IReadOnlyList<ColumnObject> columns, string table)
    {
        var scope = new Scope(null);
        scope.Sources.Add(new Source(table, [.. columns.Select(c => new SourceColumn(c.Name, c.SqliteName, c.Type) { IsNullable = c.IsNullable })]));
        return Scalar(e, scope);
    }
}
