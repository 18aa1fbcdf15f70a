using static ProxyDb.Integration.Tds.Tests.Oracles.Attempt;

namespace ProxyDb.Integration.Tds.Tests.Oracles;

/// <summary>Expressions that fail, or warn, on a hidden value or on a row that should not be there.</summary>
internal static class FaultAttempts
{
    public static IReadOnlyList<Attempt> All { get; } = [.. Values(), .. HiddenRows()];

    private static IEnumerable<Attempt> Values() =>
    [
        Query("conversion of a value (245)", "SELECT CAST(resident_no AS int) AS a FROM customers"),
        Query("conversion of a note (245)", "SELECT CAST(note AS int) AS a FROM customers WHERE customer_id = 1"),
        Query("conversion in a comparison", "SELECT customer_id FROM customers WHERE resident_no = 0"),
        Query("conversion to numeric (8114)", "SELECT CAST(note AS numeric(9, 2)) AS a FROM customers WHERE customer_id = 2"),
        Query("conversion to a date (241)", "SELECT CAST(LEFT(resident_no, 6) AS date) AS a, CAST(note AS datetime) AS b FROM customers"),
        Query("conversion that is tried", "SELECT TRY_CAST(LEFT(resident_no, 6) AS date) AS a, TRY_CONVERT(int, LEFT(resident_no, 4)) AS b FROM customers"),
        Query("conversion to uniqueidentifier (8169)", "SELECT CAST(resident_no AS uniqueidentifier) AS a FROM customers"),
        Query("conversion to smallint (220)", "SELECT CAST(salary - 40000 AS smallint) AS a FROM customers"),
        Query("division by a masked value (8134)", "SELECT 1 / (salary - 71001) AS a FROM customers"),
        Query("division in a condition", "SELECT customer_id FROM customers WHERE 1 / (score - 1101.25) > 0"),
        Query("division in CASE of a value", "SELECT CASE WHEN resident_no LIKE '77%' THEN 1 / 0 ELSE 0 END AS a FROM customers"),
        Query("division in CASE behind EXISTS", "SELECT CASE WHEN EXISTS (SELECT 1 FROM customers WHERE salary > 80000) THEN 1 / 0 ELSE 0 END AS a"),
        Query("modulo of a masked value", "SELECT 5 % (salary - 71001) AS a FROM customers"),
        Query("overflow (8115)", "SELECT salary * 29000 AS a FROM customers"),
        Query("overflow of decimals (8115)", "SELECT CAST(score AS decimal(5, 2)) - CAST(score AS decimal(4, 0)) AS a FROM customers"),
        Query("an invalid logarithm (3623)", "SELECT LOG(score - 1200) AS a, SQRT(score - 1200) AS b FROM customers"),
        Query("an invalid length (537)", "SELECT LEFT(note, 12 - LEN(note) + 5 * CHARINDEX('left', note)) AS a FROM customers"),
        Query("a substring of a negative length", "SELECT SUBSTRING(note, 1, salary - 75000) AS a FROM customers"),
        Query("dates out of range (517)", "SELECT DATEADD(month, salary, birth) AS a FROM customers"),
        Query("a date of parts (289)", "SELECT DATEFROMPARTS(2000, LEFT(resident_no, 2), 1) AS a FROM customers"),
        Query("a subquery of many rows (512)", "SELECT (SELECT name FROM customers WHERE salary < 80000 OR customer_id = 1) AS a"),
        Query("a recursion (530)", "WITH w AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM w WHERE i < (SELECT MAX(salary) - 71990 FROM customers)) SELECT MAX(i) AS i FROM w"),
        Query("a null in an aggregate (8153)", "SELECT SUM(CASE WHEN resident_no LIKE '77%' THEN amount END) AS a FROM customers"),
        Query("an empty top", "SELECT TOP (SELECT COUNT(*) FROM customers WHERE salary > 80000) customer_id FROM customers ORDER BY customer_id"),
        Query("a negative offset (10742)", "SELECT customer_id FROM customers ORDER BY customer_id OFFSET (SELECT MIN(CASE WHEN resident_no < '8' THEN 0 ELSE 1 END) FROM customers) ROWS"),
    ];

    private static IEnumerable<Attempt> HiddenRows() =>
    [
        Query("division in the list", "SELECT 1 / (amount - 100) AS a FROM customers"),
        Query("division of a hidden row in a condition", "SELECT customer_id FROM customers WHERE 1 / (amount - 100) = 0"),
        Query("division beside the key", "SELECT customer_id FROM customers WHERE customer_id > 0 AND 1 / (amount - 100) = 0"),
        Query("division in CASE", "SELECT CASE WHEN 1 / (amount - 100) > 0 THEN 1 END AS a FROM customers"),
        Query("division in ON", "SELECT o.id FROM orders o JOIN customers c ON 1 / (c.amount - 100) = 0"),
        Query("division in ON of an outer join", "SELECT o.id FROM orders o LEFT JOIN customers c ON 1 / (c.amount - 100) = 0"),
        Query("division in HAVING", "SELECT branch FROM customers GROUP BY branch HAVING 1 / (MAX(amount) - 100) = 0"),
        Query("division in ORDER BY", "SELECT customer_id FROM customers ORDER BY 1 / (amount - 100), customer_id"),
        Query("division in GROUP BY", "SELECT COUNT(*) AS n FROM customers GROUP BY 1 / (amount - 100)"),
        Query("division in a window", "SELECT SUM(1 / (amount - 100)) OVER () AS a FROM customers"),
        Query("division in an aggregate", "SELECT SUM(1 / (amount - 100)) AS a FROM customers"),
        Query("division above a derived table", "SELECT 1 AS a FROM (SELECT amount FROM customers) d WHERE 1 / (d.amount - 100) = 0"),
        Query("division above a cte", "WITH d AS (SELECT amount FROM customers) SELECT 1 AS a FROM d WHERE 1 / (d.amount - 100) = 0"),
        Query("division in a subquery", "SELECT 1 AS a FROM branches WHERE code IN (SELECT code FROM customers WHERE 1 / (amount - 100) = 9)"),
        Query("division above a view", "SELECT 1 AS a FROM v_customers v JOIN customers c ON c.customer_id = v.id WHERE 1 / (c.amount - 100) = 0"),
        Query("division in APPLY", "SELECT x.a FROM customers c CROSS APPLY (SELECT 1 / (c.amount - 100) AS a) x"),
        Query("division under locks", "SELECT customer_id FROM customers WITH (UPDLOCK) WHERE 1 / (amount - 100) = 0"),
        Query("conversion of a hidden value", "SELECT customer_id FROM customers WHERE CAST(code AS int) > 0"),
        Query("conversion by precedence", "SELECT customer_id FROM customers WHERE code > 0"),
        Query("conversion by a parameter", "SELECT customer_id FROM customers WHERE code > CAST(0 AS bigint)"),
        Query("conversion in a join", "SELECT o.id FROM customers c JOIN orders o ON o.id = c.code"),
        Query("conversion in a list of values", "SELECT customer_id FROM customers WHERE code IN (1, 2, 3)"),
        Query("conversion in the list", "SELECT code + 0 AS a FROM customers"),
        Query("conversion of a date of a hidden value", "SELECT customer_id FROM customers WHERE CAST('2020-01-0' + code AS date) > '2000-01-01'"),
        Query("conversion in BETWEEN", "SELECT customer_id FROM customers WHERE code BETWEEN 1 AND 5"),
        Query("conversion to a variant", "SELECT customer_id FROM customers WHERE CONVERT(decimal(5, 0), code) < 3"),
        Query("a pattern of a hidden value", "SELECT customer_id FROM customers WHERE 'x' LIKE code"),
        Query("overflow of a hidden value", "SELECT customer_id FROM customers WHERE amount * 20000000 > 0"),
        Query("a logarithm of a hidden value", "SELECT customer_id FROM customers WHERE LOG(150 - amount) > 0"),
        Query("a length of a hidden value", "SELECT customer_id FROM customers WHERE LEFT(name, 150 - amount) = ''"),
        Query("a date part of a hidden value", "SELECT customer_id FROM customers WHERE DATEADD(year, amount * 60, '2000-01-01') IS NOT NULL"),
        Query("a subquery of many hidden rows", "SELECT (SELECT name FROM customers WHERE customer_id = 8 OR customer_id > 12) AS a"),
        Query("a subquery with a condition", "SELECT customer_id FROM customers WHERE amount = 10 OR (SELECT TOP (1) CASE WHEN amount = 200 THEN 1 ELSE code END FROM branches) > 0"),
        Query("a function of users in a condition", "SELECT customer_id FROM customers WHERE dbo.f_number(amount / 10) > ''"),
        Query("a cursor of a failing condition", "SELECT customer_id, 10 / (100 - amount) AS d FROM customers WHERE amount > 50"),
    ];
}
