namespace ProxyDb.Policy.Sql;

/// <summary>What decides how a T-SQL text is read besides the current database and the default schema.</summary>
/// <param name="QuotedIdentifier">
/// SET QUOTED_IDENTIFIER as it is when the batch begins; null: not known, and then a text with a double quote is refused.
/// </param>
/// <param name="Collation">
/// Of the database, by name (<c>Korean_Wansung_CI_AS</c>): how names are compared (case, accents, width, kana). Null: not known, and then
/// names are compared as the most forgiving collation does.
/// </param>
/// <param name="ServerMajor">Major version of the server (15 is SQL Server 2019); 0: not known.</param>
public sealed record TSqlSession(bool? QuotedIdentifier, string? Collation, int ServerMajor)
{
    public static TSqlSession Unknown { get; } = new(null, null, 0);
}
