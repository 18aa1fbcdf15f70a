using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql;

/// <summary>
/// Where one statement's text names relations and columns, and how it uses them: what securing edits by. Made on demand, for
/// statements that are bound to masks or filters; every span is in UTF-16 code units of the whole message text. The words are no
/// dialect's own: each front end makes one.
/// </summary>
public sealed class StatementMap
{
    /// <summary>Command as the server tags it, as in <see cref="StatementFacts.Kind"/>; of PREPARE, DECLARE and EXPLAIN theirs, not the inner one's.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The statement's part of the text, as in <see cref="StatementFacts.Span"/>.</summary>
    public SourceSpan Span { get; init; }

    /// <summary>Every relation named in FROM and as a target, in text order; CTE names, functions and derived tables are not in it.</summary>
    public ImmutableArray<RelationReference> Relations { get; init; } = [];

    /// <summary>Every SELECT, UPDATE … level in the text; a reference tells its own by <see cref="RelationReference.Query"/>.</summary>
    public ImmutableArray<QueryMap> Queries { get; init; } = [];

    /// <summary>What the client sees, in order; empty when nothing or unknown.</summary>
    public ImmutableArray<MappedOutput> Outputs { get; init; } = [];

    /// <summary>INSERT statements at any level (data-modifying WITH included).</summary>
    public ImmutableArray<InsertMap> Inserts { get; init; } = [];

    /// <summary>The statement shows a plan, not rows.</summary>
    public bool IsExplain { get; init; }

    /// <summary>
    /// Forms that read or write relations in a way no reference describes (LOCK, TRUNCATE, COPY of a table, whole-row uses in DDL …):
    /// relation and the word for it. What is bound to a mask or filter there is refused, or has a mechanism of its own.
    /// </summary>
    public ImmutableArray<UnmappedUse> Unmapped { get; init; } = [];
}

/// <summary>A use of a relation that cannot be edited by a reference.</summary>
/// <param name="What">The form in the field's words: <c>LOCK TABLE</c>, <c>COPY TO</c>, <c>TRUNCATE</c>, <c>function f()</c>.</param>
public sealed record UnmappedUse(ObjectName Name, RelationKind? Kind, string What, SourceSpan Span);

public enum ReferenceRole
{
    /// <summary>FROM, JOIN, USING, TABLE name.</summary>
    Read,
    UpdateTarget,
    DeleteTarget,
    InsertTarget,
    MergeTarget,
}

/// <summary>One place where the text names a relation.</summary>
public sealed class RelationReference
{
    public required ObjectName Name { get; init; }

    public RelationKind? Kind { get; init; }

    public required ReferenceRole Role { get; init; }

    /// <summary>Index into <see cref="StatementMap.Queries"/>.</summary>
    public required int Query { get; init; }

    /// <summary>The name as written, qualifiers included, without ONLY, <c>*</c> and alias.</summary>
    public required SourceSpan NameSpan { get; init; }

    /// <summary>ONLY, parentheses, the name and a trailing <c>*</c>: what a derived table takes the place of.</summary>
    public required SourceSpan RelationSpan { get; init; }

    public bool IsOnly { get; init; }

    /// <summary>Null when there is none: the relation's own name qualifies its columns.</summary>
    public string? Alias { get; init; }

    /// <summary>From AS (or the alias) to the end of the column alias list; <c>default</c> when there is none.</summary>
    public SourceSpan AliasSpan { get; init; }

    public ImmutableArray<string> ColumnAliases { get; init; } = [];

    /// <summary>TABLESAMPLE … REPEATABLE (…); <c>default</c> when there is none.</summary>
    public SourceSpan SampleSpan { get; init; }

    /// <summary>
    /// What stands behind the name and belongs to the table, MySQL's <c>PARTITION (…)</c> and <c>FOR SYSTEM_TIME …</c>; <c>default</c> when
    /// nothing does.
    /// </summary>
    public SourceSpan TableSpan { get; init; }

    /// <summary>MySQL: index hints behind the alias; T-SQL: <c>WITH (…)</c>; <c>default</c> when there are none.</summary>
    public SourceSpan HintSpan { get; init; }

    /// <summary>
    /// MySQL: the locking clause to be written into a derived table (<c>FOR UPDATE SKIP LOCKED</c>), which its own level's does not reach;
    /// null when the reference is not locked, or the dialect's clause reaches it.
    /// </summary>
    public string? LockClause { get; init; }

    /// <summary><c>TABLE name</c>: the span of the keyword, to be written as <c>SELECT * FROM</c>; else <c>default</c>.</summary>
    public SourceSpan TableKeyword { get; init; }

    /// <summary>Columns of the relation in its own order, as the catalog knows them; empty when it does not.</summary>
    public ImmutableArray<string> Columns { get; init; } = [];

    /// <summary>Columns used anywhere in the statement through this reference, by their names in the relation.</summary>
    public ImmutableArray<string> UsedColumns { get; init; } = [];

    /// <summary>Star, whole row, column aliases, NATURAL: every column is needed, in order.</summary>
    public bool NeedsAllColumns { get; init; }

    /// <summary>System columns used: <c>ctid tableoid xmin</c> …</summary>
    public ImmutableArray<string> SystemColumns { get; init; } = [];

    /// <summary>The row itself is used as a value (<c>c</c>, <c>c::text</c>, <c>to_json(c)</c>, <c>(c).x</c>): its type would change.</summary>
    public bool UsesWholeRow { get; init; }

    /// <summary>Every place that names a column of it.</summary>
    public ImmutableArray<ColumnUse> Uses { get; init; } = [];

    /// <summary>FOR UPDATE, FOR SHARE … reach it.</summary>
    public bool IsLocked { get; init; }

    /// <summary>On the nullable side of an outer join: conditions of WHERE do not hold for its rows before the join.</summary>
    public bool IsNullable { get; init; }
}

public enum ColumnUsage
{
    /// <summary>An output item that is this column and nothing else.</summary>
    PlainOutput,

    /// <summary>Inside an output expression.</summary>
    Output,
    Where,
    JoinCondition,

    /// <summary>USING or NATURAL: the column is named by no span of its own.</summary>
    MergedColumn,
    Group,
    Having,
    Order,
    Window,
    Returning,
    PlainReturning,
    OnConflict,

    /// <summary>Written by SET or a column list.</summary>
    Assigned,

    /// <summary>Read on the right side of an assignment.</summary>
    AssignmentSource,
    Star,

    /// <summary>The row as a value: <c>c</c>, <c>(c).x</c>, <c>count(c.*)</c>; the column is <c>*</c>.</summary>
    WholeRow,
    Other,
}

/// <summary>One place that names a column.</summary>
/// <param name="Column">Name in the relation; <c>*</c> for a star.</param>
/// <param name="Span">The reference as written with its qualifiers; <c>default</c> when nothing is written (NATURAL).</param>
/// <param name="Qualifier">What stands before the column with the dot (<c>public.customers.</c>); <c>default</c> when bare.</param>
public readonly record struct ColumnUse(string Column, SourceSpan Span, SourceSpan Qualifier, ColumnUsage Usage);

public enum QueryKind
{
    Select,
    Values,
    Insert,
    Update,
    Delete,
    Merge,
}

/// <summary>One query level.</summary>
public sealed class QueryMap
{
    public required QueryKind Kind { get; init; }

    /// <summary>Index of the level around it, -1 at the top.</summary>
    public int Parent { get; init; } = -1;

    /// <summary>The level's text, WITH included, enclosing parentheses excluded.</summary>
    public SourceSpan Span { get; init; }

    public ConditionMap? Where { get; init; }

    public ConditionMap? Having { get; init; }

    /// <summary>ON conditions of the level's joins.</summary>
    public ImmutableArray<ConditionMap> On { get; init; } = [];

    /// <summary>
    /// Items of GROUP BY and ORDER BY that are more than a column, where a server may compute them before the last condition has held (MySQL
    /// sorts its first table before it joins the others).
    /// </summary>
    public ImmutableArray<ConjunctMap> Sorts { get; init; } = [];

    /// <summary>
    /// T-SQL: outputs, groups, orders, assigned values and arguments of functions in FROM that could raise an error, where a server may compute
    /// them before the last condition has held.
    /// </summary>
    public ImmutableArray<ConjunctMap> Evaluated { get; init; } = [];

    /// <summary>MySQL: output items without a label, which are called by their text; only their spans and names are given.</summary>
    public ImmutableArray<ReturningItem> Unlabelled { get; init; } = [];

    /// <summary>UPDATE, DELETE: where a WHERE clause would be put when there is none (a zero-length span); else <c>default</c>.</summary>
    public SourceSpan WherePlace { get; init; }

    /// <summary>UPDATE, INSERT … ON CONFLICT: SET items of the level.</summary>
    public ImmutableArray<AssignmentMap> Assignments { get; init; } = [];

    /// <summary>The items of RETURNING, without the keyword; <c>default</c> when there is none.</summary>
    public SourceSpan Returning { get; init; }

    /// <summary>The items of RETURNING one by one.</summary>
    public ImmutableArray<ReturningItem> ReturningItems { get; init; } = [];

    /// <summary>T-SQL: OUTPUT … INTO: what it lists goes into a table.</summary>
    public bool ReturnsInto { get; init; }

    /// <summary>UPDATE … FROM, DELETE … USING: <c>*</c> stands for more than the target.</summary>
    public bool HasOtherItems { get; init; }
}

/// <summary>One item of RETURNING.</summary>
/// <param name="Span">The expression without its label.</param>
/// <param name="Name">What the column is called, with a label or without; empty for a star.</param>
/// <param name="HasLabel">The text gives the name; else the server makes it of the expression, as it is written.</param>
/// <param name="IsStar"><c>*</c> or <c>t.*</c>.</param>
public sealed record ReturningItem(SourceSpan Span, string Name, bool HasLabel, bool IsStar);

/// <summary>A condition of WHERE, ON or HAVING.</summary>
/// <param name="Span">The expression, without the keyword.</param>
public sealed record ConditionMap(SourceSpan Span, ImmutableArray<ConjunctMap> Conjuncts)
{
    /// <summary>WHERE CURRENT OF a cursor: no expression can be joined to it.</summary>
    public bool IsCurrentOf { get; init; }
}

/// <summary>One conjunct of a condition.</summary>
/// <param name="IsLeakproof">
/// Made only of operators the server marks leakproof (and comparisons of numerics) on columns, constants and parameters: it cannot
/// tell a row's value but by its result. False when in doubt.
/// </param>
/// <param name="Relations">Indexes of the references whose columns it names, each once.</param>
/// <param name="IsMovable">
/// Names columns of one reference only, besides constants and parameters (no subquery, no outer column): may be repeated inside
/// that reference's derived table.
/// </param>
public sealed record ConjunctMap(SourceSpan Span, bool IsLeakproof, ImmutableArray<int> Relations, bool IsMovable)
{
    /// <summary>Names a column that is no reference's: of a derived table, a CTE or a function, and through it perhaps of any.</summary>
    public bool NamesDerived { get; init; }

    /// <summary>EXISTS or NOT EXISTS of a subquery and nothing else; false where the front end does not tell.</summary>
    public bool IsExistence { get; init; }

    /// <summary>Holds an aggregate of its own level, by the server; false where the front end does not tell.</summary>
    public bool HasAggregate { get; init; }
}

/// <summary>One SET item: <c>column = value</c>; of <c>(a, b) = (…)</c> each column, with the whole source.</summary>
/// <param name="Value">What is assigned when it is a constant or parameter.</param>
public sealed record AssignmentMap(string Column, SourceSpan ColumnSpan, SourceSpan Source, ConstantValue? Value);

/// <summary>A literal (in its text form, null for NULL) or a parameter of the client.</summary>
/// <param name="Parameter">1-based; 0 for a literal.</param>
public sealed record ConstantValue(string? Text, int Parameter)
{
    public bool IsDefault { get; init; }
}

/// <summary>One INSERT.</summary>
public sealed class InsertMap
{
    /// <summary>Index of the target in <see cref="StatementMap.Relations"/>.</summary>
    public required int Target { get; init; }

    public required int Query { get; init; }

    /// <summary>Columns given, in order; those of the table when the text lists none.</summary>
    public ImmutableArray<string> Columns { get; init; } = [];

    /// <summary>VALUES rows, a null where the value is neither a constant nor a parameter. Empty for a query or DEFAULT VALUES.</summary>
    public ImmutableArray<ImmutableArray<ConstantValue?>> Rows { get; init; } = [];

    /// <summary>Rows come from a query.</summary>
    public bool IsFromQuery { get; init; }

    /// <summary>
    /// Of a plain SELECT: its output items in order, a null where one is neither a constant nor a parameter. Empty when items
    /// cannot be counted (a star, a set operation).
    /// </summary>
    public ImmutableArray<ConstantValue?> QueryItems { get; init; } = [];

    public bool IsDefaultValues { get; init; }

    /// <summary>ON CONFLICT DO UPDATE, ON DUPLICATE KEY UPDATE.</summary>
    public bool UpdatesOnConflict { get; init; }

    /// <summary>REPLACE: rows in the way are deleted.</summary>
    public bool Replaces { get; init; }

    public ConditionMap? ConflictWhere { get; init; }

    /// <summary>Where a WHERE of the update would be put; <c>default</c> when there is one, or the dialect has none.</summary>
    public SourceSpan ConflictWherePlace { get; init; }
}

/// <summary>An output column with how its value came about.</summary>
/// <param name="Plain">The one base column whose unchanged value it is; null when it is computed, merged or from several.</param>
public sealed record MappedOutput(string Name, ImmutableArray<ColumnSource> From, ColumnSource? Plain);
