using System.Collections.Immutable;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Cases;

/// <summary>One expectation of a cases file (policy-language.md §7).</summary>
public sealed record PolicyCase
{
    public required string Name { get; init; }

    public required string File { get; init; }

    public required int Line { get; init; }

    public required Subject Subject { get; init; }

    /// <summary>When the statement is sent; null is the time of the run.</summary>
    public DateTimeOffset? At { get; init; }

    public SqlDialect Dialect { get; init; } = SqlDialect.Postgres;

    /// <summary>Null is the database's own.</summary>
    public ImmutableArray<string>? SearchPath { get; init; }

    public required string Sql { get; init; }

    public required Verdict Expected { get; init; }

    /// <summary>All of these must have matched; others may have too.</summary>
    public ImmutableArray<string> Rules { get; init; } = [];

    /// <summary>All of these must have been recorded in shadow.</summary>
    public ImmutableArray<string> Shadow { get; init; } = [];

    /// <summary>The tags touched, exactly; null is not asked.</summary>
    public ImmutableArray<string>? Tags { get; init; }

    /// <summary>A part of the message the client must see; null is not asked.</summary>
    public string? Message { get; init; }

    /// <summary>Columns under a mask in the statement that is sent, as <c>schema.table.column</c>, exactly; null is not asked.</summary>
    public ImmutableArray<string>? Masked { get; init; }

    /// <summary>Tables under a row filter in the statement that is sent, as <c>schema.table</c>, exactly; null is not asked.</summary>
    public ImmutableArray<string>? Filtered { get; init; }
}

/// <summary>A cases file.</summary>
/// <param name="Catalog">The catalog file it names, as written; null for none.</param>
public sealed record CaseFile(string Name, string? Catalog, ImmutableArray<PolicyCase> Cases);
