namespace ProxyDb.Samples.TdsServer.Sql;

/// <summary>What stands behind the protocol: databases and sessions. Thread-safe.</summary>
public interface ISqlEngine : IDisposable
{
    /// <summary>True when a database of this name exists (names compare without regard to case).</summary>
    bool HasDatabase(string name);

    /// <summary>Opens a session in <see cref="SessionInfo.Database"/>, which exists. One thread at a time uses a session.</summary>
    ISqlSession Open(SessionInfo info);
}
