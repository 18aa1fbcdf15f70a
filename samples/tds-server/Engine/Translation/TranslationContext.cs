using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>What a translation depends on.</summary>
internal sealed record TranslationContext(SqlSession Session, ServerCatalog Catalog, string Database, string Schema)
{
    public required Func<string, SqlType?> Variable { get; init; }

    public required Func<string, TableObject?> TableVariable { get; init; }

    public Settings Settings => Session.Settings;
}
