using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Samples.TdsServer.Engine;

internal sealed partial class Translator
{
    /// <summary>OPTION (MAXRECURSION n); other hints change no result.</summary>
    public void ReadHints(IList<OptimizerHint> hints)
    {
        if (hints.OfType<LiteralOptimizerHint>().FirstOrDefault(h => h.HintKind == OptimizerHintKind.MaxRecursion) is { } hint)
            MaxRecursion = long.Parse(hint.Value.Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The type of an expression over the columns of a table that is being made.</summary>
    public Expr TypeIn(ScalarExpression e, IReadOnlyList<ColumnObject> columns, string table)
    {
        var scope = new Scope(null);
        scope.Sources.Add(new Source(table, [.. columns.Select(c => new SourceColumn(c.Name, c.SqliteName, c.Type) { IsNullable = c.IsNullable })]));
        return Scalar(e, scope);
    }
}
