using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>
/// What the walkers report about places while they gather facts, so that a map and the facts cannot differ. References are told by a
/// number; below zero is none. Walkers of what stands behind a name (views, routines) report nothing but <see cref="AddUnmapped"/>.
/// </summary>
internal interface IMapRecorder
{
    /// <summary>What the walk stands in: how a column that is read now is used.</summary>
    ColumnUsage Usage { get; set; }

    /// <summary>A query level begins: a <see cref="QuerySpecification"/>, a table of values, or the specification of a write.</summary>
    void Enter(TSqlFragment node, QueryKind kind);

    void Leave();

    /// <summary>A relation the text names; called once for each place. Below zero where no query level is around it.</summary>
    int Reference(NamedTableReference table, Relation relation, ReferenceRole role);

    /// <summary>A relation of a multi-table write turned out to be one that is written.</summary>
    void Target(int reference, ReferenceRole role);

    /// <summary>A column of a reference is read or written at a place.</summary>
    /// <param name="column">Name in the relation, <c>*</c> for all.</param>
    void Column(int reference, string column, ColumnPlace place, ColumnUsage usage);

    /// <summary>A column at a place is one of a derived table, a WITH query, a function or an output alias.</summary>
    void DerivedColumn(ColumnPlace place);

    /// <summary>The ON condition of a join of the present level.</summary>
    void JoinCondition(BooleanExpression condition);

    /// <summary>Every column of the item is needed, in order (NATURAL).</summary>
    void NeedAll(int reference);

    /// <summary>The item is on the nullable side of an outer join.</summary>
    void Nullable(int reference);

    void Lock(int reference);

    /// <summary>A relation is reached in a way that no reference describes.</summary>
    void AddUnmapped(ObjectName name, RelationKind? kind, string what, SourceSpan span);
}
