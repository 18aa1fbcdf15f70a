namespace ProxyDb.Policy.Rewriting;

/// <summary>
/// Keeps the client's conditions away from rows that do not exist for it, where no barrier may stand: a server is free to evaluate
/// conditions in any order, but not what stands behind a WHEN before the WHEN itself.
/// </summary>
internal static class FilterGuard
{
    /// <summary>Name of the column by which a derived table under row locks tells whether its row is visible.</summary>
    public const string VisibilityColumn = "proxydb_visible";

    /// <summary>What stands before a guarded condition; <see cref="After"/> stands behind it.</summary>
    /// <param name="visible">A filter, or the qualified <see cref="VisibilityColumn"/>.</param>
    public static SecuredText Before(SecuringSyntax syntax, SecuredText visible) =>
        new SecuredText(syntax.Guard.Before).Append(visible).Append(syntax.Guard.Between);

    public static string After(SecuringSyntax syntax) => syntax.Guard.After;

    /// <summary>Guards one conjunct, or a whole condition, where it stands.</summary>
    public static void Wrap(SecuringSyntax syntax, EditList edits, Sql.SourceSpan condition, SecuredText visible)
    {
        edits.Insert(condition.Start, Before(syntax, visible));
        edits.Insert(condition.End, After(syntax));
    }
}
