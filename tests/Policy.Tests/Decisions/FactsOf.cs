using System.Collections.Immutable;
using NUnit.Framework;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Decisions;

/// <summary>Facts and decisions by hand, so that decisions are tested apart from the analysis.</summary>
internal static class FactsOf
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    public static Subject Park { get; } = new("park", "shop-pg", "shop") { Roles = ["analyst"] };

    public static StatementFacts Statement(SqlAction action, params Access[] accesses) => Statement(action, StatementFlags.None, accesses);

    public static StatementFacts Statement(SqlAction action, StatementFlags flags, params Access[] accesses) =>
        new() { Action = action, Kind = action.ToString().ToUpperInvariant(), Accesses = [.. accesses], Flags = flags };

    /// <summary><c>schema.table</c>, <c>database.schema.table</c> or a table alone.</summary>
    public static Access Object(SqlAction action, string name, bool through = false, RelationKind? relation = null) =>
        new(AccessKind.Object, action, Name(name)) { Through = through, Relation = relation };

    public static Access Column(SqlAction action, string table, string column, bool through = false) =>
        new(AccessKind.Column, action, Name(table), column) { Through = through };

    public static Access Function(string name) => new(AccessKind.Function, SqlAction.Call, Name(name));

    public static Access Setting(string name, SqlAction action = SqlAction.Session) => new(AccessKind.Session, action, new ObjectName(null, name));

    public static Access Facility(string name) => new(AccessKind.Facility, SqlAction.None, new ObjectName(null, name));

    public static Access Server(SqlAction action, string name = "") => new(AccessKind.Server, action, new ObjectName(null, name));

    public static StatementFacts SelectOf(string table, params string[] columns) => Statement(
        SqlAction.Select,
        [Object(SqlAction.Select, table), .. columns.Select(c => Column(SqlAction.Select, table, c))]);

    public static Decision Decide(this PolicySet set, StatementFacts facts, Subject? subject = null, Enforcement enforcement = Enforcement.Enforce) =>
        DecisionEngine.Plan(facts, set.Match(subject ?? Park, enforcement)).Decide(new DecisionContext(Noon));

    public static bool Allows(this PolicySet set, StatementFacts facts, Subject? subject = null) =>
        set.Decide(facts, subject).Verdict == Verdict.Allow;

    private static ObjectName Name(string text)
    {
        var parts = text.Split('.').Reverse().ToImmutableArray();
        return new ObjectName(null, parts.ElementAtOrDefault(2), parts.ElementAtOrDefault(1), parts[0]);
    }
}
