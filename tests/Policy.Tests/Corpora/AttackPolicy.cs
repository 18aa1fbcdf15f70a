using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Corpora;

/// <summary>The test policy of the attacks (<c>policy_for_test</c> of attack_carriers.json), decided over accesses.</summary>
internal static class AttackPolicy
{
    private static readonly AnalysisNamespace Shop = new("shop", ["public"], "app");
    private static readonly HashSet<string> Functions = ["count", "lower", "upper", "coalesce"];

    private static readonly HashSet<string> Relations = ["users", "log"];

    /// <summary>Columns no granted text may name, whatever the analysis thinks of it; the empty one stands for a star.</summary>
    private static readonly HashSet<string> Forbidden = ["", "email", "password", "user_id", "total", "note", "k", "a", "b", "c", "x"];

    public static bool Allows(string sql)
    {
        var result = SqlAnalyzer.Analyze(SqlDialect.Postgres, sql, Shop, GotchaCatalog.Database);
        return result.Error is null && result.Statements is [{ Complete: true } statement] && statement.Accesses.All(Allows);
    }

    public static bool IsExceededBy(string tree) => ParseOracle.Exceeds(tree, Relations, Forbidden, Functions);

    private static bool Allows(Access access) => access switch
    {
        { Through: true } => true,
        { Kind: AccessKind.Object, Action: SqlAction.Select } => access.Name == new ObjectName("public", "users"),
        { Kind: AccessKind.Column, Action: SqlAction.Select } =>
            access.Name == new ObjectName("public", "users") && access.Column is "id" or "name",
        { Kind: AccessKind.Object or AccessKind.Column, Action: SqlAction.Insert } => access.Name == new ObjectName("public", "log"),
        { Kind: AccessKind.Function } => access.Name.Schema is null && Functions.Contains(access.Name.Name),
        _ => false,
    };
}
