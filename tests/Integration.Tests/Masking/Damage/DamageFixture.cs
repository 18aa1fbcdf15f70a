using Npgsql;
using NUnit.Framework;
using ProxyDb.Integration.Tests.Masking.Matrix;

namespace ProxyDb.Integration.Tests.Masking.Damage;

/// <summary>Tests that look at the tables as the superuser sees them after clients have written under masks and filters.</summary>
[Category("Gateway")]
public abstract class DamageFixture
{
    private readonly List<NpgsqlDataSource> _sources = [];
    private string[] _before = [];

    internal static MatrixFixture Matrix => MaskingSetup.Matrix;

    [SetUp]
    public void KeepState() => _before = Matrix.Databases.State(MatrixDatabases.Real);

    [TearDown]
    public void RestoreState()
    {
        foreach (var source in _sources)
            source.Dispose();
        _sources.Clear();
        Matrix.Databases.Restore(MatrixDatabases.Real, Matrix.Databases.State(MatrixDatabases.Real));
    }

    internal NpgsqlConnection Open(MatrixPolicy policy)
    {
        var source = NpgsqlDataSource.Create(MatrixFixture.ConnectionString(Matrix.Login(policy, isThrough: true)));
        _sources.Add(source);
        return source.OpenConnection();
    }

    protected void AssertNothingChanged() => Assert.That(Matrix.Databases.State(MatrixDatabases.Real), Is.EqualTo(_before));

    /// <summary>Only the named columns of customers differ from before.</summary>
    protected static void AssertCustomer(int id, string columns, string expected) =>
        Assert.That(Matrix.Databases.Values($"SELECT ROW({columns})::text FROM customers WHERE id = {id}").Single(), Is.EqualTo(expected));

    /// <summary>A refusal in native words that names the column and what to do.</summary>
    protected static void AssertRefused(Action action, params string[] oneOfColumns)
    {
        var refusal = Assert.Throws<PostgresException>(() => action())!;
        Assert.That(refusal.SqlState, Is.EqualTo("42501"), refusal.MessageText);
        if (oneOfColumns.Length > 0)
            Assert.That(oneOfColumns.Any(c => refusal.MessageText.Contains(c, StringComparison.Ordinal)), Is.True, refusal.MessageText);
    }
}
