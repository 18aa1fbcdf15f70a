import java.math.BigDecimal;
import java.sql.*;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/** What applications do with jTDS, printed so that two runs can be compared. Arguments: host:port/database, URL parameters, "short" for less. */
public final class JtdsTour {
    private static String url;
    private static Properties properties;

    public static void main(String[] args) throws Exception {
        Class.forName("net.sourceforge.jtds.jdbc.Driver");
        url = "jdbc:jtds:sqlserver://" + args[0] + (args[1].isEmpty() ? "" : ";" + args[1]);
        properties = new Properties();
        properties.setProperty("user", System.getenv("DBUSER"));
        properties.setProperty("password", System.getenv("DBPASSWORD"));
        step("tables", JtdsTour::tables);
        step("queries", JtdsTour::queries);
        step("types", JtdsTour::types);
        if (args.length > 2) return;
        step("several statements", JtdsTour::severalStatements);
        step("autocommit off", JtdsTour::autocommitOff);
        step("batches", JtdsTour::batches);
        step("generated keys", JtdsTour::generatedKeys);
        step("cursors", JtdsTour::cursors);
        step("savepoints", JtdsTour::savepoints);
        step("isolation", JtdsTour::isolation);
        step("callable", JtdsTour::callable);
        step("errors", JtdsTour::errors);
        step("cancel", JtdsTour::cancel);
        step("query timeout", JtdsTour::queryTimeout);
        step("catalog", JtdsTour::catalog);
        step("warnings", JtdsTour::warnings);
    }

    interface Step {
        void run(Connection c) throws Exception;
    }

    private static void step(String name, Step step) {
        System.out.println("== " + name);
        try (Connection c = DriverManager.getConnection(url, properties)) {
            step.run(c);
        } catch (Exception e) {
            print("FAILED", e instanceof SQLException s ? s.getErrorCode() + " " + s.getSQLState() : "", e);
        }
    }

    private static void print(Object... values) {
        List<String> texts = new ArrayList<>();
        for (Object v : values) texts.add(v instanceof int[] a ? Arrays.toString(a) : v instanceof byte[] b ? Arrays.toString(b) : String.valueOf(v));
        System.out.println(String.join(" | ", texts));
    }

    private static void show(ResultSet r) throws SQLException {
        ResultSetMetaData m = r.getMetaData();
        List<String> heads = new ArrayList<>();
        for (int i = 1; i <= m.getColumnCount(); i++)
            heads.add(m.getColumnLabel(i) + ":" + m.getColumnTypeName(i) + ":" + m.getPrecision(i) + ":" + m.isNullable(i));
        print(heads.toArray());
        while (r.next()) {
            List<Object> row = new ArrayList<>();
            for (int i = 1; i <= m.getColumnCount(); i++) row.add(r.getString(i));
            print(row.toArray());
        }
    }

    private static void attempt(String what, Step run, Connection c) {
        try {
            run.run(c);
            print(what, "ok");
        } catch (Exception e) {
            print(what, e instanceof SQLException s ? s.getErrorCode() + " " + s.getSQLState() : e.getClass().getSimpleName(), String.valueOf(e.getMessage()).split("\n")[0]);
        }
    }

    private static void query(Connection c, String sql) throws SQLException {
        try (Statement s = c.createStatement(); ResultSet r = s.executeQuery(sql)) {
            show(r);
        }
    }

    private static void tables(Connection c) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.execute("CREATE TABLE d.dbo.jt (id bigint IDENTITY(1,1) NOT NULL CONSTRAINT pk_jt PRIMARY KEY, a int NULL, b nvarchar(200) NULL, c decimal(10,2) NULL,"
                + " d datetime NULL, e varbinary(100) NULL, k varchar(50) COLLATE Korean_Wansung_CI_AS NULL)");
        }
    }

    private static void queries(Connection c) throws SQLException {
        try (PreparedStatement p = c.prepareStatement("SELECT customer_id, name FROM customers WHERE customer_id = ?")) {
            for (int i = 1; i <= 6; i++) {
                p.setInt(1, i);
                try (ResultSet r = p.executeQuery()) {
                    show(r);
                }
            }
        }
        try (PreparedStatement p = c.prepareStatement("SELECT c.name, o.total FROM customers c JOIN orders o ON o.customer_id = c.customer_id WHERE o.id = ? AND c.branch_id = ?")) {
            p.setLong(1, 11);
            p.setString(2, "S02");
            try (ResultSet r = p.executeQuery()) {
                show(r);
            }
        }
        query(c, "SELECT id, w, n FROM korean ORDER BY id");
        query(c, "SELECT TOP 3 id, status, total, note FROM orders ORDER BY id DESC");
    }

    private static void types(Connection c) throws SQLException {
        try (PreparedStatement p = c.prepareStatement("INSERT INTO d.dbo.jt (a, b, c, d, e, k) VALUES (?, ?, ?, ?, ?, ?)")) {
            p.setInt(1, 7000);
            p.setString(2, "한글 all types '");
            p.setBigDecimal(3, new BigDecimal("99.99"));
            p.setTimestamp(4, Timestamp.valueOf("2026-05-06 07:08:09.123"));
            p.setBytes(5, new byte[] {1, 2, 3});
            p.setString(6, "한글");
            print(p.executeUpdate());
            p.setInt(1, 7001);
            for (int i = 2; i <= 6; i++) p.setNull(i, i == 3 ? Types.DECIMAL : i == 4 ? Types.TIMESTAMP : i == 5 ? Types.VARBINARY : Types.VARCHAR);
            print(p.executeUpdate());
        }
        try (PreparedStatement p = c.prepareStatement("SELECT a, b, c, d, e, k FROM d.dbo.jt WHERE a >= ? ORDER BY a")) {
            p.setInt(1, 7000);
            try (ResultSet r = p.executeQuery()) {
                while (r.next()) print(r.getInt(1), r.getString(2), r.getBigDecimal(3), r.getTimestamp(4), r.getBytes(5), r.getString(6));
            }
        }
        try (Statement s = c.createStatement()) {
            print(s.executeUpdate("DELETE FROM d.dbo.jt WHERE a >= 7000"));
        }
    }

    private static void severalStatements(Connection c) throws SQLException {
        try (Statement s = c.createStatement()) {
            boolean more = s.execute("SELECT 1 AS one UPDATE customers SET email = email WHERE customer_id < 4 SELECT 'two' AS two");
            while (true) {
                if (more) show(s.getResultSet());
                else if (s.getUpdateCount() == -1) break;
                else print("updated", s.getUpdateCount());
                more = s.getMoreResults();
            }
        }
    }

    private static void autocommitOff(Connection c) throws SQLException {
        c.setAutoCommit(false);
        try (PreparedStatement p = c.prepareStatement("INSERT INTO d.dbo.jt (a, b) VALUES (?, ?)")) {
            for (int i = 0; i < 8; i++) {
                p.setInt(1, 1000 + i);
                p.setString(2, "row " + i);
                print(p.executeUpdate());
                if (i % 3 == 2) c.commit();
            }
        }
        c.rollback();
        query(c, "SELECT a, b FROM d.dbo.jt WHERE a >= 1000 ORDER BY a");
        c.rollback();
        c.setAutoCommit(true);
        print(c.getAutoCommit());
    }

    private static void batches(Connection c) throws SQLException {
        try (PreparedStatement p = c.prepareStatement("INSERT INTO d.dbo.jt (a, b, c) VALUES (?, ?, ?)")) {
            for (int i = 0; i < 60; i++) {
                p.setInt(1, 2000 + i);
                p.setString(2, "batch " + i);
                p.setBigDecimal(3, new BigDecimal("1.25"));
                p.addBatch();
            }
            int[] counts = p.executeBatch();
            print(counts.length, Arrays.stream(counts).distinct().count());
        }
        try (Statement s = c.createStatement()) {
            s.addBatch("INSERT INTO d.dbo.jt (a) VALUES (3000)");
            s.addBatch("UPDATE d.dbo.jt SET b = 'x' WHERE a BETWEEN 2000 AND 2009");
            s.addBatch("DELETE FROM d.dbo.jt WHERE a = 3000");
            print(s.executeBatch());
        }
        query(c, "SELECT COUNT(*) AS n, SUM(c) AS s FROM d.dbo.jt WHERE a BETWEEN 2000 AND 2999");
    }

    private static void generatedKeys(Connection c) throws SQLException {
        try (PreparedStatement p = c.prepareStatement("INSERT INTO d.dbo.jt (a) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
            for (int i = 0; i < 3; i++) {
                p.setInt(1, 5000 + i);
                p.executeUpdate();
                try (ResultSet r = p.getGeneratedKeys()) {
                    r.next();
                    print(r.getLong(1));
                }
            }
        }
    }

    private static void cursors(Connection c) throws SQLException {
        try (Statement s = c.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)) {
            s.setFetchSize(7);
            try (ResultSet r = s.executeQuery("SELECT id, status FROM orders WHERE id <= 40 ORDER BY id")) {
                long sum = 0;
                while (r.next()) sum += r.getLong(1);
                print("sum", sum, r.isAfterLast());
                print(r.first(), r.getInt(1), r.last(), r.getInt(1), r.absolute(20), r.getInt(1), r.previous(), r.getInt(1), r.relative(5), r.getInt(1));
            }
        }
        try (PreparedStatement p = c.prepareStatement("SELECT id FROM orders WHERE id > ? ORDER BY id", ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)) {
            for (int from : new int[] {490, 495}) {
                p.setInt(1, from);
                try (ResultSet r = p.executeQuery()) {
                    int n = 0;
                    while (r.next()) n++;
                    print(n);
                }
            }
        }
        try (Statement s = c.createStatement()) {
            s.setMaxRows(3);
            try (ResultSet r = s.executeQuery("SELECT id FROM orders ORDER BY id")) {
                show(r);
            }
        }
    }

    private static void savepoints(Connection c) throws SQLException {
        c.setAutoCommit(false);
        try (Statement s = c.createStatement()) {
            s.executeUpdate("INSERT INTO d.dbo.jt (a) VALUES (6000)");
            Savepoint one = c.setSavepoint("one");
            s.executeUpdate("INSERT INTO d.dbo.jt (a) VALUES (6001)");
            c.rollback(one);
            s.executeUpdate("INSERT INTO d.dbo.jt (a) VALUES (6002)");
            c.commit();
        }
        query(c, "SELECT a FROM d.dbo.jt WHERE a >= 6000 ORDER BY a");
        c.rollback();
    }

    private static void isolation(Connection c) throws SQLException {
        for (int level : new int[] {
            Connection.TRANSACTION_READ_UNCOMMITTED, Connection.TRANSACTION_SERIALIZABLE, Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_REPEATABLE_READ}) {
            c.setTransactionIsolation(level);
            print(level, c.getTransactionIsolation());
            query(c, "SELECT COUNT(*) AS n FROM customers");
        }
    }

    private static void callable(Connection c) throws SQLException {
        try (CallableStatement call = c.prepareCall("{? = call in_and_out(?, ?, ?)}")) {
            call.registerOutParameter(1, Types.INTEGER);
            call.setInt(2, 4);
            call.setInt(3, 5);
            call.registerOutParameter(3, Types.INTEGER);
            call.registerOutParameter(4, Types.VARCHAR);
            call.execute();
            print(call.getInt(1), call.getInt(3), call.getString(4));
        }
        try (CallableStatement call = c.prepareCall("{call three_results(?)}")) {
            call.setInt(1, 2);
            boolean more = call.execute();
            while (more) {
                show(call.getResultSet());
                more = call.getMoreResults();
            }
        }
        try (CallableStatement call = c.prepareCall("{call note_down(?)}")) {
            call.setString(1, "from jTDS");
            print(call.executeUpdate());
        }
    }

    private static void errors(Connection c) throws SQLException {
        for (String sql : new String[] {"SELEC 1", "SELECT * FROM missing", "INSERT INTO customers (customer_id, name) VALUES (1, 'x')", "SELECT missing FROM customers",
            "EXEC nothing", "RAISERROR('raised', 16, 1)"})
            attempt(sql, x -> {
                try (Statement s = x.createStatement()) {
                    s.execute(sql);
                }
            }, c);
        attempt("prepare", x -> {
            try (PreparedStatement p = x.prepareStatement("SELECT * FROM missing WHERE a = ?")) {
                p.setInt(1, 1);
                p.executeQuery();
            }
        }, c);
        query(c, "SELECT 'alive' AS word");
    }

    private static void cancel(Connection c) throws Exception {
        try (Statement s = c.createStatement()) {
            Thread other = new Thread(() -> {
                try {
                    Thread.sleep(400);
                    s.cancel();
                } catch (Exception e) {
                    print("cancel failed", e);
                }
            });
            other.start();
            attempt("cancelled", x -> s.execute("WAITFOR DELAY '00:00:20'"), c);
            other.join();
            query(c, "SELECT 'goes on' AS word");
        }
    }

    private static void queryTimeout(Connection c) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.setQueryTimeout(1);
            attempt("sleep", x -> s.execute("WAITFOR DELAY '00:00:20'"), c);
        }
        query(c, "SELECT 'quick' AS word");
    }

    private static void catalog(Connection c) throws SQLException {
        print(c.getCatalog());
        c.setCatalog("d");
        print(c.getCatalog());
        query(c, "SELECT DB_NAME() AS db");
        c.setCatalog("shop");
        DatabaseMetaData m = c.getMetaData();
        print(m.getDatabaseProductName(), m.getDatabaseProductVersion(), m.getUserName());
    }

    private static void warnings(Connection c) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.execute("PRINT 'a message'");
            SQLWarning w = s.getWarnings();
            print(w == null ? "none" : w.getErrorCode() + " " + w.getMessage());
        }
    }
}
