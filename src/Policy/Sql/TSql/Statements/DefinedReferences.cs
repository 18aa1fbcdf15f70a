using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>Other tables that a table definition names: those of foreign keys, and of versions of rows.</summary>
internal sealed class DefinedReferences : TSqlFragmentVisitor
{
    private readonly List<SchemaObjectName> _names = [];

    private DefinedReferences()
    {
    }

    public static IReadOnlyList<SchemaObjectName> Of(TSqlFragment node)
    {
        var references = new DefinedReferences();
        node.Accept(references);
        return references._names;
    }

    public override void Visit(ForeignKeyConstraintDefinition node) => Add(node.ReferenceTableName);

    public override void Visit(SystemVersioningTableOption node) => Add(node.HistoryTable);

    private void Add(SchemaObjectName? name)
    {
        if (name is not null)
        {
            _names.Add(name);
        }
    }
}
