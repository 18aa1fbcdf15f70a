using NUnit.Framework;
using ProxyDb.Policy.Cases;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Tests.Rules;

namespace ProxyDb.Policy.Tests.Cases;

/// <summary>policy-language.md §4: a mask that a column's type cannot bear is found before a statement is refused for it.</summary>
public class MaskTypeCheckTests
{
    private static readonly CatalogSnapshot Catalog = new(SqlDialect.Postgres,
    [
        new CatalogDatabase("shop", SqlDialect.Postgres,
        [
            new CatalogSchema("public",
            [
                new CatalogRelation
                {
                    Schema = "public", Name = "customers", Kind = RelationKind.Table,
                    Columns = [new CatalogColumn("born", "date", 1), new CatalogColumn("email", "text", 2), new CatalogColumn("mood", "public.mood", 3)],
                },
            ]),
        ]),
    ]);

    [TestCase("email", "email", "")]
    [TestCase("born", "{date: year}", "")]
    [TestCase("mood", "null", "")]
    [TestCase("born", "email", "the mask of rule `m` does not fit `public.customers.born` of type `date`")]
    [TestCase("email", "{round: 10}", "the mask of rule `m` does not fit `public.customers.email` of type `text`")]
    [TestCase("mood", "{constant: sad}", "the mask of rule `m` does not fit `public.customers.mood` of type `public.mood`")]
    public void A_type_that_cannot_bear_its_mask_is_told(string column, string mask, string warning)
    {
        var set = PolicyText.Set($"rules: [{{id: m, effect: mask, columns: [public.customers.{column}], mask: {mask}}}]\n");
        var errors = new DocumentErrors();
        CatalogChecks.Check(set, Catalog, errors);
        Assert.That(errors.Select(e => e.Message), warning.Length == 0 ? Is.Empty : Has.Exactly(1).StartsWith(warning));
        Assert.That(errors.Any, Is.False, "warnings only");
    }
}
