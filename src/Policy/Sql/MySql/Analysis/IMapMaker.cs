using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>Makes a map of each statement while it is analysed.</summary>
internal interface IMapMaker
{
    IMapRecorder Begin(MySqlStatement statement, string text);

    /// <summary>The statement was walked; called in the order of the text.</summary>
    void End(MySqlStatement statement, IMapRecorder recorder, WalkContext context, StatementFacts facts);
}
