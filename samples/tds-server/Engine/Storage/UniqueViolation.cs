namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>SQLite refused a row for a unique index; which one is looked up by whoever wrote the row.</summary>
internal sealed class UniqueViolation(string text) : Exception(text);
