using System.Text.RegularExpressions;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Differential;

/// <summary>Runs a statement list over one port and writes the tokens the server answered, statement by statement.</summary>
public sealed partial class ScriptRunner(RawTdsLogin login, Protocol protocol) : IDisposable
{
    private RawTdsClient _client = RawTdsClient.Login(login);

    public bool InTransaction => _client.Descriptor != 0;

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
        _client = RawTdsClient.Login(login);
    }

    private void Send(StatementStep step, List<string> lines)
    {
        switch (protocol)
        {
            case Protocol.Batch:
                Write(_client.Batch(step.Sql), lines);
                break;
            case Protocol.ExecuteSql:
                Write(_client.Rpc(WithValues(step.Definition.Length == 0 ? RawTdsRpc.Sql(step.Sql) : RawTdsRpc.Sql(step.Sql, step.Definition), step)), lines);
                break;
            case Protocol.Prepared:
                Prepared(step, lines);
                break;
            default:
                Cursor(step, lines);
                break;
        }
    }

    private static RawTdsRpc WithValues(RawTdsRpc rpc, StatementStep step) => step.Values.Aggregate(rpc, (r, value) => r.Add(value));

    // Handles are numbers of whoever gives them out: they are not compared.
    private void Prepared(StatementStep step, List<string> lines)
    {
        var answer = _client.Rpc(WithValues(new RawTdsRpc(RawTdsRpc.PrepExec).Add((int?)null, isOutput: true).Add(step.Definition).Add(step.Sql), step));
        Write(answer, lines);
        if (answer.Outputs.Count == 0 || answer.Outputs[0].Value is not int handle)
            return;
        for (var i = step.IsQuery ? 2 : 0; i > 0; i--)
            Write(_client.Rpc(WithValues(new RawTdsRpc(RawTdsRpc.Execute).Add(handle), step)), lines);
        Write(_client.Rpc(new RawTdsRpc(RawTdsRpc.Unprepare).Add(handle)), lines);
    }

    private void Cursor(StatementStep step, List<string> lines)
    {
        var open = new RawTdsRpc(RawTdsRpc.CursorOpen).Add((int?)null, isOutput: true).Add(step.Sql).Add(step.Values.Length > 0 ? 0x1008 : 8, isOutput: true).Add(1, isOutput: true).Add(0, isOutput: true);
        if (step.Values.Length > 0)
            open = WithValues(open.Add(step.Definition), step);
        var answer = _client.Rpc(open);
        Write(answer, lines);
        if (answer.Outputs.Count == 0 || answer.Outputs[0].Value is not int cursor || cursor == 0)
            return;
        for (var i = 0; i < 40; i++)
        {
            var part = _client.Rpc(new RawTdsRpc(RawTdsRpc.CursorFetch).Add(cursor).Add(2).Add(0).Add(2));
            Write(part, lines);
            if (part.Rows.Count == 0)
                break;
        }

        Write(_client.Rpc(new RawTdsRpc(RawTdsRpc.CursorClose).Add(cursor)), lines);
    }

    private static void Write(TdsAnswer answer, List<string> lines)
    {
        var isFirst = true;
        foreach (var token in answer.Tokens)
        {
            var isHandle = token is TdsReturnValue { Value: int } && isFirst;
            isFirst &= token is not TdsReturnValue;
            lines.Add(isHandle ? "RETURNVALUE handle" : Steady(token.ToString()!));
        }
    }

    private static string Steady(string line) => Volatile().Replace(line, "#");

    // Names that the server makes up.
    [GeneratedRegex(@"(?<=__)[0-9A-F]{8}")]
    private static partial Regex Volatile();
}
