import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.*;
import java.util.Base64;
import java.util.Properties;
import org.postgresql.PGConnection;

/** Runs lists of statements over many connections and writes what each showed. Argument: a file of lines: output, URL, user, password, cases. */
public final class MatrixRun {
    private static PrintWriter out;

    public static void main(String[] args) throws Exception {
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            String[] target = line.split("\t");
            Properties properties = new Properties();
            properties.setProperty("user", target[2]);
            properties.setProperty("password", target[3]);
            out = new PrintWriter(Files.newBufferedWriter(Path.of(target[0])));
            Connection c = DriverManager.getConnection(target[1], properties);
            for (String entry : Files.readAllLines(Path.of(target[4]))) {
                String[] parts = entry.split("\t", -1);
                out.println("case\t" + parts[0]);
                run(c, parts[1].equals("write"), decoded(parts[2]), decoded(parts[3]));
                if (c.isClosed()) c = DriverManager.getConnection(target[1], properties);
            }
            c.close();
            out.close();
        }
    }

    private static String[] decoded(String list) {
        if (list.isEmpty()) return new String[0];
        String[] texts = list.split(",");
        for (int i = 0; i < texts.length; i++) texts[i] = new String(Base64.getDecoder().decode(texts[i]), StandardCharsets.UTF_8);
        return texts;
    }

    private static void run(Connection c, boolean write, String[] values, String[] steps) throws SQLException {
        try {
            if (write) command(c, "BEGIN");
            for (int i = 0; i < steps.length; i++) {
                out.println("step");
                if (steps[i].startsWith("COPY")) copy(c, steps[i]);
                else execute(c, steps[i], i == 0 ? values : new String[0]);
            }
        } catch (SQLException e) {
            out.println("error\t" + e.getSQLState() + "\t" + (e.getMessage() == null ? "" : e.getMessage().lines().findFirst().orElse("")));
            if (!c.isClosed() && steps.length > 1) {
                command(c, "ROLLBACK");
                command(c, "DEALLOCATE ALL");
            }
        }
        if (write && !c.isClosed()) command(c, "ROLLBACK");
    }

    private static void command(Connection c, String sql) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.execute(sql);
        }
    }

    private static void copy(Connection c, String sql) throws SQLException {
        StringWriter text = new StringWriter();
        try {
            c.unwrap(PGConnection.class).getCopyAPI().copyOut(sql, text);
        } catch (java.io.IOException e) {
            throw new SQLException(e);
        }
        text.toString().lines().forEach(l -> print("| " + l));
    }

    private static void execute(Connection c, String sql, String[] values) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(values.length > 0 ? sql.replaceAll("\\$\\d", "?") : sql.replace("?", "??"))) {
            for (int i = 0; i < values.length; i++) s.setObject(i + 1, values[i], Types.OTHER);
            boolean rows = s.execute();
            while (true) {
                if (rows) results(s.getResultSet());
                else if (s.getUpdateCount() < 0) return;
                else print("affected " + s.getUpdateCount());
                rows = s.getMoreResults();
            }
        }
    }

    private static void results(ResultSet r) throws SQLException {
        ResultSetMetaData m = r.getMetaData();
        StringBuilder columns = new StringBuilder("columns");
        for (int i = 1; i <= m.getColumnCount(); i++)
            columns.append(' ').append(m.getColumnLabel(i)).append(':').append(m.getColumnTypeName(i).replaceAll("^\"\\w+\"\\.", "")).append(':').append(m.getPrecision(i)).append(':').append(m.getScale(i));
        print(columns.toString());
        while (r.next()) {
            StringBuilder row = new StringBuilder();
            for (int i = 1; i <= m.getColumnCount(); i++) row.append(i == 1 ? "| " : " | ").append(r.getString(i));
            print(row.toString());
        }
    }

    private static void print(String line) {
        out.println("line\t" + line.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t"));
    }
}
