using System.Text;
using System.Text.RegularExpressions;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.Differential;

/// <summary>Runs a statement list over one port and writes what the server answered, statement by statement.</summary>
public sealed partial class ScriptRunner(RawMySqlLogin login, Protocol protocol) : IDisposable
{
    private RawMySqlClient _client = RawMySqlClient.Login(login);

    public bool InTransaction { get; private set; }

    /// <summary>The lines of one statement; a connection that ends or hangs becomes a line, too, and a new session follows.</summary>
    public List<string> Run(StatementStep step)
    {
        var lines = new List<string>();
        try
        {
            if (step.Reconnect)
                Reconnect();
            else
                Send(step, lines);
        }
        catch (RawMySqlException refused)
        {
            lines.Add(Steady($"refused {refused.Message}"));
        }
        catch (IOException lost)
        {
            lines.Add($"connection: {lost.GetType().Name} {lost.Message}");
            Reconnect();
        }

        return lines;
    }

    public void Dispose() => _client.Dispose();

    private void Reconnect()
    {
        _client.Dispose();
        _client = RawMySqlClient.Login(login);
        InTransaction = false;
    }

    private void Send(StatementStep step, List<string> lines)
    {
        if (protocol == Protocol.Text)
        {
            Write(_client.Query(step.Sql), lines);
            SendLocalData(step, lines);
            return;
        }

        var statement = _client.Prepare(step.Sql);
        lines.AddRange(statement.Parameters.Select(p => $"parameter {p}"));
        lines.AddRange(statement.Columns.Select(c => $"column {c}"));
        for (var i = IsRead(step.Sql) ? 2 : 1; i > 0; i--)
        {
            if (protocol == Protocol.Cursor && statement.Columns.Count > 0)
                Fetch(statement, step, lines);
            else
                Write(_client.Execute(statement, step.Values ?? []), lines);
        }

        _client.Close(statement);
    }

    private void Fetch(RawStatement statement, StatementStep step, List<string> lines)
    {
        var opened = _client.OpenCursor(statement, step.Values ?? []);
        Write([opened], lines);
        while ((opened.Status & 0x40) != 0)
        {
            var part = _client.Fetch(statement, opened.Columns, 2);
            Write([part], lines);
            if (part.IsError || (part.Status & 0x80) != 0)
                return;
        }
    }

    private void SendLocalData(StatementStep step, List<string> lines)
    {
        if (!lines.Exists(static l => l.StartsWith("file ", StringComparison.Ordinal)))
            return;
        if (step.LocalData is { } data)
            _client.Packets.Write(Encoding.UTF8.GetBytes(data));
        _client.Packets.Write([]);
        Write(_client.ReadAnswer(), lines);
    }

    private void Write(IReadOnlyList<MySqlResult> results, List<string> lines)
    {
        foreach (var result in results)
        {
            InTransaction = result.IsError ? InTransaction : result.InTransaction;
            if (!result.HasColumns)
            {
                lines.Add(Steady(result.ToString()));
                continue;
            }

            lines.AddRange(result.Columns.Select(c => $"column {c}"));
            lines.AddRange(result.Texts.Select(r => Steady("row " + string.Join(" | ", r.Select(v => v ?? "NULL")))));
            lines.Add($"end status {result.Status:x} {result.Warnings} warnings");
        }
    }

    private static bool IsRead(string sql) => sql.StartsWith("SELECT", StringComparison.Ordinal) || sql.StartsWith("WITH", StringComparison.Ordinal);

    private static string Steady(string line) => Volatile().Replace(line, "#");

    // Thread ids and names of temporary files.
    [GeneratedRegex(@"(?<=Connection #?|thread id: |#sql-temptable-)[\w-]+")]
    private static partial Regex Volatile();
}
