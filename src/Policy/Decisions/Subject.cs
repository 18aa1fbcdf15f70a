using System.Collections.Immutable;
using System.Net;

namespace ProxyDb.Policy.Decisions;

/// <summary>
/// Who asks, from where, through what: everything a rule can match that does not depend on the statement. Made at login and
/// again when the users file or one of these facts changes.
/// </summary>
public sealed record Subject(string User, string Listener, string Database)
{
    public ImmutableArray<string> Roles { get; init; } = [];

    public ImmutableDictionary<string, ImmutableArray<string>> Attributes { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Client address; null in cases that name none.</summary>
    public IPAddress? Address { get; init; }

    public string Application { get; init; } = "";

    public bool Tls { get; init; }

    /// <summary>The database login behind this session's backends; null when none is known.</summary>
    public string? ServiceLogin { get; init; }

    /// <summary>Names of standing approvals in force.</summary>
    public ImmutableArray<string> Approvals { get; init; } = [];
}
