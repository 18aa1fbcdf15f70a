using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>Makes a map of each statement while it is analysed.</summary>
internal interface IMapMaker
{
    /// <summary>The maps made so far, in the order of the text.</summary>
    ImmutableArray<StatementMap> Maps { get; }

    IMapRecorder Begin(TSqlStatement statement, string text);

    /// <summary>The statement was walked; called in the order of the text.</summary>
    void End(TSqlStatement statement, IMapRecorder recorder, WalkContext context, StatementFacts facts);
}
