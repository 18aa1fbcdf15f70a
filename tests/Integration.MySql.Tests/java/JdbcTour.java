import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.sql.*;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/** What applications do with MariaDB Connector/J, printed so that two runs can be compared. Arguments: host:port/database, URL parameters. */
public final class JdbcTour {
    private static String url;
    private static Properties properties;

    public static void main(String[] args) throws Exception {
        url = "jdbc:mariadb://" + args[0] + "?" + (args.length > 1 ? args[1] : "");
        properties = new Properties();
        properties.setProperty("user", System.getenv("DBUSER"));
        properties.setProperty("password", System.getenv("DBPASSWORD"));
        step("tables", JdbcTour::tables);
        step("queries", JdbcTour::queries);
        step("several statements", JdbcTour::severalStatements);
        step("autocommit off", JdbcTour::autocommitOff);
        step("batches", JdbcTour::batches);
        step("failing batches", JdbcTour::failingBatches);
        step("fetch size", JdbcTour::fetchSize);
        step("generated keys", JdbcTour::generatedKeys);
        step("query timeout", JdbcTour::queryTimeout);
        step("cancel", JdbcTour::cancel);
        step("metadata", JdbcTour::metadata);
        step("savepoints", JdbcTour::savepoints);
        step("read only", JdbcTour::readOnly);
        step("isolation", JdbcTour::isolation);
        step("types", JdbcTour::types);
        step("errors", JdbcTour::errors);
        step("callable", JdbcTour::callable);
        step("prepared across ddl", JdbcTour::preparedAcrossDdl);
        step("catalog and client info", JdbcTour::catalogAndClientInfo);
        step("warnings", JdbcTour::warnings);
        step("streams", JdbcTour::streams);
    }

    interface Step {
        void run(Connection c) throws Exception;
    }

    private static void step(String name, Step step) {
        System.out.println("== " + name);
        try (Connection c = DriverManager.getConnection(url, properties)) {
            step.run(c);
        } catch (Exception e) {
            print("FAILED", e instanceof SQLException s ? s.getSQLState() : "", message(e));
        }
    }

    private static String message(Throwable e) {
        return String.valueOf(e.getMessage()).replaceAll("\\(conn=\\d+\\) ?", "");
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
            heads.add(m.getTableName(i) + "." + m.getColumnLabel(i) + ":" + m.getColumnTypeName(i) + ":" + m.getPrecision(i) + ":" + m.isNullable(i));
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
            print(what, e instanceof SQLException s ? s.getErrorCode() + " " + s.getSQLState() : e.getClass().getSimpleName(), message(e).split("\n")[0]);
        }
    }

    private static void tables(Connection c) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.execute("DROP TABLE IF EXISTS d.jt");
            SQLWarning w = s.getWarnings();
            print(w == null ? "no warning" : w.getMessage());
            s.execute("CREATE TABLE d.jt (id bigint AUTO_INCREMENT PRIMARY KEY, a int UNIQUE, b varchar(200), c decimal(10,2), d datetime(3) NULL, e blob, g json)");
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
        try (PreparedStatement p = c.prepareStatement("SELECT c.name, o.total FROM customers c JOIN orders o USING (customer_id) WHERE o.id = ? AND c.branch_id = ?")) {
            print(p.getParameterMetaData().getParameterCount());
            p.setLong(1, 11);
            p.setString(2, "S02");
            try (ResultSet r = p.executeQuery()) {
                show(r);
            }
        }
    }

    private static void severalStatements(Connection c) throws SQLException {
        try (Statement s = c.createStatement()) {
            boolean more = s.execute("SELECT 1 AS one; UPDATE customers SET email = email WHERE customer_id < 4; SELECT 'two' AS two");
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
        try (PreparedStatement p = c.prepareStatement("INSERT INTO d.jt (a, b) VALUES (?, ?)")) {
            for (int i = 0; i < 8; i++) {
                p.setInt(1, 1000 + i);
                p.setString(2, "row " + i);
                print(p.executeUpdate());
                if (i % 3 == 2) c.commit();
            }
        }
        c.rollback();
        try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("SELECT a, b FROM d.jt WHERE a >= 1000 ORDER BY a")) {
            show(r);
        }
        c.rollback();
        c.setAutoCommit(true);
        print(c.getAutoCommit());
    }

    private static void batches(Connection c) throws SQLException {
        try (PreparedStatement p = c.prepareStatement("INSERT INTO d.jt (a, b, c) VALUES (?, ?, ?)")) {
            for (int i = 0; i < 200; i++) {
                p.setInt(1, 2000 + i);
                p.setString(2, "batch " + i);
                p.setBigDecimal(3, new BigDecimal("1.25"));
                p.addBatch();
            }
            int[] counts = p.executeBatch();
            print(counts.length, Arrays.stream(counts).distinct().count());
        }
        try (PreparedStatement p = c.prepareStatement("UPDATE d.jt SET b = ? WHERE a = ?")) {
            for (int i = 0; i < 5; i++) {
                p.setString(1, "changed");
                p.setInt(2, 2000 + i);
                p.addBatch();
            }
            print(p.executeBatch());
        }
        try (Statement s = c.createStatement()) {
            s.addBatch("INSERT INTO d.jt (a) VALUES (3000)");
            s.addBatch("UPDATE d.jt SET b = 'x' WHERE a BETWEEN 2000 AND 2009");
            s.addBatch("DELETE FROM d.jt WHERE a = 3000");
            print(s.executeBatch());
            try (ResultSet r = s.executeQuery("SELECT count(*), sum(c) FROM d.jt WHERE a BETWEEN 2000 AND 2999")) {
                show(r);
            }
        }
    }

    private static void failingBatches(Connection c) throws SQLException {
        c.setAutoCommit(false);
        try (PreparedStatement p = c.prepareStatement("INSERT INTO d.jt (a) VALUES (?)")) {
            for (int a : new int[] {4000, 4001, 2000, 4002}) {
                p.setInt(1, a);
                p.addBatch();
            }
            p.executeBatch();
        } catch (BatchUpdateException e) {
            print(e.getSQLState(), e.getUpdateCounts().length, message(e).split("\n")[0]);
        }
        c.rollback();
        c.setAutoCommit(true);
    }

    private static void fetchSize(Connection c) throws SQLException {
        c.setAutoCommit(false);
        try (Statement s = c.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
            s.setFetchSize(7);
            try (ResultSet r = s.executeQuery("SELECT id FROM orders ORDER BY id LIMIT 40")) {
                long sum = 0;
                while (r.next()) sum += r.getLong(1);
                print("sum", sum);
            }
        }
        try (PreparedStatement p = c.prepareStatement("SELECT id FROM orders WHERE id > ? ORDER BY id")) {
            p.setFetchSize(50);
            p.setInt(1, 300);
            try (ResultSet r = p.executeQuery()) {
                for (int i = 0; i < 3; i++) r.next();
                print(r.getInt(1));
            }
            p.setMaxRows(5);
            try (ResultSet r = p.executeQuery()) {
                int n = 0;
                while (r.next()) n++;
                print(n);
            }
        }
        c.commit();
    }

    private static void generatedKeys(Connection c) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.execute("TRUNCATE d.jt");
        }
        try (PreparedStatement p = c.prepareStatement("INSERT INTO d.jt (a) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
            for (int i = 0; i < 3; i++) {
                p.setInt(1, 5000 + i);
                p.executeUpdate();
                try (ResultSet r = p.getGeneratedKeys()) {
                    r.next();
                    print(r.getLong(1));
                }
            }
            for (int i = 0; i < 3; i++) {
                p.setInt(1, 5100 + i);
                p.addBatch();
            }
            p.executeBatch();
            try (ResultSet r = p.getGeneratedKeys()) {
                while (r.next()) print(r.getLong(1));
            }
        }
        try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("SELECT LAST_INSERT_ID() > 0")) {
            show(r);
        }
    }

    private static void queryTimeout(Connection c) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.setQueryTimeout(1);
            attempt("sleep", x -> s.executeQuery("SELECT COUNT(*) FROM seq_1_to_100000000 a, seq_1_to_1000 b"), c);
            try (ResultSet r = s.executeQuery("SELECT 'quick'")) {
                show(r);
            }
        }
        try (PreparedStatement p = c.prepareStatement("SELECT ?")) {
            p.setQueryTimeout(5);
            p.setString(1, "in time");
            try (ResultSet r = p.executeQuery()) {
                show(r);
            }
        }
    }

    private static void cancel(Connection c) throws Exception {
        try (Statement s = c.createStatement()) {
            Thread other = new Thread(() -> {
                try {
                    Thread.sleep(400);
                    s.cancel();
                } catch (Exception e) {
                    print("cancel failed", message(e));
                }
            });
            other.start();
            attempt("cancelled", x -> s.executeQuery("SELECT COUNT(*) FROM seq_1_to_100000000 a, seq_1_to_1000 b"), c);
            other.join();
            try (ResultSet r = s.executeQuery("SELECT 'goes on'")) {
                show(r);
            }
        }
    }

    private static void metadata(Connection c) throws SQLException {
        DatabaseMetaData m = c.getMetaData();
        print(m.getDatabaseProductName(), m.getDatabaseProductVersion().startsWith("10."), m.getDriverName(), m.getUserName().startsWith("app@"));
        try (ResultSet r = m.getTables("shop", null, "%", new String[] {"TABLE", "VIEW"})) {
            while (r.next()) print(r.getString("TABLE_CAT"), r.getString("TABLE_NAME"), r.getString("TABLE_TYPE"));
        }
        try (ResultSet r = m.getColumns("shop", null, "orders", "%")) {
            while (r.next()) print(r.getString("COLUMN_NAME"), r.getInt("DATA_TYPE"), r.getString("TYPE_NAME"), r.getInt("COLUMN_SIZE"), r.getString("IS_AUTOINCREMENT"));
        }
        try (ResultSet r = m.getPrimaryKeys("shop", null, "order_lines")) {
            while (r.next()) print(r.getString("COLUMN_NAME"), r.getInt("KEY_SEQ"));
        }
        try (ResultSet r = m.getImportedKeys("shop", null, "orders")) {
            while (r.next()) print(r.getString("PKTABLE_NAME"), r.getString("FKCOLUMN_NAME"));
        }
        try (ResultSet r = m.getIndexInfo("shop", null, "customers", false, true)) {
            while (r.next()) print(r.getString("INDEX_NAME"), r.getString("COLUMN_NAME"));
        }
        try (ResultSet r = m.getProcedures("shop", null, "%")) {
            while (r.next()) print(r.getString("PROCEDURE_NAME"));
        }
        try (ResultSet r = m.getCatalogs()) {
            while (r.next()) print(r.getString(1));
        }
    }

    private static void savepoints(Connection c) throws SQLException {
        c.setAutoCommit(false);
        try (Statement s = c.createStatement()) {
            s.executeUpdate("INSERT INTO d.jt (a) VALUES (6000)");
            Savepoint one = c.setSavepoint("one");
            s.executeUpdate("INSERT INTO d.jt (a) VALUES (6001)");
            c.rollback(one);
            s.executeUpdate("INSERT INTO d.jt (a) VALUES (6002)");
            c.releaseSavepoint(one);
            c.commit();
            try (ResultSet r = s.executeQuery("SELECT a FROM d.jt WHERE a >= 6000 ORDER BY a")) {
                show(r);
            }
        }
        c.rollback();
    }

    private static void readOnly(Connection c) throws SQLException {
        c.setReadOnly(true);
        print(c.isReadOnly());
        try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("SELECT 1")) {
            show(r);
        }
        c.setReadOnly(false);
    }

    private static void isolation(Connection c) throws SQLException {
        for (int level : new int[] {Connection.TRANSACTION_READ_UNCOMMITTED, Connection.TRANSACTION_SERIALIZABLE, Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_REPEATABLE_READ}) {
            c.setTransactionIsolation(level);
            try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("SELECT @@tx_isolation")) {
                r.next();
                print(level, c.getTransactionIsolation(), r.getString(1));
            }
        }
    }

    private static void types(Connection c) throws SQLException {
        try (PreparedStatement p = c.prepareStatement("SELECT ? AS a, ? AS b, ? AS c, ? AS d, ? AS e, ? AS f, ? AS g, ? AS h")) {
            p.setInt(1, -5);
            p.setLong(2, Long.MAX_VALUE);
            p.setDouble(3, 1.5);
            p.setBigDecimal(4, new BigDecimal("12345.678"));
            p.setString(5, "한글 '\\ \"");
            p.setTimestamp(6, Timestamp.valueOf("2026-01-02 03:04:05.678"));
            p.setBytes(7, new byte[] {0, 1, -1});
            p.setNull(8, Types.VARCHAR);
            try (ResultSet r = p.executeQuery()) {
                r.next();
                print(r.getInt(1), r.getLong(2), r.getDouble(3), r.getBigDecimal(4), r.getString(5), r.getTimestamp(6), r.getBytes(7), r.getObject(8));
            }
        }
        try (PreparedStatement p = c.prepareStatement("INSERT INTO d.jt (a, b, c, d, e, g) VALUES (?, ?, ?, ?, ?, ?)")) {
            p.setInt(1, 7000);
            p.setString(2, "all types");
            p.setBigDecimal(3, new BigDecimal("99.99"));
            p.setTimestamp(4, Timestamp.valueOf("2026-05-06 07:08:09.123"));
            p.setBytes(5, new byte[] {1, 2, 3});
            p.setString(6, "{\"k\": [1, null]}");
            print(p.executeUpdate());
        }
        try (PreparedStatement p = c.prepareStatement("SELECT a, b, c, d, e, g FROM d.jt WHERE a = ?")) {
            p.setInt(1, 7000);
            try (ResultSet r = p.executeQuery()) {
                r.next();
                print(r.getInt(1), r.getString(2), r.getBigDecimal(3), r.getTimestamp(4), r.getBytes(5), r.getString(6));
            }
        }
    }

    private static void errors(Connection c) throws SQLException {
        for (String sql : new String[] {"SELEC 1", "SELECT * FROM missing", "INSERT INTO d.jt (a) VALUES (7000)", "SELECT missing FROM customers", "CALL nothing()"})
            attempt(sql, x -> {
                try (Statement s = x.createStatement()) {
                    s.execute(sql);
                }
            }, c);
        attempt("prepare", x -> x.prepareStatement("SELECT * FROM missing WHERE a = ?").executeQuery(), c);
        try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("SELECT 'alive'")) {
            show(r);
        }
    }

    private static void callable(Connection c) throws SQLException {
        try (CallableStatement call = c.prepareCall("{call in_and_out(?, ?, ?)}")) {
            call.setInt(1, 4);
            call.setInt(2, 5);
            call.registerOutParameter(2, Types.INTEGER);
            call.registerOutParameter(3, Types.VARCHAR);
            call.execute();
            print(call.getInt(2), call.getString(3));
        }
        try (CallableStatement call = c.prepareCall("{? = call add_one(?)}")) {
            call.registerOutParameter(1, Types.INTEGER);
            call.setInt(2, 41);
            call.execute();
            print(call.getInt(1));
        }
        try (CallableStatement call = c.prepareCall("{call three_results(?)}")) {
            call.setInt(1, 2);
            boolean more = call.execute();
            while (more) {
                show(call.getResultSet());
                more = call.getMoreResults();
            }
            print("count", call.getUpdateCount());
        }
    }

    private static void preparedAcrossDdl(Connection c) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.execute("CREATE OR REPLACE TABLE d.shape (a int)");
            s.execute("INSERT INTO d.shape VALUES (1)");
            try (PreparedStatement p = c.prepareStatement("SELECT * FROM d.shape")) {
                try (ResultSet r = p.executeQuery()) {
                    show(r);
                }
                s.execute("ALTER TABLE d.shape ADD b varchar(5) DEFAULT 'x'");
                try (ResultSet r = p.executeQuery()) {
                    show(r);
                }
            }
        }
    }

    private static void catalogAndClientInfo(Connection c) throws SQLException {
        print(c.getCatalog());
        c.setCatalog("d");
        print(c.getCatalog());
        try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("SELECT database()")) {
            show(r);
        }
        c.setClientInfo("ClientUser", "kim");
        try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("SELECT @ClientUser")) {
            show(r);
        }
        print(c.isValid(5));
    }

    private static void warnings(Connection c) throws SQLException {
        try (Statement s = c.createStatement()) {
            try (ResultSet r = s.executeQuery("SELECT CAST('12x' AS INT)")) {
                show(r);
            }
            for (SQLWarning w = s.getWarnings(); w != null; w = w.getNextWarning()) print(w.getSQLState(), w.getErrorCode(), w.getMessage());
        }
    }

    private static void streams(Connection c) throws SQLException {
        try (PreparedStatement p = c.prepareStatement("INSERT INTO d.jt (a, b, e) VALUES (?, ?, ?)")) {
            p.setInt(1, 8000);
            p.setCharacterStream(2, new StringReader("from a reader"));
            p.setBinaryStream(3, new ByteArrayInputStream(new byte[60000]));
            print(p.executeUpdate());
        }
        try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("SELECT b, length(e) FROM d.jt WHERE a = 8000")) {
            show(r);
        }
    }
}
