import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.*;
import java.util.concurrent.*;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;

/** Connection pools of applications over jTDS. Arguments: dbcp2 or hikari, host:port/database. */
public final class PoolTour {
    public static void main(String[] args) throws Exception {
        String url = "jdbc:jtds:sqlserver://" + args[1];
        DataSource pool = args[0].equals("dbcp2") ? dbcp(url) : hikari(url);
        try (Connection c = pool.getConnection(); Statement s = c.createStatement()) {
            s.execute("CREATE TABLE d.dbo.pool (id int NOT NULL PRIMARY KEY, t nvarchar(50) NULL)");
        }
        ExecutorService threads = Executors.newFixedThreadPool(6);
        CompletionService<Long> work = new ExecutorCompletionService<>(threads);
        for (int i = 0; i < 6; i++) {
            int worker = i;
            work.submit(() -> work(pool, worker));
        }
        long sum = 0;
        for (int i = 0; i < 6; i++) sum += work.take().get();
        threads.shutdown();
        System.out.println("sum " + sum);
        try (Connection c = pool.getConnection()) {
            c.setAutoCommit(false);
            c.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            try (Statement s = c.createStatement()) {
                s.executeUpdate("INSERT INTO d.dbo.pool VALUES (100000, 'never committed')");
            }
        }
        try (Connection c = pool.getConnection(); Statement s = c.createStatement(); ResultSet r = s.executeQuery("SELECT COUNT(*), MAX(id) FROM d.dbo.pool")) {
            r.next();
            System.out.println(r.getInt(1) + " " + r.getInt(2) + " " + c.getAutoCommit());
        }
        ((AutoCloseable) pool).close();
    }

    private static long work(DataSource pool, int worker) throws SQLException {
        long sum = 0;
        for (int i = 0; i < 40; i++) {
            try (Connection c = pool.getConnection()) {
                c.setAutoCommit(i % 2 == 0);
                try (PreparedStatement p = c.prepareStatement("INSERT INTO d.dbo.pool VALUES (?, ?)")) {
                    p.setInt(1, worker * 1000 + i);
                    p.setString(2, "worker " + worker);
                    sum += p.executeUpdate();
                }
                try (PreparedStatement p = c.prepareStatement("SELECT customer_id FROM customers WHERE customer_id = ?")) {
                    p.setInt(1, 1 + i);
                    try (ResultSet r = p.executeQuery()) {
                        r.next();
                        if (r.getInt(1) != 1 + i) throw new IllegalStateException("another's answer");
                        sum += r.getInt(1);
                    }
                }
                if (i % 2 != 0) c.commit();
            }
        }
        return sum;
    }

    private static DataSource dbcp(String url) {
        BasicDataSource pool = new BasicDataSource();
        pool.setDriverClassName("net.sourceforge.jtds.jdbc.Driver");
        pool.setUrl(url);
        pool.setUsername(System.getenv("DBUSER"));
        pool.setPassword(System.getenv("DBPASSWORD"));
        pool.setMaxTotal(4);
        pool.setValidationQuery("SELECT 1");
        pool.setTestOnBorrow(true);
        return pool;
    }

    private static DataSource hikari(String url) {
        HikariConfig config = new HikariConfig();
        config.setDriverClassName("net.sourceforge.jtds.jdbc.Driver");
        config.setJdbcUrl(url);
        config.setUsername(System.getenv("DBUSER"));
        config.setPassword(System.getenv("DBPASSWORD"));
        config.setMaximumPoolSize(4);
        config.setConnectionTestQuery("SELECT 1");
        return new HikariDataSource(config);
    }
}
