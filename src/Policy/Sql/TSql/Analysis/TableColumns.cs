using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>The columns a table definition declares.</summary>
internal static class TableColumns
{
    public static ImmutableArray<string> Of(TableDefinition? definition) =>
        definition is null ? [] : [.. definition.ColumnDefinitions.Select(static c => c.ColumnIdentifier.Value)];
}
