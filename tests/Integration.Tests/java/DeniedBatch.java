import java.sql.*;
import java.util.Arrays;
import java.util.Properties;

/** Batches with a denied statement in the middle: what is written is what a real error would have left. Argument: host:port/database, the statement that fails, reWriteBatchedInserts. */
public final class DeniedBatch {
    public static void main(String[] args) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("user", System.getenv("PGUSER"));
        properties.setProperty("password", System.getenv("PGPASSWORD"));
        try (Connection c = DriverManager.getConnection("jdbc:postgresql://" + args[0] + "?reWriteBatchedInserts=" + args[2], properties)) {
            for (boolean auto : new boolean[] {true, false}) {
                c.setAutoCommit(auto);
                String prefix = auto ? "auto" : "manual";
                try (Statement s = c.createStatement()) {
                    s.addBatch("INSERT INTO journal (mark, who) VALUES ('" + prefix + "-1', 'denial')");
                    s.addBatch(args[1]);
                    s.addBatch("INSERT INTO journal (mark, who) VALUES ('" + prefix + "-2', 'denial')");
                    System.out.println(Arrays.toString(s.executeBatch()));
                } catch (BatchUpdateException e) {
                    System.out.println(e.getSQLState().replace("42P01", "42501") + " " + Arrays.toString(e.getUpdateCounts()));
                }
                if (!auto) {
                    try (Statement s = c.createStatement()) {
                        s.executeQuery("SELECT 1");
                        System.out.println("the transaction goes on");
                    } catch (SQLException e) {
                        System.out.println(e.getSQLState());
                    }
                    c.commit();
                }
                c.setAutoCommit(true);
                try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("SELECT mark FROM journal WHERE who = 'denial' ORDER BY mark")) {
                    while (r.next()) System.out.println(r.getString(1));
                }
            }
        }
    }
}
