using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Policy.Tests.Corpora;

/// <summary>The schema that the gotchas and the attacks are written for.</summary>
internal static class GotchaCatalog
{
    private const string Text = """
        proxydb: catalog/v1
        dialect: postgres
        databases:
          shop:
            search_path: [public]
            schemas:
              public:
                tables:
                  users: [id, name, email, password]
                  orders: [id, user_id, total, note]
                  secret: [id, password, k]
                  t: [a, b, c]
                  arch: [a, b, c]
                  t1: [id, b]
                  log: [msg, at]
                  Users: [id, x]
                views:
                  v_users: {columns: [id, name], sql: "SELECT id, name FROM users"}
                functions:
                  f_secret: {language: sql, body: "SELECT count(*) FROM secret"}
                  p1: {language: sql, body: "DELETE FROM log"}
        """;

    public static CatalogDatabase Database { get; } =
        CatalogReader.Read("gotchas.yaml", Text, new DocumentErrors())?.Database("shop")
        ?? throw new InvalidOperationException("the catalog of the gotchas cannot be read");
}
