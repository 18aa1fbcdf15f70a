using System.Text;
using NUnit.Framework;
using ProxyDb.Integration.Tests.Oracles;
using ProxyDb.TestKit.Postgres.Raw;

namespace ProxyDb.Integration.Tests.BypassClasses;

/// <summary>
/// An analyst under masks and a row filter, a reader who may only select, and tables denied to both. One test for each class of bypass
/// that PostgreSQL can show, numbered and named as in the table of bypass classes of the design's access-control reference.
/// </summary>
public abstract class BypassFixture : OracleFixture
{
    /// <summary>The first four characters of every resident number of this twin.</summary>
    protected const string Prefix = "7701";

    protected const string MaskedFirst = "**********4001";

    private static readonly string[] Hidden = [.. TwinSchema.Secrets(TwinSchema.Left), TwinSchema.PayrollSecret, TwinSchema.DeniedNumber];

    protected RawPostgresClient Analyst() => Login(AnalystLogin(TwinSchema.Left));

    protected RawPostgresClient Reader() => Login(AnalystLogin(TwinSchema.Left) with { User = OraclePolicy.Reader });

    protected RawPostgresClient Trusted() => Login(TrustedLogin(TwinSchema.Left));

    /// <summary>As the service login itself, without ProxyDb.</summary>
    protected RawPostgresClient Direct() => Login(new RawLogin(Shared.Database.Port, Database: TwinSchema.Left));

    protected static string Superuser(string sql) => Shared.Database.Psql($"SET client_min_messages = error; {sql}", TwinSchema.Left);

    /// <summary>Runs the text by the simple protocol and looks for what is hidden.</summary>
    protected static List<ServerMessage> Ask(RawPostgresClient client, string sql)
    {
        var messages = client.Query(sql);
        AssertHidden(messages, sql);
        return messages;
    }

    /// <summary>Refused by ProxyDb: 42501, and not a row.</summary>
    protected static void AssertDenied(RawPostgresClient client, string sql)
    {
        var messages = Ask(client, sql);
        Assert.That(messages.Find(m => m.IsError)?.SqlState, Is.EqualTo("42501"), $"{sql}: {string.Join(' ', messages)}");
        Assert.That(messages.Exists(m => m.Kind is 'D' or 'd'), Is.False, sql);
        if (client.Status != 'I')
            client.Query("ROLLBACK");
    }

    /// <summary>Allowed, with these values of the first column.</summary>
    protected static void AssertAnswers(RawPostgresClient client, string sql, params string?[] values)
    {
        var messages = Ask(client, sql);
        Assert.That(messages.Find(m => m.IsError), Is.Null, sql);
        Assert.That(messages.Where(m => m.Kind == 'D').Select(m => m.TextValues[0]), Is.EqualTo(values), sql);
    }

    protected static void AssertHidden(IEnumerable<ServerMessage> messages, string because)
    {
        foreach (var message in messages)
            Assert.That(Hidden.FirstOrDefault(s => !because.Contains(s, StringComparison.Ordinal) && message.Body.AsSpan().IndexOf(Encoding.ASCII.GetBytes(s)) >= 0), Is.Null, $"{because}: {message}");
    }
}
