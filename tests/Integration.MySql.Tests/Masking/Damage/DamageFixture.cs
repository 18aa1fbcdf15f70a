using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Masking.Matrix;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.Masking.Damage;

/// <summary>Tests that look at the tables as the superuser sees them after clients have written under masks and filters.</summary>
[Category("Gateway")]
public abstract class DamageFixture
{
    protected const int Refused = 1142;

    private readonly List<RawMySqlClient> _clients = [];
    private string[] _before = [];

    internal static MatrixFixture Matrix => MaskingSetup.Matrix;

    [SetUp]
    public void KeepState() => _before = Matrix.Databases.State(MatrixDatabases.Real);

    [TearDown]
    public void RestoreState()
    {
        foreach (var client in _clients)
            client.Dispose();
        _clients.Clear();
        Matrix.Databases.Restore(MatrixDatabases.Real);
    }

    internal RawMySqlClient Open(MatrixPolicy policy)
    {
        var client = RawMySqlClient.Login(Matrix.Login(policy, isThrough: true));
        _clients.Add(client);
        return client;
    }

    internal static MatrixPolicy Policy(string name) => MatrixPolicy.All.Single(p => p.Name == name);

    protected void AssertNothingChanged() => Assert.That(Matrix.Databases.State(MatrixDatabases.Real), Is.EqualTo(_before));

    protected static string Value(string sql) => Matrix.Databases.Values(sql).Single();

    /// <summary>The last result of COM_QUERY, or of a prepared statement; an error of either.</summary>
    protected static MySqlResult Run(RawMySqlClient client, string sql, params string?[] values)
    {
        if (values.Length == 0)
            return client.Query(sql)[^1];
        try
        {
            var statement = client.Prepare(sql);
            var result = client.Execute(statement, values)[^1];
            client.Close(statement);
            return result;
        }
        catch (RawMySqlException e)
        {
            return new MySqlResult { ErrorCode = e.Code, SqlState = e.SqlState, Message = e.Message };
        }
    }
}
