using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Sql.TSql.Analysis;

namespace ProxyDb.Policy.Sql.TSql.Mapping;

/// <summary>Makes the maps of a text's statements while they are analysed.</summary>
internal sealed class MapMaker(AnalysisNamespace names) : IMapMaker
{
    private readonly List<StatementMap?> _maps = [];
    private readonly VariableTypes _variables = new(names);

    /// <summary>A place in one of the statements was not found: nothing may be edited.</summary>
    public bool IsBroken => _maps.Contains(null);

    public ImmutableArray<StatementMap> Maps => [.. _maps.OfType<StatementMap>()];

    public IMapRecorder Begin(TSqlStatement statement, string text)
    {
        _variables.Declare(statement);
        return new MapRecorder(text, _variables);
    }

    public void End(TSqlStatement statement, IMapRecorder recorder, WalkContext context, StatementFacts facts) =>
        _maps.Add(StatementMapBuilder.Build(statement, (MapRecorder)recorder, facts, context.Environment.Parameters));
}
