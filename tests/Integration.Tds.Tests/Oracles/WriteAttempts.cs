using static ProxyDb.Integration.Tds.Tests.Oracles.Attempt;

namespace ProxyDb.Integration.Tds.Tests.Oracles;

/// <summary>Writes whose counts, OUTPUT or errors depend on a hidden value or row.</summary>
internal static class WriteAttempts
{
    public static IReadOnlyList<Attempt> All { get; } = [.. Updates(), .. Others()];

    private static IEnumerable<Attempt> Updates() =>
    [
        Undone("an update by a value", "UPDATE customers SET name = 'x' WHERE salary > 80000"),
        Undone("an update of hidden rows", "UPDATE customers SET name = 'x'", "SELECT @@ROWCOUNT AS n"),
        Undone("an update that divides", "UPDATE customers SET name = 'x' WHERE 1 / (amount - 100) = 0"),
        Undone("an update that divides in SET", "UPDATE customers SET amount = 1 / (amount - 100)"),
        Undone("an update that converts", "UPDATE customers SET name = 'x' WHERE code > 0"),
        Undone("an update by a masked value to a name", "UPDATE customers SET name = resident_no", "SELECT name FROM customers"),
        Undone("an update of the first", "WITH f AS (SELECT TOP (1) * FROM customers ORDER BY resident_no) UPDATE f SET name = 'x'", "SELECT customer_id FROM customers WHERE name = 'x'"),
        Undone("an update joined", "UPDATE o SET o.remark = c.resident_no FROM orders o JOIN customers c ON c.customer_id = o.customer_id", "SELECT remark FROM orders"),
        Undone("an update joined by a value", "UPDATE o SET o.total = 0 FROM orders o JOIN customers c ON c.customer_id = o.customer_id WHERE c.salary > 80000 SELECT @@ROWCOUNT AS n"),
        Undone("an update of a subquery", "UPDATE orders SET remark = (SELECT MAX(name) FROM customers)", "SELECT DISTINCT remark FROM orders"),
        Undone("an update of a number by a value", "UPDATE scratch SET a = (SELECT MAX(code) FROM customers)", "SELECT a FROM scratch"),
        Undone("an update of a masked column", "UPDATE customers SET salary = salary + 1", "SELECT @@ROWCOUNT AS n"),
        Undone("an update of a masked column to a constant", "UPDATE customers SET note = note + 'x' WHERE note LIKE '%left%'"),
        Undone("an update that returns", "UPDATE customers SET name = 'x' OUTPUT deleted.resident_no, inserted.salary, deleted.*"),
        Undone("an update that returns into a table", "DECLARE @t TABLE (r varchar(20), n nvarchar(40)) UPDATE customers SET name = 'x' OUTPUT deleted.resident_no, inserted.note INTO @t SELECT r, n FROM @t"),
        Undone("an update into a variable", "DECLARE @r varchar(20) UPDATE customers SET @r = resident_no, name = 'x' WHERE customer_id = 1 SELECT @r AS r"),
        Undone("an update to a duplicate (2627)", "UPDATE marks SET kind = 1"),
        Undone("an update to a duplicate, caught", "BEGIN TRY UPDATE marks SET kind = 1 END TRY BEGIN CATCH SELECT ERROR_MESSAGE() AS m END CATCH"),
        Undone("an update to a duplicate, caught and printed", "BEGIN TRY UPDATE marks SET kind = 1 END TRY BEGIN CATCH DECLARE @m nvarchar(400) = ERROR_MESSAGE() RAISERROR (@m, 16, 1) END CATCH"),
        Undone("an update to a duplicate, thrown again", "BEGIN TRY UPDATE marks SET kind = 1 END TRY BEGIN CATCH THROW END CATCH"),
        Undone("an update to a duplicate by a text, caught", "BEGIN TRY EXEC (N'UPDATE dbo.marks SET kind = 1') END TRY BEGIN CATCH SELECT ERROR_MESSAGE() AS m END CATCH"),
        Undone("a hidden key by an update (2627)", "UPDATE customers SET resident_no = '770118-1284008' WHERE customer_id = 1"),
        Undone("an update past the end of a column (2628)", "UPDATE customers SET code = note WHERE customer_id = 1"),
        Undone("an update of nothing by rowcount", "SET ROWCOUNT 3 UPDATE customers SET name = 'x' WHERE salary > 80000 SET ROWCOUNT 0"),
        Undone("an update of a view", "UPDATE v_customers SET name = 'x' WHERE number LIKE '77%'"),
        Undone("an update of a synonym", "UPDATE clients SET name = 'x' WHERE resident_no LIKE '77%'"),
        Undone("an update where a cursor stands", "DECLARE k CURSOR LOCAL FOR SELECT customer_id FROM customers ORDER BY resident_no OPEN k FETCH NEXT FROM k UPDATE customers SET name = 'x' WHERE CURRENT OF k CLOSE k DEALLOCATE k") with { Tells = false },
    ];

    private static IEnumerable<Attempt> Others() =>
    [
        Undone("a delete by a value", "DELETE FROM visits WHERE resident_no LIKE '77%'"),
        Undone("a delete of hidden rows", "DELETE FROM visits", "SELECT @@ROWCOUNT AS n"),
        Undone("a delete that divides", "DELETE v FROM visits v JOIN customers c ON c.customer_id = v.customer_id WHERE 1 / (c.amount - 100) = 0"),
        Undone("a delete that returns", "DELETE FROM visits OUTPUT deleted.visit_id, deleted.resident_no WHERE visit_id < 20"),
        Undone("a delete of the top", "DELETE TOP (20) FROM visits"),
        Undone("a delete that a key stops (547)", "DELETE FROM customers WHERE salary > 80000"),
        Undone("an insert of a query", "INSERT INTO scratch SELECT customer_id + 100, amount, resident_no, birth FROM customers", "SELECT * FROM scratch"),
        Undone("an insert that returns", "INSERT INTO visits (visit_id, branch, customer_id, resident_no) OUTPUT inserted.resident_no SELECT customer_id + 100, branch, customer_id, resident_no FROM customers"),
        Undone("an insert that fails on a value", "INSERT INTO scratch (id, a) SELECT customer_id + 100, note FROM customers"),
        Undone("an insert that fails on a hidden value", "INSERT INTO scratch (id, a) SELECT customer_id + 100, code FROM customers"),
        Undone("an insert that fails on a date", "INSERT INTO scratch (id, c) SELECT customer_id + 100, LEFT(resident_no, 6) FROM customers"),
        Undone("an insert of a duplicate value (2627)", "INSERT INTO scratch (id, a) SELECT salary / 80000 + 1, 1 FROM customers"),
        Undone("an insert of a duplicate name (2627)", "INSERT INTO scratch (id, b) SELECT 1, resident_no FROM customers WHERE customer_id = 1"),
        Undone("an insert of a null (515)", "INSERT INTO scratch (id, b) SELECT NULLIF(salary, 71001), 'x' FROM customers"),
        Undone("an insert of an identity", "INSERT INTO orders (customer_id, total) SELECT customer_id, 1 FROM customers WHERE score > 1200 SELECT SCOPE_IDENTITY() AS i, @@IDENTITY AS j, @@ROWCOUNT AS n"),
        Undone("an insert of the results of a text", "INSERT INTO scratch (id, b) EXEC (N'SELECT customer_id + 100, resident_no FROM dbo.customers')", "SELECT b FROM scratch"),
        Undone("a merge by a value", "MERGE scratch AS t USING (SELECT customer_id, resident_no FROM customers WHERE salary > 80000) AS s ON s.customer_id = t.id WHEN MATCHED THEN UPDATE SET b = s.resident_no WHEN NOT MATCHED THEN INSERT (id, b) VALUES (s.customer_id, s.resident_no) OUTPUT $action, inserted.b;", "SELECT * FROM scratch"),
        Undone("a merge of hidden rows", "MERGE scratch AS t USING customers AS s ON s.customer_id = t.id WHEN NOT MATCHED THEN INSERT (id, a) VALUES (s.customer_id, s.amount);", "SELECT COUNT(*) AS n FROM scratch"),
        Undone("a merge into hidden rows", "MERGE customers AS t USING branches AS s ON t.branch = s.code AND t.salary > 80000 WHEN MATCHED THEN UPDATE SET name = 'x';", "SELECT @@ROWCOUNT AS n"),
        Undone("a truncation", "TRUNCATE TABLE visits", "SELECT COUNT(*) AS n FROM visits") with { Tells = false },
        Undone("locks of hidden rows", "SELECT customer_id FROM customers WITH (UPDLOCK, HOLDLOCK) WHERE amount > 90"),
        Undone("composable writes", "INSERT INTO scratch (id, b) SELECT d.id, d.r FROM (DELETE FROM visits OUTPUT deleted.visit_id + 100, deleted.resident_no) AS d (id, r)", "SELECT b FROM scratch") with { Tells = false },
        Undone("readtext of a value", "SELECT TEXTPTR(note) AS p FROM customers") with { Tells = false },
    ];
}
