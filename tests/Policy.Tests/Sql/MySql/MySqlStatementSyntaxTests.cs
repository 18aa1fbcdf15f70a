using System.Runtime.CompilerServices;
using NUnit.Framework;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.MySql.Parsing;

namespace ProxyDb.Policy.Tests.Sql.MySql;

/// <summary>Statements beside queries and data manipulation: which forms are read, and which are no statements.</summary>
public sealed class MySqlStatementSyntaxTests
{
    private static readonly MySqlSession MySql = new(new MySqlServer(false, 80403), MySqlModes.None, "utf8mb4", FoldsTableNames: false);
    private static readonly MySqlSession MariaDb = MySql with { Server = MySqlServer.MariaDb };

    [Test]
    public void Forms_of_MySQL_are_read()
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (var sql in Lines("mysql-8.4.txt"))
            {
                var parsed = MySqlParser.Parse(sql, MySql, AnalysisLimits.Default);
                Assert.That(parsed.Error?.Message, Is.Null, sql);
                Assert.That(parsed.Statements, Has.Length.EqualTo(1), sql);
                Assert.That(parsed.Statements.Select(static s => s.Span), Is.EqualTo([new SourceSpan(0, sql.Length)]), sql);
            }
        }
    }

    [Test]
    public void What_is_no_statement_is_a_syntax_error_of_either_server()
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (var sql in Lines("refused.txt"))
            {
                Assert.That(MySqlParser.Parse(sql, MariaDb, AnalysisLimits.Default).Error?.Code, Is.EqualTo("syntax"), sql);
                Assert.That(MySqlParser.Parse(sql, MySql, AnalysisLimits.Default).Error?.Code, Is.EqualTo("syntax"), sql);
            }
        }
    }

    [Test]
    public void A_body_takes_its_semicolons_and_the_text_goes_on_behind_it()
    {
        const string body = "CREATE PROCEDURE p() BEGIN IF 1 THEN SELECT ';'; END IF; /* ; */ SELECT 2; END";
        var parsed = MySqlParser.Parse(body + "; DROP PROCEDURE p", MariaDb, AnalysisLimits.Default);
        Assert.That(parsed.Error, Is.Null);
        Assert.That(parsed.Statements.Select(static s => s.Span.Length), Is.EqualTo([body.Length, "DROP PROCEDURE p".Length]));
    }

    [Test]
    public void What_is_skipped_ends_with_its_statement()
    {
        foreach (var first in (string[])["FLUSH LOGS", "CREATE USER a IDENTIFIED BY ';'", "CHECK TABLE t FOR UPGRADE", "CHANGE MASTER TO MASTER_HOST = ';'", "CREATE DATABASE d COMMENT ';'"])
        {
            var parsed = MySqlParser.Parse(first + "; SELECT 1", MariaDb, AnalysisLimits.Default);
            Assert.That(parsed.Error, Is.Null, first);
            Assert.That(parsed.Statements, Has.Length.EqualTo(2), first);
        }
    }

    [Test]
    public void Packages_and_the_grammar_of_Oracle_are_refused_by_name()
    {
        Assert.That(MySqlParser.Parse("CREATE PACKAGE p AS END", MariaDb, AnalysisLimits.Default).Error?.Code, Is.EqualTo("unsupported"));
        Assert.That(
            MySqlParser.Parse("SELECT 1", MariaDb with { Modes = MySqlModes.Oracle }, AnalysisLimits.Default).Error?.Code, Is.EqualTo("unsupported"));
    }

    private static IEnumerable<string> Lines(string name, [CallerFilePath] string file = "") =>
        File.ReadLines(Path.Combine(Path.GetDirectoryName(file)!, "Cases", name));
}
