using static ProxyDb.Integration.MySql.Tests.Oracles.Attempt;

namespace ProxyDb.Integration.MySql.Tests.Oracles;

/// <summary>Expressions that fail, or warn, on a hidden value or on a row that should not be there.</summary>
internal static class FaultAttempts
{
    public static IReadOnlyList<Attempt> All { get; } = [.. Values(), .. HiddenRows()];

    private static IEnumerable<Attempt> Values() =>
    [
        Query("a warning with the value", "SELECT CAST(resident_no AS signed) FROM customers"),
        Query("a warning of a comparison", "SELECT customer_id FROM customers WHERE resident_no = 0"),
        Query("a number of a text", "SELECT resident_no + 0, note * 1 FROM customers"),
        Query("a date of a text", "SELECT CAST(LEFT(resident_no, 6) AS date), STR_TO_DATE(note, '%Y') FROM customers"),
        Query("a time of a value", "SELECT CAST(salary AS time), SEC_TO_TIME(salary * 100) FROM customers"),
        Query("division by a masked value", "SELECT 1 / (salary - 71001) FROM customers"),
        Query("division in WHERE", "SELECT customer_id FROM customers WHERE 1 / (salary - 71001) IS NULL"),
        Query("modulo of a masked value", "SELECT 5 MOD (score - 1101.25) FROM customers"),
        Query("out of range", "SELECT POW(salary, 60), EXP(score), salary * 9223372036854775807 FROM customers"),
        Query("out of range for one", "SELECT EXP(score - 400) FROM customers"),
        Query("unsigned out of range", "SELECT CAST(salary AS unsigned) - 75000 FROM customers"),
        Query("decimal truncated", "SELECT CAST(score AS decimal(3,0)), CAST(salary AS decimal(4,0)) FROM customers"),
        Query("char truncated", "SELECT CAST(note AS char(14)) FROM customers"),
        Query("extractvalue", "SELECT EXTRACTVALUE('<a/>', CONCAT('//', resident_no, '[')) FROM customers"),
        Query("updatexml", "SELECT UPDATEXML('<a/>', CONCAT('$@', note), 'x') FROM customers"),
        Query("json of a text", "SELECT JSON_EXTRACT(resident_no, '$.a'), JSON_VALID(salary), JSON_LENGTH(note) FROM customers"),
        Query("a json path of a value", "SELECT JSON_EXTRACT('{}', CONCAT('$.', note)) FROM customers"),
        Query("a pattern of a value", "SELECT 'x' REGEXP CONCAT('(', LEFT(resident_no, 1), '{2') FROM customers"),
        Query("a uuid of a value", "SELECT CAST(resident_no AS uuid), CAST(note AS inet6) FROM customers"),
        Query("a character set", "SELECT CONVERT(note USING latin1), CONVERT(CONCAT(note, '한') USING latin1) FROM customers"),
        Query("a time zone", "SELECT CONVERT_TZ('2000-01-01', note, '+00:00') FROM customers"),
        Query("a lock named by a value", "SELECT IS_FREE_LOCK(note) FROM customers"),
        Query("too many rows", "SELECT (SELECT name FROM customers WHERE salary < 80000 OR customer_id = 1)"),
        Query("a repeat of a length", "SELECT LENGTH(REPEAT('x', salary * 1000)) FROM customers"),
        Query("group_concat cut", "SELECT GROUP_CONCAT(REPEAT(LEFT(resident_no, 1), 400)) FROM customers WHERE resident_no LIKE '7%'"),
        Query("a geometry of a value", "SELECT ST_GEOMFROMTEXT(note) FROM customers"),
        Query("a format of a value", "SELECT FORMAT(score, 2), DATE_FORMAT(birth, '%M'), INET_NTOA(salary) FROM customers"),
    ];

    private static IEnumerable<Attempt> HiddenRows() =>
    [
        Query("division in the list", "SELECT 1 / (amount - 100) FROM customers"),
        Query("division in a condition", "SELECT customer_id FROM customers WHERE 1 / (amount - 100) = 0"),
        Query("division beside the key", "SELECT customer_id FROM customers WHERE customer_id > 0 AND 1 / (amount - 100) = 0"),
        Query("division in CASE", "SELECT CASE WHEN 1 / (amount - 100) > 0 THEN 1 END FROM customers"),
        Query("division in ON", "SELECT o.id FROM orders o JOIN customers c ON 1 / (c.amount - 100) = 0"),
        Query("division in ON of an outer join", "SELECT o.id FROM orders o LEFT JOIN customers c ON 1 / (c.amount - 100) = 0"),
        Query("division in HAVING", "SELECT branch FROM customers GROUP BY branch HAVING 1 / (MAX(amount) - 100) = 0"),
        Query("division in ORDER BY", "SELECT customer_id FROM customers ORDER BY 1 / (amount - 100), customer_id"),
        Query("division in GROUP BY", "SELECT COUNT(*) FROM customers GROUP BY 1 / (amount - 100)"),
        Query("division in a window", "SELECT SUM(1 / (amount - 100)) OVER () FROM customers"),
        Query("division in an aggregate", "SELECT SUM(1 / (amount - 100)) FROM customers"),
        Query("division above a derived table", "SELECT 1 FROM (SELECT amount FROM customers) d WHERE 1 / (d.amount - 100) = 0"),
        Query("division above a cte", "WITH d AS (SELECT amount FROM customers) SELECT 1 FROM d WHERE 1 / (d.amount - 100) = 0"),
        Query("division in a subquery", "SELECT 1 FROM branches WHERE code IN (SELECT code FROM customers WHERE 1 / (amount - 100) = 9)"),
        Query("division above a view", "SELECT 1 FROM v_customers v JOIN customers c ON c.customer_id = v.id WHERE 1 / (c.amount - 100) = 0"),
        Query("division locked", "SELECT customer_id FROM customers WHERE 1 / (amount - 100) = 0 FOR UPDATE"),
        Query("a warning of a hidden value", "SELECT customer_id FROM customers WHERE code > 0"),
        Query("a warning in a join", "SELECT o.id FROM customers c JOIN orders o ON o.id = c.code"),
        Query("a number of a hidden value", "SELECT code + 0 FROM customers"),
        Query("a pattern of a hidden value", "SELECT customer_id FROM customers WHERE 'x' REGEXP code"),
        Query("a date of a hidden value", "SELECT customer_id FROM customers WHERE CAST(CONCAT('2020-01-0', code) AS date) > '2000-01-01'"),
        Query("json of a hidden value", "SELECT customer_id FROM customers WHERE JSON_EXTRACT(CONCAT('[', code, ']'), '$[0]') > 0"),
        Query("xml of a hidden value", "SELECT customer_id FROM customers WHERE EXTRACTVALUE('<a/>', CONCAT('/a', code)) = ''"),
        Query("overflow of a hidden value", "SELECT customer_id FROM customers WHERE EXP(amount * 7) > 0"),
        Query("a subquery of too many rows", "SELECT (SELECT name FROM customers WHERE customer_id = 8 OR customer_id > 12)"),
        Query("a subquery with a condition", "SELECT customer_id FROM customers WHERE amount = 10 OR (SELECT IF(amount = 200, 1, code) FROM branches LIMIT 1) > 0"),
        Query("like with an escape of a hidden value", "SELECT customer_id FROM customers WHERE name LIKE 'h' AND code LIKE CONCAT('%', code)"),
        Query("a variable set in a condition", "SELECT customer_id FROM customers WHERE (@w := amount) > 0"),
    ];
}
