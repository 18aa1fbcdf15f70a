using NUnit.Framework;
using ProxyDb.Policy.Catalog.Builtins;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Tests.Rules;

public class SafeFunctionTests
{
    [Test]
    public void Every_safe_function_is_a_built_in() =>
        Assert.That(SafeFunctions.Postgres.Names.Where(n => !PostgresBuiltins.IsFunction(n)), Is.Empty);

    [TestCase("query_to_xml")]
    [TestCase("table_to_xml")]
    [TestCase("ts_stat")]
    [TestCase("ts_rewrite")]
    [TestCase("pg_read_file")]
    [TestCase("lo_get")]
    [TestCase("lo_import")]
    [TestCase("set_config")]
    [TestCase("current_setting")]
    [TestCase("nextval")]
    [TestCase("pg_sleep")]
    [TestCase("to_regclass")]
    [TestCase("has_table_privilege")]
    [TestCase("pg_stat_get_activity")]
    [TestCase("setseed")]
    [TestCase("pg_notify")]
    [TestCase("current_user")]
    [TestCase("pg_get_viewdef")]
    [TestCase("to_tsvector")]
    public void What_reads_more_than_its_arguments_is_not_safe(string name) => Assert.That(SafeFunctions.Postgres.Contains(name), Is.False);

    [TestCase("lower")]
    [TestCase("count")]
    [TestCase("now")]
    [TestCase("coalesce", false)]
    [TestCase("json_agg")]
    [TestCase("row_number")]
    [TestCase("generate_series")]
    [TestCase("to_char")]
    [TestCase("substring")]
    [TestCase("regexp_replace")]
    [TestCase("gen_random_uuid")]
    [TestCase("unnest")]
    public void What_computes_is_safe(string name, bool safe = true) => Assert.That(SafeFunctions.Postgres.Contains(name), Is.EqualTo(safe));

    [Test]
    public void The_floor_names_only_built_ins_that_exist_and_denies_no_safe_one()
    {
        foreach (var rule in PolicyLoader.LoadBuiltIn().Rules.Where(r => r.Functions is not null))
        {
            foreach (var pattern in rule.Functions!.All.Where(p => p.IsExact && !p.Text.Contains('.', StringComparison.Ordinal)))
            {
                // Named for servers before or after PostgreSQL 15 and MySQL 8.4, or made by the parser without a function behind.
                var isMySql = rule.Id.Contains("-mysql-", StringComparison.Ordinal);
                var isTSql = rule.Id.Contains("-tsql-", StringComparison.Ordinal);
                var known = (isTSql ? TSqlBuiltins.IsFunction(pattern.Text) : isMySql ? MySqlBuiltins.Functions.Contains(pattern.Text) || pattern.Text.StartsWith("sys_", StringComparison.Ordinal)
                    : PostgresBuiltins.IsFunction(pattern.Text))
                    || pattern.Text is "pg_start_backup" or "pg_stop_backup" or "current_catalog" or "current_role" or "user"
                        or "wait_until_sql_thread_after_gtids";
                Assert.That(known, Is.True, $"{rule.Id}: {pattern.Text}");
                var safe = isTSql ? SafeFunctions.TSql : isMySql ? SafeFunctions.MySql : SafeFunctions.Postgres;
                Assert.That(rule.IsFloor && safe.Contains(pattern.Text), Is.False, pattern.Text);
            }
        }
    }
}
