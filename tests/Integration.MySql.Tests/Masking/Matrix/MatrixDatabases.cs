using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ProxyDb.TestKit.MySql;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.Masking.Matrix;

/// <summary>
/// The database behind the gateway, and one for each policy in which views written by hand take the place of the protected tables;
/// the tables stand in a database beside it.
/// </summary>
internal sealed class MatrixDatabases : IDisposable
{
    public const string Real = "matrix";

    private static readonly string[] Tables = ["branches", "customers", "orders", "order_lines", "payments", "events", "staff", "blanks", "archive", "journal"];

    private readonly MariaDbServer _server;
    private readonly RawMySqlClient _superuser;

    public MatrixDatabases(MariaDbServer server)
    {
        _server = server;
        _superuser = RawMySqlClient.Login(new RawMySqlLogin(server.Port, MariaDbServer.SuperUser, MariaDbServer.SuperPassword, "mysql"));
        Execute("SET SESSION TRANSACTION ISOLATION LEVEL READ UNCOMMITTED");
        Make(Real, Real, MatrixFiles.Text("schema.sql") + MatrixFiles.Text("code.sql"));
        foreach (var policy in MatrixPolicy.All)
            Make(policy);
    }

    /// <summary>The database of views that says what a policy's user must see.</summary>
    public static string Of(MatrixPolicy policy) => $"{Real}_{policy.Name}";

    /// <summary>Where the rows of a database are.</summary>
    public static string BaseOf(MatrixPolicy policy) => policy.Layers.Length == 0 ? Of(policy) : Of(policy) + "_base";

    /// <summary>One text for each table, with all of its rows as the superuser sees them, those of open transactions too.</summary>
    public string[] State(string database)
    {
        var answer = _superuser.Query(string.Join("; ", Tables.Select(t => $"SELECT * FROM {Source(database, t)} ORDER BY 1, 2, 3")));
        if (answer.FirstOrDefault(r => r.IsError) is { } error)
            throw new InvalidOperationException(error.ToString());
        return [.. answer.Select((r, i) => $"{Tables[i]}\n{string.Join('\n', r.Texts.Select(v => string.Join(" | ", v.Select(x => x ?? "NULL"))))}")];
    }

    /// <summary>The rows as they were made.</summary>
    public void Restore(string database) =>
        Execute(string.Join("; ", Tables.Select(t => $"DELETE FROM {Source(database, t)}; INSERT INTO {Source(database, t)} SELECT * FROM {Of(MatrixPolicy.None)}.{t}")));

    /// <summary>Values in text form; <paramref name="sql"/> gives one column of the database behind the gateway.</summary>
    public List<string> Values(string sql)
    {
        Execute($"USE {Real}");
        return [.. _superuser.Rows(sql).Select(r => r[0] ?? "NULL")];
    }

    public void Execute(string sql) => _superuser.Run(sql);

    public void Dispose()
    {
        _superuser.Dispose();
        _server.Sql($"DROP DATABASE {Real};{string.Concat(MatrixPolicy.All.Select(p => $"DROP DATABASE IF EXISTS {Of(p)}; DROP DATABASE IF EXISTS {Of(p)}_base; DROP DATABASE IF EXISTS {Of(p)}_kept;"))}");
    }

    private void Make(MatrixPolicy policy)
    {
        var schema = MatrixFiles.Text("schema.sql");
        var code = MatrixFiles.Text("code.sql");
        if (policy.Layers.Length == 0)
        {
            Make(Of(policy), Of(policy), schema + code);
            return;
        }

        Make(BaseOf(policy), Of(policy), schema + (policy == MatrixPolicy.Keyed ? Keyed() : ""));
        Make(Of(policy) + "_kept", Of(policy), "");
        var open = string.Concat(((string[])["branches", "order_lines", "archive", "journal"]).Select(t => $"CREATE VIEW {t} AS SELECT * FROM {{base}}.{t};\n"));
        Make(Of(policy), Of(policy), open + string.Join('\n', policy.Layers.Select(MatrixFiles.Text)) + code);
    }

    private void Make(string database, string name, string sql)
    {
        _server.Sql($"CREATE DATABASE {database}; GRANT ALL ON {database}.* TO {MySqlSample.User}@'%'");
        if (sql.Length > 0)
            _server.Sql(sql.Replace("{base}", name + "_base", StringComparison.Ordinal).Replace("{kept}", name + "_kept", StringComparison.Ordinal), database);
    }

    /// <summary>What the keyed masks make of every value they are put on, computed apart from the product.</summary>
    private string Keyed()
    {
        var key = Encoding.UTF8.GetBytes(MatrixPolicy.Key);
        var text = new StringBuilder("CREATE TABLE keyed (value varchar(64) PRIMARY KEY, hash varchar(64), token varchar(13));\n");
        foreach (var value in Values("SELECT resident_no FROM customers WHERE resident_no IS NOT NULL UNION SELECT member_no FROM customers"))
        {
            var digits = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(value)));
            text.Append(CultureInfo.InvariantCulture, $"INSERT INTO keyed VALUES ('{value}', '{digits}', '{digits[..13]}');\n");
        }

        return text.ToString();
    }

    private static string Source(string database, string table) => $"{database}.{table}";
}
