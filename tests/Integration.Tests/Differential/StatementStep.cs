namespace ProxyDb.Integration.Tests.Differential;

/// <summary>How a statement is sent.</summary>
public enum Protocol
{
    Simple,
    ExtendedText,
    ExtendedBinary,

    /// <summary>A named statement, described, then bound and executed; a SELECT twice, with Sync in between.</summary>
    Prepared,
}

/// <summary>One statement of a list.</summary>
/// <param name="Line">Where it ends in its file, 1-based.</param>
/// <param name="Values">Bind values of <c>\bind</c>; null when it has none.</param>
/// <param name="CopyInput">What is sent when the server asks for COPY data.</param>
/// <param name="CopyFailure">The reason of a CopyFail after the data, else CopyDone.</param>
public sealed record StatementStep(int Line, string Sql, string?[]? Values, bool SimpleOnly, byte[]? CopyInput, string? CopyFailure, bool Reconnect)
{
    public bool AppliesTo(Protocol protocol) => protocol == Protocol.Simple ? Values is null : !SimpleOnly;
}
