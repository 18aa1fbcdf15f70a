using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Masking.Matrix;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Masking.Damage;

/// <summary>Tests that look at the tables as their owner sees them after clients have written under masks and filters.</summary>
[Category("Gateway")]
public abstract class DamageFixture
{
    protected const int Refused = 229;

    private readonly List<RawTdsClient> _clients = [];

    internal static MatrixFixture Matrix => MaskingSetup.Matrix;

    [TearDown]
    public void RestoreState()
    {
        foreach (var client in _clients)
            client.Dispose();
        _clients.Clear();
        foreach (var database in (string[])[MatrixDatabases.Real, MatrixDatabases.Of(MatrixPolicy.None)])
            Matrix.Databases.Restore(database, Matrix.Databases.State(database));
    }

    internal RawTdsClient Open(MatrixPolicy policy)
    {
        var client = RawTdsClient.Login(Matrix.Login(policy, isThrough: true));
        _clients.Add(client);
        return client;
    }

    internal static MatrixPolicy Policy(string name) => MatrixPolicy.All.Single(p => p.Name == name);

    protected static void AssertNothingChanged() => Assert.That(Matrix.Databases.State(MatrixDatabases.Real), Is.EqualTo(Matrix.Databases.OriginState));

    protected static string Value(string sql) => TdsText.Of(Matrix.Databases.Values(sql).Single()) ?? "NULL";

    /// <summary>Number of the first error, 0 without one; with values by sp_executesql or by sp_prepare and sp_execute.</summary>
    protected static int Run(RawTdsClient client, string sql, string definition = "", bool isPrepared = false, params string?[] values)
    {
        var answer = definition.Length == 0 ? client.Batch(sql)
            : isPrepared ? Execute(client, sql, definition, values)
            : client.Rpc(With(RawTdsRpc.Sql(sql, definition), values));
        return answer.Errors is [var first, ..] ? first.Number : 0;
    }

    /// <summary>The last count that an answer without errors gives.</summary>
    protected static long Affected(TdsAnswer answer) => answer.OrThrow().Dones.Last(d => d.HasCount).Count;

    protected static RawTdsRpc With(RawTdsRpc rpc, IEnumerable<string?> values) => values.Aggregate(rpc, (r, value) => r.Add(value));

    private static TdsAnswer Execute(RawTdsClient client, string sql, string definition, string?[] values)
    {
        var prepared = client.Rpc(new RawTdsRpc(RawTdsRpc.Prepare).Add((int?)null, isOutput: true).Add(definition).Add(sql).Add(1));
        return prepared.Errors.Count > 0 ? prepared : client.Rpc(With(new RawTdsRpc(RawTdsRpc.Execute).Add((int)prepared.Outputs[0].Value!), values));
    }
}
