namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>One of the server's own procedures.</summary>
/// <param name="Kind">What a call comes to.</param>
/// <param name="Facility">What it opens besides, or null.</param>
/// <param name="Argument">1-based place of the argument that <paramref name="Kind"/> speaks of (text, object, handle); 0: none.</param>
internal readonly record struct SystemProcedure(SystemProcedureKind Kind, string? Facility = null, int Argument = 0)
{
    /// <summary>Names of the same argument, with @ and in lower case.</summary>
    public IReadOnlyList<string> ArgumentNames { get; init; } = [];
}
