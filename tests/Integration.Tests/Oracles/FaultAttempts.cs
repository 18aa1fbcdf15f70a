using static ProxyDb.Integration.Tests.Oracles.Attempt;

namespace ProxyDb.Integration.Tests.Oracles;

/// <summary>Expressions that fail on a hidden value, or on a row that should not be there, and plans and statistics that tell of them.</summary>
internal static class FaultAttempts
{
    // Fails for amount 100, which only a hidden row of the left twin has.
    private const string Division = "1/(amount-100)";

    public static IReadOnlyList<Attempt> All { get; } = [.. Values(), .. HiddenRows(), .. Catalogs()];

    private static IEnumerable<Attempt> Values() =>
    [
        Query("cast to int", "SELECT resident_no::int FROM customers"),
        Query("cast to bigint of the digits", "SELECT replace(resident_no, '-', '')::bigint FROM customers"),
        Query("cast to int of an overflow", "SELECT replace(resident_no, '-', '')::int FROM customers"),
        Query("cast to a date", "SELECT left(resident_no, 6)::date FROM customers"),
        Query("cast to a timestamp", "SELECT resident_no::timestamptz FROM customers"),
        Query("cast to json", "SELECT resident_no::json FROM customers"),
        Query("cast to xml", "SELECT ('<a>' || resident_no)::xml FROM customers"),
        Query("cast to uuid", "SELECT resident_no::uuid FROM customers"),
        Query("cast to a name of a relation", "SELECT quote_ident(note)::regclass FROM customers"),
        Query("cast to an array", "SELECT note::int[] FROM customers"),
        Query("cast to inet", "SELECT email::inet FROM customers"),
        Query("cast to boolean", "SELECT note::boolean FROM customers"),
        Query("cast in WHERE", "SELECT 1 FROM customers WHERE resident_no::int > 0"),
        Query("cast in ORDER BY", "SELECT 1 FROM customers ORDER BY resident_no::int"),
        Query("cast in HAVING", "SELECT 1 FROM customers HAVING max(resident_no)::int > 0"),
        Query("cast in a join", "SELECT 1 FROM customers c JOIN branches b ON c.resident_no::int = 1"),
        Query("to_number", "SELECT to_number(resident_no, '9999') / (to_number(resident_no, '9999') - 7701) FROM customers"),
        Query("to_date", "SELECT to_date(resident_no, 'YYYY-MM-DD') FROM customers"),
        Query("a regular expression that is none", "SELECT 'x' ~ ('a{' || left(resident_no, 1) || ',7}') FROM customers"),
        Query("a time zone that is none", "SELECT now() AT TIME ZONE note FROM customers"),
        Query("an encoding that is none", "SELECT convert_to('x', note) FROM customers"),
        Query("division by a masked value", "SELECT 1/(salary-71001) FROM customers"),
        Query("division by a masked value in WHERE", "SELECT customer_id FROM customers WHERE 1/(salary-71001) = 0"),
        Query("division by a rounded value", "SELECT 1/(score-1101.25) FROM customers"),
        Query("an integer out of range", "SELECT salary * 30000 FROM customers"),
        Query("a date out of range", "SELECT make_date(extract(year FROM birth)::int, extract(month FROM birth)::int - 3, 1) FROM customers"),
        Query("a setting named by a value", "SELECT current_setting(note) FROM customers"),
        Query("a sequence named by a value", "SELECT nextval(quote_ident(note)) FROM customers"),
        Query("a json path", "SELECT jsonb_path_query(to_jsonb(salary), '$ ? (@ < 75000)') FROM customers"),
    ];

    private static IEnumerable<Attempt> HiddenRows() =>
    [
        Query("division in the list", $"SELECT {Division} FROM customers"),
        Query("division in WHERE", $"SELECT customer_id FROM customers WHERE {Division} = 0"),
        Query("division in WHERE beside the key", $"SELECT customer_id FROM customers WHERE customer_id > 0 AND {Division} = 0"),
        Query("division in CASE", $"SELECT CASE WHEN {Division} > 0 THEN 1 END FROM customers"),
        Query("division in ON", "SELECT o.id FROM orders o JOIN customers c ON 1/(c.amount-100) = 0"),
        Query("division in ON of an outer join", "SELECT o.id FROM orders o LEFT JOIN customers c ON 1/(c.amount-100) = 0"),
        Query("division in HAVING", "SELECT branch FROM customers GROUP BY branch HAVING 1/(max(amount)-100) = 0"),
        Query("division in ORDER BY", $"SELECT customer_id FROM customers ORDER BY {Division}"),
        Query("division in GROUP BY", $"SELECT count(*) FROM customers GROUP BY {Division}"),
        Query("division in a window", $"SELECT sum({Division}) OVER () FROM customers"),
        Query("division in an aggregate", $"SELECT sum({Division}) FROM customers"),
        Query("division in FILTER", $"SELECT count(*) FILTER (WHERE {Division} = 0) FROM customers"),
        Query("division in DISTINCT ON", $"SELECT DISTINCT ON ({Division}) 1 FROM customers"),
        Query("division in LATERAL", "SELECT l.x FROM customers c, LATERAL (SELECT 1/(c.amount-100) AS x) l"),
        Query("division above a derived table", "SELECT 1 FROM (SELECT amount FROM customers) d WHERE 1/(d.amount-100) = 0"),
        Query("division above a CTE", "WITH d AS (SELECT amount FROM customers) SELECT 1 FROM d WHERE 1/(d.amount-100) = 0"),
        Query("division in a sublink", "SELECT 1 FROM branches WHERE code IN (SELECT code FROM customers WHERE 1/(amount-100) = 9)"),
        Query("division above a view", "SELECT 1 FROM v_customers v JOIN customers c ON c.customer_id = v.id WHERE 1/(c.amount-100) = 0"),
        Query("division locked", $"SELECT customer_id FROM customers WHERE {Division} = 0 FOR UPDATE"),
        Query("cast of a hidden value", "SELECT code::int FROM customers"),
        Query("cast of a hidden value in WHERE", "SELECT customer_id FROM customers WHERE code::int > 0"),
        Query("cast of a hidden value in a join", "SELECT 1 FROM customers c JOIN orders o ON o.id = c.code::int"),
        Query("a regular expression of a hidden value", "SELECT customer_id FROM customers WHERE 'x' ~ code"),
        Query("a date of a hidden value", "SELECT customer_id FROM customers WHERE ('2020-01-' || code)::date > '2000-01-01'"),
        Query("json of a hidden value", "SELECT customer_id FROM customers WHERE ('[' || code || ']')::json IS NOT NULL"),
        Query("xml of a hidden value", "SELECT customer_id FROM customers WHERE xmlparse(document '<a>' || code || '</a>') IS NULL OR code::int > 0"),
        Query("square root of a hidden value", "SELECT customer_id FROM customers WHERE sqrt(amount - 10) > 0 AND sqrt(150 - amount * (amount / 100)) > 0"),
        Query("chr of a hidden value", "SELECT customer_id FROM customers WHERE chr(100 - amount + nullif(amount % 200, 0)) > ''"),
        Query("overflow of a hidden value", "SELECT customer_id FROM customers WHERE amount * 21474836 > 0"),
        Query("LIKE with a pattern of a hidden value", "SELECT customer_id FROM customers WHERE name LIKE 'h' ESCAPE code"),
        Query("an array by a hidden index", "SELECT ('{1,2}'::int[])[code::int] FROM customers"),
        Query("a scalar subquery of too many rows", "SELECT (SELECT name FROM customers WHERE customer_id = 8 OR customer_id > 12)"),
        Query("errors by a masked and a filtered column", "SELECT customer_id FROM customers WHERE 1/(amount-100) = 0 AND resident_no LIKE '7%'"),
    ];

    private static IEnumerable<Attempt> Catalogs() =>
    [
        Query("pg_stats", "SELECT attname, most_common_vals, histogram_bounds, n_distinct FROM pg_stats WHERE tablename = 'customers' ORDER BY 1"),
        Query("pg_statistic", "SELECT stavalues1 FROM pg_statistic WHERE starelid = 'customers'::regclass") with { Tells = false },
        Query("pg_stats_ext", "SELECT * FROM pg_stats_ext") with { Tells = false },
        Query("pg_prepared_statements", "SELECT name, statement FROM pg_prepared_statements") with { Tells = false },
        Query("pg_cursors", "SELECT name, statement FROM pg_cursors") with { Tells = false },
        Query("pg_stat_activity", "SELECT query FROM pg_stat_activity WHERE query LIKE '%7701%'") with { Tells = false },
        Query("the columns' metadata", "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'customers' ORDER BY ordinal_position") with { Tells = false, IsNoisy = true },
        Query("constraints", "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'customers'::regclass ORDER BY 1") with { Tells = false, IsNoisy = true },
        Query("a sequence", "SELECT last_value FROM orders_id_seq") with { Tells = false },
    ];
}
