using System.Collections.Concurrent;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Decisions;

/// <summary>
/// What rules with <c>catalog: narrow</c> hide in the server's catalogs: for each of these a filter over its own columns, made of the
/// names that the rule denies in one database. Belongs to one policy set and one catalog.
/// </summary>
/// <param name="catalog">Null when no rule of the set hides anything.</param>
internal sealed class CatalogNarrowing(CatalogDatabase? catalog)
{
    private readonly ConcurrentDictionary<string, DeniedNames> _denied = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Rule, ObjectName Name), FilterTerms?> _filters = new();

    /// <summary>Whether the catalog relation has rows that the rule hides.</summary>
    public bool Hides(Rule rule, in ObjectName name, StatementScope scope) => Of(rule, name with { Database = null }, scope) is not null;

    /// <summary>The rows of a catalog relation that may be seen under the rule; null when the rule hides none of them.</summary>
    public FilterTerms? Of(Rule rule, in ObjectName name, StatementScope scope) => _filters.GetOrAdd(
        (rule.Id, name),
        static (key, from) => from.Self.Make(from.Rule, key.Name, from.Scope),
        (Self: this, Rule: rule, Scope: scope));

    private FilterTerms? Make(Rule rule, ObjectName name, StatementScope scope)
    {
        if (catalog is not { Dialect: SqlDialect.Postgres } || PostgresCatalogs.Of(name) is not { } places)
        {
            return null;
        }

        var denied = _denied.GetOrAdd(
            rule.Id, static (_, from) => DeniedNames.Of(from.Rule, from.Catalog, from.Scope), (Rule: rule, Catalog: catalog, Scope: scope));
        return denied.IsEmpty || new PostgresCatalogFilter(denied).Write(places) is not { } sql
            ? null
            : new FilterTerms(sql, [new FilterPart(sql, null)]);
    }
}
