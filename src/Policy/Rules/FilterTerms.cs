using System.Collections.Immutable;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rules;

/// <summary>The <c>where</c> of a filter, split at its attributes. Unqualified columns are the protected table's.</summary>
/// <param name="Text">As written, attributes included.</param>
/// <param name="Parts">In order; what stands between attributes is SQL of the cluster's dialect.</param>
public sealed record FilterTerms(string Text, ImmutableArray<FilterPart> Parts)
{
    /// <summary>Columns of the protected table that the condition names outside of subqueries, in text order.</summary>
    public ImmutableArray<FilterColumn> Columns { get; init; } = [];

    /// <summary>Why it is no condition of PostgreSQL; null when it is one, or was made for it.</summary>
    public string? PostgresFault { get; init; }

    /// <summary>How MySQL and MariaDB read it; null for a condition that was not read from a policy.</summary>
    public FilterReading? MySql { get; init; }

    /// <summary>How SQL Server reads it; null for a condition that was not read from a policy.</summary>
    public FilterReading? TSql { get; init; }

    /// <summary>Why it cannot be used in a database of the dialect; null when it can. A policy does not say for which it was written.</summary>
    public string? FaultIn(SqlDialect dialect) => dialect == SqlDialect.Postgres ? PostgresFault : ReadingIn(dialect)?.Fault;

    /// <summary>How a dialect beside PostgreSQL reads it; null for a condition that was not read from a policy.</summary>
    public FilterReading? ReadingIn(SqlDialect dialect) => dialect switch
    {
        SqlDialect.MySql or SqlDialect.MariaDb => MySql,
        SqlDialect.TSql => TSql,
        _ => null,
    };

    public bool Equals(FilterTerms? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}

/// <summary>A condition as a dialect reads it.</summary>
/// <param name="Fault">Why it does not.</param>
/// <param name="Columns">As <see cref="FilterTerms.Columns"/>.</param>
public sealed record FilterReading(string? Fault, ImmutableArray<FilterColumn> Columns);

/// <summary>Either SQL text or an attribute whose value is bound in its place.</summary>
/// <param name="Sql">Null for an attribute.</param>
/// <param name="Attribute">Name of the subject's attribute (<c>branches</c> of <c>{{user.branches}}</c>), null for text.</param>
/// <param name="IsList">The attribute stands alone in <c>IN (…)</c>: every value of it counts; else it must have one value.</param>
public sealed record FilterPart(string? Sql, string? Attribute, bool IsList = false);

/// <summary>A column of the protected table named by a condition.</summary>
/// <param name="Name">As stored.</param>
/// <param name="Start">Where it stands in <see cref="FilterTerms.Text"/>, in UTF-16 code units.</param>
public readonly record struct FilterColumn(string Name, int Start, int Length);
