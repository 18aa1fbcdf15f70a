using ProxyDb.TestKit.Postgres.Raw;

namespace ProxyDb.Integration.Tests.Differential;

/// <summary>Runs a statement list over one port and writes what the server answered, statement by statement.</summary>
public sealed class ScriptRunner(RawLogin login, Protocol protocol) : IDisposable
{
    private readonly Transcript _transcript = new();
    private RawPostgresClient _client = RawPostgresClient.Login(login);

    /// <summary>I, T or E.</summary>
    public char Status => _client.Status;

    /// <summary>The lines of one statement; a connection that ends or hangs becomes a line, too, and a new session follows.</summary>
    public List<string> Run(StatementStep step)
    {
        if (step.Reconnect)
        {
            Reconnect();
            return [];
        }

        var messages = new List<ServerMessage>();
        try
        {
            SendStatement(step, messages);
            return _transcript.Write(messages);
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            Reconnect();
            return [.. _transcript.Write(messages), $"connection: {e.GetType().Name} {e.Message}"];
        }
    }

    public void Dispose() => _client.Dispose();

    private void Reconnect()
    {
        _client.Dispose();
        _client = RawPostgresClient.Login(login);
    }

    private void SendStatement(StatementStep step, List<ServerMessage> messages)
    {
        var values = step.Values ?? [];
        switch (protocol)
        {
            case Protocol.Simple:
                Exchange(ClientMessage.Query(step.Sql), step, messages, extended: false);
                break;
            case Protocol.ExtendedText:
            case Protocol.ExtendedBinary:
                Exchange([.. ClientMessage.Extended(step.Sql, protocol == Protocol.ExtendedBinary, values), .. ClientMessage.Sync], step, messages, extended: true);
                break;
            default:
                Prepared(step, values, messages);
                break;
        }
    }

    private void Prepared(StatementStep step, string?[] values, List<ServerMessage> messages)
    {
        Exchange([.. ClientMessage.Parse("stmt", step.Sql), .. ClientMessage.DescribeStatement("stmt"), .. ClientMessage.Sync], step, messages, extended: true);
        if (!messages.Exists(m => m.IsError))
        {
            var execute = ClientMessage.Join(ClientMessage.Bind("", "stmt", false, values), ClientMessage.Execute(), ClientMessage.Sync);
            for (var i = step.Sql.StartsWith("SELECT", StringComparison.Ordinal) ? 2 : 1; i > 0; i--)
                Exchange(execute, step, messages, extended: true);
        }

        Exchange([.. ClientMessage.CloseStatement("stmt"), .. ClientMessage.Sync], step, messages, extended: true);
    }

    private void Exchange(byte[] bytes, StatementStep step, List<ServerMessage> messages, bool extended)
    {
        _client.SendBytes(bytes);
        while (true)
        {
            var message = _client.Read();
            messages.Add(message);
            if (message.IsReady)
                return;
            if (message.Kind == 'G')
                SendCopy(step, extended);
        }
    }

    private void SendCopy(StatementStep step, bool extended)
    {
        _client.SendBytes(ClientMessage.Join(
            ClientMessage.CopyData(step.CopyInput ?? []),
            step.CopyFailure is { } reason ? ClientMessage.CopyFail(reason) : ClientMessage.CopyDone,
            // A Sync sent before the server asked for data was ignored.
            extended ? ClientMessage.Sync : []));
    }
}
