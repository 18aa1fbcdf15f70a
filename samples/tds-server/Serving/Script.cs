using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Serving;

/// <summary>Batches that run in an engine before anybody logs in.</summary>
public static class Script
{
    /// <param name="text">Batches parted by lines of <c>GO</c>.</param>
    /// <exception cref="SqlError">The first error of any batch.</exception>
    public static void Run(ISqlEngine engine, string database, string text)
    {
        using var session = engine.Open(new SessionInfo(1, "sa", database) { AnsiDefaults = true });
        var sink = new ScriptSink();
        foreach (var batch in Batches(text))
            session.Execute(batch, "", [], sink, CancellationToken.None);
    }

    private static IEnumerable<string> Batches(string text)
    {
        var lines = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            if (!line.Trim().Equals("GO", StringComparison.OrdinalIgnoreCase))
            {
                lines.Add(line);
                continue;
            }

            yield return string.Join('\n', lines);
            lines.Clear();
        }

        yield return string.Join('\n', lines);
    }
}
