using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Analysis;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Mapping;

/// <summary>Makes the maps of a text's statements while they are analysed.</summary>
internal sealed class MapMaker : IMapMaker
{
    private readonly List<StatementMap?> _maps = [];

    /// <summary>One for each statement; null when a place in one was not found.</summary>
    public ImmutableArray<StatementMap>? Maps => _maps.Contains(null) ? null : [.. _maps.OfType<StatementMap>()];

    public IMapRecorder Begin(MySqlStatement statement, string text) => new MapRecorder(text);

    public void End(MySqlStatement statement, IMapRecorder recorder, WalkContext context, StatementFacts facts) =>
        _maps.Add(StatementMapBuilder.Build(statement, (MapRecorder)recorder, facts));
}
