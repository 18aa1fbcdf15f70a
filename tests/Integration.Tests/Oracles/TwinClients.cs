using System.Text;
using ProxyDb.Integration.Tests.Differential;
using ProxyDb.TestKit.Postgres.Raw;

namespace ProxyDb.Integration.Tests.Oracles;

/// <summary>One session in each twin. A session begins and ends each conversation outside of a transaction.</summary>
internal sealed class TwinClients : IDisposable
{
    /// <summary>Kind of a message that stands for the end of the connection.</summary>
    public const char Ended = '?';

    private readonly Dictionary<string, RawPostgresClient> _clients = [];

    /// <summary>All that is received; a connection that ends is noted, and the next conversation has a new one.</summary>
    public List<ServerMessage> Converse(RawLogin login, byte[][] turns)
    {
        if (!_clients.TryGetValue(login.Database, out var client))
            _clients[login.Database] = client = RawPostgresClient.Login(login);
        var messages = new List<ServerMessage>();
        try
        {
            foreach (var turn in turns)
            {
                client.SendBytes(turn);
                Read(client, messages);
            }

            if (client.Status != 'I')
                messages.AddRange(client.Query("ROLLBACK"));
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            messages.Add(new ServerMessage(Ended, Encoding.UTF8.GetBytes(e.GetType().Name)));
            client.Dispose();
            _clients.Remove(login.Database);
        }

        return messages;
    }

    /// <summary>Comparable lines, without the twin's name.</summary>
    public static List<string> Lines(List<ServerMessage> messages, string database) =>
        [.. new Transcript().Write(messages).Select(l => l.Replace(database, "twin", StringComparison.Ordinal))];

    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
    }

    private static void Read(RawPostgresClient client, List<ServerMessage> messages)
    {
        do
            messages.Add(client.Read());
        while (!messages[^1].IsReady);
    }
}
