using System.Collections.Immutable;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>How a dialect writes what securing adds to a text.</summary>
internal abstract class SecuringSyntax
{
    public static SecuringSyntax Of(SqlDialect dialect) => dialect == SqlDialect.Postgres
        ? PostgresSecuringSyntax.Instance
        : throw new ArgumentOutOfRangeException(nameof(dialect), dialect, "no securing for this dialect");

    /// <summary>Ends a derived table that the planner must not open: conditions from outside stay outside. With a leading space.</summary>
    public abstract string Barrier { get; }

    /// <summary>A name in quotes where it needs them.</summary>
    public abstract string Quote(string name);

    public string Qualified(ObjectName name) => name.Schema is { } schema ? Quote(schema) + "." + Quote(name.Name) : Quote(name.Name);

    public string List(ImmutableArray<string> names) => string.Join(", ", names.Select(Quote));

    /// <summary>
    /// Opens the test of a value against a list that is one parameter; null when <paramref name="before"/> does not end in IN and a
    /// parenthesis.
    /// </summary>
    public abstract string? ListTest(string before);

    /// <summary>Whether a condition is EXISTS or NOT EXISTS of a subquery and nothing else.</summary>
    public abstract bool IsExistenceTest(ReadOnlySpan<char> condition);

    /// <summary>Numbers of the client's parameters in a text, and of what looks like one; each as often as it stands there.</summary>
    public abstract IEnumerable<int> Parameters(string text);

    /// <summary>The end of the parenthesised list that starts at a place, blanks before it allowed; −1 when none does.</summary>
    public abstract int EndOfList(string text, int start);

    /// <summary>Whether a condition of HAVING without subqueries holds an aggregate of the server's own; false when in doubt.</summary>
    public abstract bool HasAggregate(string condition, StatementFacts facts);

    /// <summary>Whether a query may order by an output of this name and 1-based place; true when in doubt.</summary>
    public abstract bool MayOrderBy(string query, string name, int place);

    /// <summary>Whether what stands in a place is an item of GROUP BY by itself, not in an expression or parentheses; false when in doubt.</summary>
    public abstract bool IsGroupItem(string text, SourceSpan place);
}
