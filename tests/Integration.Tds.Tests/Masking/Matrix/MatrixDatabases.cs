using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ProxyDb.Samples.TdsServer.Engine;
using ProxyDb.Samples.TdsServer.Serving;
using ProxyDb.TestKit.Tds;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Masking.Matrix;

/// <summary>
/// The server with the database behind the gateway, and one for each policy in which views written by hand take the place of the
/// protected tables; their tables stand in schema <c>base</c>.
/// </summary>
internal sealed class MatrixDatabases : IDisposable
{
    public const string Real = "matrix";

    /// <summary>The rows as they were made; nobody writes there.</summary>
    private const string Origin = "matrix_origin";

    private static readonly string[] Tables = ["branches", "customers", "orders", "order_lines", "payments", "events", "staff", "blanks", "archive", "journal"];
    private static readonly string[] Protected = ["customers", "orders", "payments", "events", "staff", "blanks"];

    private readonly SqlEngine _engine;
    private readonly TdsServer _server;
    private readonly RawTdsClient _owner;
    private readonly string[] _origin;

    public MatrixDatabases()
    {
        _engine = new SqlEngine([Real, Origin, .. MatrixPolicy.All.Select(Of)]);
        foreach (var database in (string[])[Real, Origin])
            Run(database, MatrixFiles.Text("schema.sql") + MatrixFiles.Text("code.sql"), "dbo");
        _server = new TdsServer(
            new TdsServerOptions
            {
                Users = new Dictionary<string, string> { [TdsSample.User] = TdsSample.Password, ["sa"] = TdsSample.AdminPassword },
                DefaultDatabase = Real, KeepsRequests = false,
            },
            _engine);
        _owner = RawTdsClient.Login(new RawTdsLogin(_server.Port) { User = "sa", Password = TdsSample.AdminPassword, Database = Real });
        foreach (var policy in MatrixPolicy.All)
            Make(policy);
        _origin = State(Origin);
    }

    public int Port => _server.Port;

    /// <summary>The database of views that says what a policy's user must see.</summary>
    public static string Of(MatrixPolicy policy) => $"{Real}_{policy.Name}";

    /// <summary>One text for each table, with all of its rows.</summary>
    public string[] State(string database)
    {
        var answer = _owner.Run(string.Join("; ", Tables.Select(t => $"SELECT * FROM {Source(database, t)} ORDER BY 1, 2, 3")));
        return [.. answer.Sets.Select((rows, i) => $"{Tables[i]}\n{string.Join('\n', rows.Select(v => string.Join(" | ", v.Select(x => x ?? "NULL"))))}")];
    }

    /// <summary>The state before anybody wrote.</summary>
    public IReadOnlyList<string> OriginState => _origin;

    /// <summary>Gives the tables that differ in <paramref name="state"/> their rows back.</summary>
    public void Restore(string database, string[] state)
    {
        var changed = Tables.Where((_, i) => state[i] != _origin[i]).ToList();
        if (changed.Count > 0)
            Execute(string.Join("; ", changed.Select(t => $"DELETE FROM {Source(database, t)}; INSERT INTO {Source(database, t)} SELECT * FROM {Origin}.dbo.{t}")));
    }

    /// <summary>Values of one column of the database behind the gateway.</summary>
    public List<object?> Values(string sql) => [.. _owner.Run(sql).Rows.Select(r => r.Values[0])];

    public void Execute(string sql) => _owner.Run(sql);

    public void Dispose()
    {
        _owner.Dispose();
        _server.Dispose();
        _engine.Dispose();
    }

    private void Make(MatrixPolicy policy)
    {
        var (schema, code) = (MatrixFiles.Text("schema.sql"), MatrixFiles.Text("code.sql"));
        if (policy.Layers.Length == 0)
        {
            Run(Of(policy), schema + code, "dbo");
            return;
        }

        var open = string.Concat(Tables.Except(Protected).Append("numbers").Select(t => $"\nGO\nCREATE VIEW dbo.{t} AS SELECT * FROM base.{t}"));
        Run(
            Of(policy),
            $"CREATE SCHEMA base\nGO\nCREATE SCHEMA kept\nGO\n{schema}{(policy == MatrixPolicy.Keyed ? Keyed() : "")}{open}\nGO\n{string.Join('\n', policy.Layers.Select(MatrixFiles.Text))}{code}",
            "base");
    }

    private void Run(string database, string sql, string schema) =>
        Script.Run(_engine, database, sql.Replace("{s}", schema, StringComparison.Ordinal));

    /// <summary>What the keyed masks make of every value they are put on, computed apart from the product.</summary>
    private string Keyed()
    {
        var key = Encoding.UTF8.GetBytes(MatrixPolicy.Key);
        var text = new StringBuilder("CREATE TABLE base.keyed (value varchar(64) NOT NULL PRIMARY KEY, hash varchar(64) NULL, token varchar(13) NULL);\n");
        foreach (var value in Values("SELECT resident_no FROM customers WHERE resident_no IS NOT NULL UNION SELECT member_no FROM customers"))
        {
            var digits = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes((string)value!)));
            text.Append(CultureInfo.InvariantCulture, $"INSERT INTO base.keyed VALUES ('{value}', '{digits}', '{digits[..13]}');\n");
        }

        return text.ToString();
    }

    private static string Source(string database, string table) =>
        $"{database}.{(database is Real or Origin || database == Of(MatrixPolicy.None) ? "dbo" : "base")}.{table}";
}
