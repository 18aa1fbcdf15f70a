namespace ProxyDb.Policy.Sql;

/// <summary>What an access is to (policy-language.md §2).</summary>
public enum AccessKind
{
    Object,
    Column,
    Function,
    Session,
    Facility,
    Server,
}

/// <summary>One thing a statement needs; a statement is allowed when every access of it is.</summary>
/// <param name="Kind">What it is an access to.</param>
/// <param name="Action">What is done to it.</param>
/// <param name="Name">
/// Object, column: the table, view, sequence or routine. Function: the function, with <see cref="ObjectName.Schema"/> null for a
/// built-in. Session: the setting. Facility: <c>program</c>, <c>file_read</c>, <c>proxydb.unresolved</c> … Server: the action's subject.
/// </param>
/// <param name="Column">The column, <c>*</c> for every column of a table the catalog does not know, null for an object.</param>
/// <param name="Span">Where the text names it.</param>
public readonly record struct Access(AccessKind Kind, SqlAction Action, ObjectName Name, string? Column = null, SourceSpan Span = default)
{
    /// <summary>
    /// Not named by the text: reached through a view, synonym, partition, parent or routine. Needs no allow of its own, but
    /// denies on objects, columns and tags apply to it (policy-language.md §5, 4).
    /// </summary>
    public bool Through { get; init; }

    /// <summary>Columns: read only because <c>*</c> or <c>t.*</c> of an output list stands for it; no place names it.</summary>
    public bool ByStar { get; init; }

    /// <summary>
    /// Columns beneath a view: the view uses it whatever is asked of the view (predicate, join, grouping …). A column that one of
    /// the view's used columns comes from has false.
    /// </summary>
    public bool ByDefinition { get; init; }

    /// <summary>
    /// Function, operator and cast accesses that are exempt when every candidate is built-in: recorded only when one is not.
    /// </summary>
    public bool IsOperator { get; init; }

    /// <summary>Locks of whole tables: others may read, and hold the same.</summary>
    public bool IsShared { get; init; }

    /// <summary>Objects: what the catalog says it is, null when it does not know.</summary>
    public Catalog.RelationKind? Relation { get; init; }
}
