import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.sql.*;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** What applications do with pgjdbc, printed so that two runs can be compared. Arguments: host:port/database, prepareThreshold, reWriteBatchedInserts, further URL parameters. */
public final class JdbcTour {
    private static String url;
    private static Properties properties;

    public static void main(String[] args) throws Exception {
        url = "jdbc:postgresql://" + args[0] + "?prepareThreshold=" + args[1] + "&reWriteBatchedInserts=" + args[2] + (args.length > 3 ? "&" + args[3] : "");
        properties = new Properties();
        properties.setProperty("user", System.getenv("PGUSER"));
        properties.setProperty("password", System.getenv("PGPASSWORD"));
        properties.setProperty("ApplicationName", "jdbc-tour");
        step("tables", JdbcTour::tables);
        step("queries", JdbcTour::queries);
        step("autocommit off", JdbcTour::autocommitOff);
        step("batches", JdbcTour::batches);
        step("failing batches", JdbcTour::failingBatches);
        step("fetch size", JdbcTour::fetchSize);
        step("generated keys", JdbcTour::generatedKeys);
        step("copy", JdbcTour::copy);
        step("query timeout", JdbcTour::queryTimeout);
        step("cancel", JdbcTour::cancel);
        step("metadata", JdbcTour::metadata);
        step("savepoints", JdbcTour::savepoints);
        step("read only", JdbcTour::readOnly);
        step("isolation", JdbcTour::isolation);
        if (!url.contains("preferQueryMode=simple")) step("types", JdbcTour::types);
        step("errors", JdbcTour::errors);
        if (!url.contains("preferQueryMode=simple")) step("callable", JdbcTour::callable);
        step("prepared across ddl", JdbcTour::preparedAcrossDdl);
        step("schema and client info", JdbcTour::schemaAndClientInfo);
        step("notifications", JdbcTour::notifications);
    }

    interface Step {
        void run(Connection c) throws Exception;
    }

    private static void step(String name, Step step) {
        System.out.println("== " + name);
        try (Connection c = DriverManager.getConnection(url, properties)) {
            step.run(c);
        } catch (Exception e) {
            print("FAILED", e instanceof SQLException s ? s.getSQLState() : "", e.getMessage());
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
        for (int i = 1; i <= m.getColumnCount(); i++) heads.add(m.getColumnLabel(i) + ":" + m.getColumnTypeName(i));
        print(heads.toArray());
        while (r.next()) {
            List<Object> row = new ArrayList<>();
            for (int i = 1; i <= m.getColumnCount(); i++) row.add(r.getString(i));
            print(row.toArray());
        }
    }

    private static void tables(Connection c) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.execute("DROP TABLE IF EXISTS d.jt");
            print(s.getWarnings() == null ? "no warning" : s.getWarnings().getMessage());
            s.execute("CREATE TABLE d.jt (id bigserial PRIMARY KEY, a int UNIQUE, b text, c numeric(10,2), d timestamptz, e bytea, f text[], g jsonb)");
        }
    }

    private static void queries(Connection c) throws SQLException {
        try (PreparedStatement p = c.prepareStatement("SELECT customer_id, name FROM customers WHERE customer_id = ?")) {
            for (int i = 1; i <= 12; i++) {
                p.setInt(1, i);
                try (ResultSet r = p.executeQuery()) {
                    show(r);
                }
            }
        }
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
    }

    private static void batches(Connection c) throws SQLException {
        for (boolean auto : new boolean[] {true, false}) {
            c.setAutoCommit(auto);
            try (PreparedStatement p = c.prepareStatement("INSERT INTO d.jt (a, b) VALUES (?, ?)")) {
                for (int i = 0; i < 50; i++) {
                    p.setInt(1, (auto ? 2000 : 3000) + i);
                    p.setString(2, "batch");
                    p.addBatch();
                }
                int[] counts = p.executeBatch();
                print(counts.length, counts[0] == 1 || counts[0] == Statement.SUCCESS_NO_INFO);
            }
            try (Statement s = c.createStatement()) {
                s.addBatch("UPDATE d.jt SET c = 1 WHERE a = 2000");
                s.addBatch("DELETE FROM d.jt WHERE a = 2001");
                s.addBatch("INSERT INTO d.jt (a) VALUES (" + (auto ? 2900 : 3900) + ")");
                print(s.executeBatch());
            }
            if (!auto) c.commit();
        }
        c.setAutoCommit(true);
        try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("SELECT count(*), sum(a) FROM d.jt WHERE a BETWEEN 2000 AND 3999")) {
            show(r);
        }
    }

    private static void failingBatches(Connection c) throws SQLException {
        for (boolean auto : new boolean[] {true, false}) {
            c.setAutoCommit(auto);
            int base = auto ? 4000 : 5000;
            try (PreparedStatement p = c.prepareStatement("INSERT INTO d.jt (a, b) VALUES (?, ?)")) {
                for (int a : new int[] {base, base + 1, base, base + 2}) {
                    p.setInt(1, a);
                    p.setString(2, "fails");
                    p.addBatch();
                }
                print(p.executeBatch());
            } catch (BatchUpdateException e) {
                print(e.getSQLState(), e.getUpdateCounts());
            }
            if (!auto) c.rollback();
            try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("SELECT a FROM d.jt WHERE b = 'fails' AND a >= " + base + " ORDER BY a")) {
                show(r);
            }
            if (!auto) c.rollback();
        }
        c.setAutoCommit(true);
    }

    private static void fetchSize(Connection c) throws SQLException {
        c.setAutoCommit(false);
        try (PreparedStatement p = c.prepareStatement("SELECT i, 'value ' || i FROM generate_series(1, ?) i")) {
            p.setFetchSize(7);
            p.setInt(1, 50);
            for (int round = 0; round < 2; round++) {
                try (ResultSet r = p.executeQuery()) {
                    long sum = 0;
                    while (r.next()) sum += r.getInt(1) + r.getString(2).length();
                    print("sum", sum);
                }
            }
            try (ResultSet r = p.executeQuery(); Statement other = c.createStatement()) {
                r.next();
                try (ResultSet o = other.executeQuery("SELECT 'in between'")) {
                    show(o);
                }
                int count = 1;
                while (r.next()) count++;
                print("count", count);
            }
            p.setMaxRows(5);
            try (ResultSet r = p.executeQuery()) {
                show(r);
            }
        }
        c.commit();
        c.setAutoCommit(true);
    }

    private static void generatedKeys(Connection c) throws SQLException {
        try (PreparedStatement p = c.prepareStatement("INSERT INTO d.jt (a) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
            p.setInt(1, 6000);
            p.executeUpdate();
            try (ResultSet r = p.getGeneratedKeys()) {
                r.next();
                print(r.getLong("id") > 0, r.getInt("a"));
            }
        }
        try (PreparedStatement p = c.prepareStatement("INSERT INTO d.jt (a) VALUES (?)", new String[] {"a"})) {
            for (int i = 6001; i < 6004; i++) {
                p.setInt(1, i);
                p.addBatch();
            }
            p.executeBatch();
            try (ResultSet r = p.getGeneratedKeys()) {
                show(r);
            }
        }
    }

    private static void copy(Connection c) throws Exception {
        CopyManager copies = c.unwrap(PGConnection.class).getCopyAPI();
        print(copies.copyIn("COPY d.jt (a, b) FROM STDIN WITH (FORMAT csv)", new StringReader("7000,one\n7001,\"two, quoted\"\n")));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        print(copies.copyOut("COPY (SELECT a, b FROM d.jt WHERE a BETWEEN 7000 AND 7999 ORDER BY a) TO STDOUT", out), out.toString("UTF-8"));
        try {
            copies.copyIn("COPY d.jt (a, b) FROM STDIN WITH (FORMAT csv)", new StringReader("7002,x\n7000,duplicate\n" + "8,y\n".repeat(20000)));
        } catch (SQLException e) {
            print(e.getSQLState());
        }
        try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("SELECT count(*) FROM d.jt WHERE a BETWEEN 7000 AND 7999")) {
            show(r);
        }
    }

    private static void queryTimeout(Connection c) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.setQueryTimeout(1);
            s.executeQuery("SELECT pg_sleep(30)");
        } catch (SQLException e) {
            print(e.getSQLState(), e.getMessage());
        }
        try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("SELECT 'goes on'")) {
            show(r);
        }
    }

    private static void cancel(Connection c) throws Exception {
        try (Statement s = c.createStatement()) {
            Thread canceller = new Thread(() -> {
                try {
                    Thread.sleep(200);
                    s.cancel();
                } catch (Exception e) {
                    print("cancel", e.getMessage());
                }
            });
            canceller.start();
            try {
                s.executeQuery("SELECT pg_sleep(30)");
            } catch (SQLException e) {
                print(e.getSQLState());
            }
            canceller.join();
        }
        print(c.isValid(5));
    }

    private static void metadata(Connection c) throws SQLException {
        DatabaseMetaData m = c.getMetaData();
        print(m.getDatabaseProductName(), m.getDatabaseMajorVersion(), m.getUserName(), m.supportsTransactions());
        try (ResultSet r = m.getTables(null, "public", "%", new String[] {"TABLE", "VIEW"})) {
            show(r);
        }
        try (ResultSet r = m.getColumns(null, "public", "orders", "%")) {
            while (r.next()) print(r.getString("COLUMN_NAME"), r.getString("TYPE_NAME"), r.getInt("COLUMN_SIZE"), r.getString("IS_NULLABLE"), r.getString("COLUMN_DEF"));
        }
        for (ResultSet r : new ResultSet[] {m.getPrimaryKeys(null, "public", "order_lines"), m.getImportedKeys(null, "public", "orders"), m.getExportedKeys(null, "public", "customers"),
                m.getIndexInfo(null, "public", "customers", false, true), m.getProcedures(null, "public", "%"), m.getFunctions(null, "public", "%"), m.getSchemas(), m.getTableTypes(),
                m.getColumnPrivileges(null, "public", "salaries", "%"), m.getTablePrivileges(null, "public", "salaries"), m.getBestRowIdentifier(null, "public", "orders", 0, true)}) {
            print("rows", r.getMetaData().getColumnCount(), rowTexts(r));
            r.close();
        }
        // The simple protocol cannot describe parameters.
        if (url.contains("preferQueryMode=simple")) return;
        try (PreparedStatement p = c.prepareStatement("SELECT id, total, status FROM orders WHERE id = ? AND note = ?")) {
            ParameterMetaData parameters = p.getParameterMetaData();
            for (int i = 1; i <= parameters.getParameterCount(); i++) print(parameters.getParameterTypeName(i));
            ResultSetMetaData columns = p.getMetaData();
            for (int i = 1; i <= columns.getColumnCount(); i++) print(columns.getColumnName(i), columns.getColumnTypeName(i), columns.isNullable(i), columns.isAutoIncrement(i), columns.getTableName(i));
        }
    }

    private static String rowTexts(ResultSet r) throws SQLException {
        List<String> rows = new ArrayList<>();
        while (r.next()) {
            StringBuilder row = new StringBuilder();
            for (int i = 1; i <= r.getMetaData().getColumnCount(); i++) {
                String label = r.getMetaData().getColumnLabel(i);
                if (!label.equals("SPECIFIC_NAME") && !label.equals("CARDINALITY") && !label.equals("PAGES")) row.append(r.getString(i)).append(',');
            }
            if (row.indexOf("pg_temp") < 0 && row.indexOf("pg_toast") < 0) rows.add(row.toString());
        }
        rows.sort(Comparator.naturalOrder());
        return String.join(";", rows);
    }

    private static void savepoints(Connection c) throws SQLException {
        c.setAutoCommit(false);
        try (Statement s = c.createStatement()) {
            s.executeUpdate("INSERT INTO d.jt (a) VALUES (8000)");
            Savepoint named = c.setSavepoint("sp");
            try {
                s.executeUpdate("INSERT INTO d.jt (a) VALUES (8000)");
            } catch (SQLException e) {
                print(e.getSQLState());
            }
            try {
                s.executeQuery("SELECT 1");
            } catch (SQLException e) {
                print(e.getSQLState());
            }
            c.rollback(named);
            s.executeUpdate("INSERT INTO d.jt (a) VALUES (8001)");
            Savepoint unnamed = c.setSavepoint();
            s.executeUpdate("INSERT INTO d.jt (a) VALUES (8002)");
            c.releaseSavepoint(unnamed);
            c.commit();
            show(s.executeQuery("SELECT a FROM d.jt WHERE a BETWEEN 8000 AND 8999 ORDER BY a"));
        }
        c.rollback();
        c.setAutoCommit(true);
    }

    private static void readOnly(Connection c) throws SQLException {
        for (boolean auto : new boolean[] {false, true}) {
            c.setAutoCommit(auto);
            c.setReadOnly(true);
            try (Statement s = c.createStatement()) {
                s.executeUpdate("INSERT INTO d.jt (a) VALUES (9000)");
                print("written");
            } catch (SQLException e) {
                print(e.getSQLState());
            }
            if (!auto) c.rollback();
            c.setReadOnly(false);
            try (Statement s = c.createStatement()) {
                print(s.executeUpdate("INSERT INTO d.jt (a) VALUES (" + (auto ? 9001 : 9002) + ")"));
            }
            if (!auto) c.commit();
        }
    }

    private static void isolation(Connection c) throws SQLException {
        for (int level : new int[] {Connection.TRANSACTION_SERIALIZABLE, Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_READ_COMMITTED}) {
            c.setTransactionIsolation(level);
            c.setAutoCommit(false);
            try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("SHOW transaction_isolation")) {
                show(r);
            }
            print(c.getTransactionIsolation());
            c.commit();
            c.setAutoCommit(true);
        }
    }

    private static void types(Connection c) throws SQLException {
        try (PreparedStatement p = c.prepareStatement("INSERT INTO d.jt (a, b, c, d, e, f, g) VALUES (?, ?, ?, ?, ?, ?, ?::jsonb)")) {
            for (int i = 0; i < 7; i++) {
                p.setInt(1, 10000 + i);
                p.setString(2, i == 3 ? null : "한글 🎉 '" + i);
                p.setBigDecimal(3, new BigDecimal("12.34").add(BigDecimal.valueOf(i)));
                p.setTimestamp(4, Timestamp.valueOf("2026-02-03 04:05:06.789"));
                p.setBytes(5, new byte[] {0, 1, (byte) 0xff, (byte) i});
                p.setArray(6, c.createArrayOf("text", new String[] {"x", null, "y,\"z\""}));
                p.setString(7, "{\"a\":[1,2," + i + "]}");
                p.executeUpdate();
            }
        }
        try (PreparedStatement p = c.prepareStatement("SELECT a, b, c, d AT TIME ZONE 'UTC', e, f, g FROM d.jt WHERE a BETWEEN 10000 AND ? ORDER BY a")) {
            for (int round = 0; round < 7; round++) {
                p.setInt(1, 10006);
                try (ResultSet r = p.executeQuery()) {
                    while (r.next()) print(r.getInt(1), r.getString(2), r.getBigDecimal(3), r.getTimestamp(4), r.getBytes(5), Arrays.toString((Object[]) r.getArray(6).getArray()), r.getString(7));
                }
            }
        }
    }

    private static void errors(Connection c) throws SQLException {
        for (String sql : new String[] {"SELEC 1", "SELECT * FROM nosuch", "SELECT 1/0", "INSERT INTO d.jt (a) VALUES (1000), (1000)", "SELECT 'x'::int"}) {
            try (Statement s = c.createStatement()) {
                s.execute(sql);
            } catch (SQLException e) {
                print(e.getSQLState(), e.getMessage());
            }
        }
        try (Statement s = c.createStatement()) {
            s.execute("SELECT shout('warn')");
            print(s.getWarnings() == null ? "no warning" : s.getWarnings().getMessage());
        }
    }

    private static void callable(Connection c) throws SQLException {
        try (CallableStatement s = c.prepareCall("{? = call add_one(?)}")) {
            s.registerOutParameter(1, Types.INTEGER);
            s.setInt(2, 41);
            s.execute();
            print(s.getInt(1));
        }
        try (CallableStatement s = c.prepareCall("CALL note_down(?)")) {
            s.setString(1, "jdbc");
            s.execute();
        }
        try (Statement s = c.createStatement()) {
            print(s.executeUpdate("DELETE FROM journal WHERE mark = 'jdbc'"));
        }
    }

    private static void preparedAcrossDdl(Connection c) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.execute("CREATE TABLE d.shape (a int)");
            s.execute("INSERT INTO d.shape VALUES (1)");
            try (PreparedStatement p = c.prepareStatement("SELECT * FROM d.shape")) {
                for (int i = 0; i < 8; i++) {
                    if (i == 6) s.execute("ALTER TABLE d.shape ADD COLUMN b" + i + " int");
                    try (ResultSet r = p.executeQuery()) {
                        show(r);
                    }
                }
            }
            s.execute("DROP TABLE d.shape");
        }
    }

    private static void schemaAndClientInfo(Connection c) throws SQLException {
        print(c.getSchema(), c.getCatalog());
        c.setSchema("d");
        print(c.getSchema());
        try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("SELECT count(*) > 0 FROM jt")) {
            show(r);
        }
        c.setClientInfo("ApplicationName", "renamed \"app\"");
        try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("SHOW application_name")) {
            show(r);
        }
        print(c.isValid(2));
    }

    private static void notifications(Connection c) throws Exception {
        try (Statement s = c.createStatement()) {
            s.execute("LISTEN jdbc_channel");
            s.execute("NOTIFY jdbc_channel, 'hello'");
            org.postgresql.PGNotification[] all = c.unwrap(PGConnection.class).getNotifications(2000);
            for (org.postgresql.PGNotification n : all == null ? new org.postgresql.PGNotification[0] : all) print(n.getName(), n.getParameter());
            s.execute("UNLISTEN *");
        }
    }
}
