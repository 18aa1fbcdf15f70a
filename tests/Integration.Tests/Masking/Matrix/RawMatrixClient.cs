using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ProxyDb.Integration.Tests.Differential;
using ProxyDb.TestKit.Postgres.Raw;

namespace ProxyDb.Integration.Tests.Masking.Matrix;

/// <summary>Messages of the protocol, as the tests' own client sends and reads them.</summary>
/// <param name="typeNames">Names of the types that are not built in, by object id.</param>
internal sealed class RawMatrixClient(RawLogin login, Protocol protocol, IReadOnlyDictionary<uint, string> typeNames) : IMatrixClient
{
    private RawPostgresClient _client = RawPostgresClient.Login(login);

    public bool CanRun(MatrixCase entry) => protocol == Protocol.Simple ? entry.Values is null : !entry.IsSimpleOnly;

    public IReadOnlyList<StepOutcome> Run(MatrixCase entry, IReadOnlyList<string> steps)
    {
        var outcomes = new List<StepOutcome>();
        foreach (var step in steps)
        {
            outcomes.Add(RunStep(step, outcomes.Count == 0 ? entry.Values ?? [] : []));
            if (outcomes[^1].SqlState is not null)
                break;
        }

        if (_client.Status != 'I')
            _client.Query("ROLLBACK");
        if (outcomes[^1].SqlState is not null && steps.Count > 1)
            _client.Query("DEALLOCATE ALL");
        return outcomes;
    }

    public void Dispose() => _client.Dispose();

    private StepOutcome RunStep(string sql, string[] values)
    {
        try
        {
            if (protocol == Protocol.Simple)
                _client.SendBytes(ClientMessage.Query(sql));
            else
                _client.SendBytes([.. ClientMessage.Extended(sql, protocol == Protocol.ExtendedBinary, values), .. ClientMessage.Sync]);
            return Read(_client.ReadUntilReady());
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            _client.Dispose();
            _client = RawPostgresClient.Login(login);
            return new StepOutcome([], "08006", $"{e.GetType().Name}: {e.Message}");
        }
    }

    private StepOutcome Read(List<ServerMessage> messages)
    {
        var lines = messages.Select(Line).OfType<string>().ToList();
        return messages.Find(m => m.IsError) is { } error ? new StepOutcome(lines, error.SqlState, error.Fields.GetValueOrDefault('M', "")) : new StepOutcome(lines);
    }

    private string? Line(ServerMessage message) => message.Kind switch
    {
        'T' => "columns" + Columns(message.Body),
        'D' => StepOutcome.Row + string.Join(" | ", message.Values.Select(Value)),
        'd' => StepOutcome.Row + Printable(message.Body),
        'C' => "tag " + message.Tag,
        'I' => "empty",
        'H' => "copy " + Convert.ToHexString(message.Body),
        _ => null,
    };

    /// <summary>Name, type and modifier; a view has no table and column number to compare.</summary>
    private string Columns(byte[] body)
    {
        var text = new StringBuilder();
        var at = 2;
        for (var i = BinaryPrimitives.ReadInt16BigEndian(body); i > 0; i--)
        {
            var name = ServerMessage.ReadText(body, ref at);
            var type = BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(at + 6));
            text.Append(CultureInfo.InvariantCulture, $" {name}:{typeNames.GetValueOrDefault(type, type.ToString(CultureInfo.InvariantCulture))}:{BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at + 12))}");
            at += 18;
        }

        return text.ToString();
    }

    private string Value(byte[]? value) =>
        value is null ? "NULL" : protocol == Protocol.ExtendedBinary ? Convert.ToHexString(value) : Encoding.UTF8.GetString(value);

    private static string Printable(byte[] data) => data.Contains((byte)0) ? Convert.ToHexString(data) : Encoding.UTF8.GetString(data).TrimEnd('\n');
}
