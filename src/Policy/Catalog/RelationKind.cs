namespace ProxyDb.Policy.Catalog;

/// <summary>Kinds of object a catalog knows under a relation's name.</summary>
public enum RelationKind
{
    Table,
    View,
    MaterializedView,
    Sequence,
    ForeignTable,
    PartitionedTable,
    Index,
    CompositeType,
    Routine,
    Synonym,
    Temporary,
}
