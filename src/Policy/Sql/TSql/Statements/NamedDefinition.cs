using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Statements;

/// <summary>A statement over something that has no schema: of the server, of the database, or a principal.</summary>
/// <param name="Action">Ddl, dcl or admin.</param>
/// <param name="Name">What the statement names; null where it names nothing.</param>
/// <param name="Facility">What it opens besides, or null.</param>
internal sealed record NamedDefinition(SqlAction Action, Func<TSqlStatement, string?> Name, string? Facility);
