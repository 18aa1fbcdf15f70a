using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>A translated query, and what it needs before it runs.</summary>
internal sealed record Plan(string Sql, IReadOnlyList<string> Parameters, IReadOnlyList<OutputColumn> Columns, Translator Translator)
{
    public SqlColumn[] ClientColumns { get; } = [.. Columns.Select(c => c.ToColumn())];

    public IReadOnlyList<int> Order { get; init; } = [];
}

/// <summary>Translations of a session, by statement and by all they depend on.</summary>
internal sealed class PlanCache(SqlSession session)
{
    private readonly Dictionary<(TSqlFragment Fragment, long Catalog, long Temporary, string Database, int Module, long Options), object> _plans = [];

    public T Get<T>(TSqlFragment fragment, Func<Translator, T> make)
        where T : class
    {
        var key = (fragment, session.Catalog.Version, session.TemporaryVersion, session.Database, session.Frame.Module?.Id ?? 0, session.Settings.Bits);
        if (_plans.TryGetValue(key, out var known) && known is T plan)
            return plan;
        if (_plans.Count >= 500)
            _plans.Clear();
        var made = make(new Translator(session.Context));
        _plans[key] = made;
        return made;
    }
}
