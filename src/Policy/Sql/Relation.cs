using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql;

/// <summary>A relation as the text names it, resolved.</summary>
internal readonly record struct Relation(ObjectName Name, RelationDescription? Description, RelationKind? Kind)
{
    public bool IsTemporary => Kind == RelationKind.Temporary;
}
