using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>How a dialect writes what securing adds to a text.</summary>
internal abstract class SecuringSyntax
{
    public static SecuringSyntax Of(SqlDialect dialect) => dialect switch
    {
        SqlDialect.Postgres => PostgresSecuringSyntax.Instance,
        SqlDialect.MySql or SqlDialect.MariaDb => MySqlSecuringSyntax.Instance,
        SqlDialect.TSql => TSqlSecuringSyntax.Instance,
        _ => throw new ArgumentOutOfRangeException(nameof(dialect), dialect, "no securing for this dialect"),
    };

    /// <summary>Ends a derived table that the planner must not open: conditions from outside stay outside. With a leading space.</summary>
    public abstract string Barrier { get; }

    /// <summary>As <see cref="Barrier"/>, for a dialect that writes it behind SELECT. With a leading space.</summary>
    public virtual string BarrierHead => "";

    /// <summary>What a derived table lists when no column is used. With a leading space.</summary>
    public abstract string NoColumns { get; }

    /// <summary>
    /// Parameters count by their place in the text. Then a condition that could tell of hidden rows is guarded where it stands, by a column
    /// of the derived table, and conditions with parameters are not repeated.
    /// </summary>
    public abstract bool GuardsInPlace { get; }

    /// <summary>Conditions of joins in UPDATE and DELETE may name the target, and are evaluated before the filter in WHERE.</summary>
    public virtual bool GuardsJoins => GuardsInPlace;

    /// <summary>What stands before a test of the filter, between it and the condition that it guards, and behind that.</summary>
    public virtual (string Before, string Between, string After) Guard => ("CASE WHEN ", " THEN (", ") END");

    /// <summary>What a refused MERGE is to be written as.</summary>
    public virtual string InsteadOfMerge => "INSERT … ON CONFLICT, UPDATE or DELETE";

    /// <summary>Why <see cref="Wrap"/> made nothing.</summary>
    public virtual string NoWrap => "a query whose results are masked cannot begin with WITH and be ordered; leave WITH or ORDER BY out";

    /// <summary>The query of a view's definition as the catalog has it; null when it cannot be told, or may not stand in a derived table.</summary>
    public virtual string? QueryOf(RelationDescription view, string definition) => definition.Trim().TrimEnd(';');

    /// <summary>Whether a query names what it shows by the names of tables, which a derived table changes.</summary>
    public virtual bool NamesByTable(ReadOnlySpan<char> query) => false;

    /// <summary>GROUP BY on a key stands for the table's other columns, and does not over a derived table.</summary>
    public abstract bool CompletesGroups { get; }

    /// <summary>Whether tables in a statement of this kind, which not every dialect has, can be edited.</summary>
    public virtual bool Secures(string kind) => false;

    /// <summary>A statement may name tables of other databases, of which the session's catalog tells nothing.</summary>
    public virtual bool SpansDatabases => false;

    /// <summary>Schemas of the server itself, whose views are taken for free of user tables.</summary>
    public abstract bool IsServerSchema(string? schema);

    /// <summary>The session with nothing to find unqualified names in, but what is the server's own.</summary>
    public abstract AnalysisNamespace WithoutPath(AnalysisNamespace names);

    /// <summary>The session with its unqualified names looked up where a definition has been made.</summary>
    public abstract AnalysisNamespace WithPath(AnalysisNamespace names, ImmutableArray<string> path);

    /// <summary>Where the unqualified names of a view's definition are looked up.</summary>
    /// <param name="known">What the catalog says; null when nothing.</param>
    public abstract ImmutableArray<string> PathOf(ObjectName view, ImmutableArray<string>? known, AnalysisNamespace names);

    /// <summary>Whether a definition as the server prints it reads the same in a text of the session.</summary>
    public abstract bool ReadsAlike(string definition, AnalysisNamespace names);

    /// <summary>What stands in the place of an attribute while the rewriter looks at its own text.</summary>
    /// <param name="number">1-based, behind the client's parameters.</param>
    public abstract string Slot(int number);

    /// <summary>Whether a condition may stand twice: a parameter of it is no other, and has the same type as before.</summary>
    public abstract bool MayRepeat(string condition, string text);

    /// <summary>Puts a query into one that shows items over its outputs; null when that would change its order.</summary>
    /// <param name="items">What is shown, over <c>q.c1</c>, <c>q.c2</c> ….</param>
    /// <param name="names">Names of the query's outputs: <c>c1</c>, <c>c2</c> ….</param>
    /// <returns>What stands before and behind it.</returns>
    public abstract (string Before, string After)? Wrap(string query, string items, string names);

    /// <summary>A name in quotes where it needs them.</summary>
    public abstract string Quote(string name);

    public virtual string Qualified(ObjectName name) => name.Schema is { } schema ? Quote(schema) + "." + Quote(name.Name) : Quote(name.Name);

    public string List(ImmutableArray<string> names) => string.Join(", ", names.Select(Quote));

    /// <summary>
    /// Opens the test of a value against a list that is one parameter; null when <paramref name="before"/> does not end in IN and a
    /// parenthesis.
    /// </summary>
    public abstract string? ListTest(string before);

    /// <summary>Whether a condition is EXISTS or NOT EXISTS of a subquery and nothing else.</summary>
    public abstract bool IsExistenceTest(ReadOnlySpan<char> condition);

    /// <summary>The end of the parenthesised list that starts at a place, blanks before it allowed; −1 when none does.</summary>
    public abstract int EndOfList(string text, int start);

    /// <summary>Whether a condition of HAVING without subqueries holds an aggregate of the server's own; false when in doubt.</summary>
    public abstract bool HasAggregate(string condition, StatementFacts facts);

    /// <summary>Whether a query may order by an output of this name and 1-based place; true when in doubt.</summary>
    public abstract bool MayOrderBy(string query, string name, int place);

    /// <summary>Whether what stands in a place is an item of GROUP BY by itself, not in an expression or parentheses; false when in doubt.</summary>
    public abstract bool IsGroupItem(string text, SourceSpan place);
}
