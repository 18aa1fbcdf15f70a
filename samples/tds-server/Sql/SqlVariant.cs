namespace ProxyDb.Samples.TdsServer.Sql;

/// <summary>A value of sql_variant with its own type.</summary>
public sealed record SqlVariant(SqlType Type, object Value);
