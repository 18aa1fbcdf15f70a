import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;

/** The pools applications use, as they use them: test queries, resets at return, many threads. Arguments: dbcp2 or hikari, host:port/database. */
public final class PoolTour {
    public static void main(String[] args) throws Exception {
        String url = "jdbc:mariadb://" + args[1];
        DataSource source = args[0].equals("hikari") ? hikari(url) : dbcp2(url);
        transfer(source);
        state(source);
        try (AutoCloseable closing = (AutoCloseable) source) {
            System.out.println("done");
        }
    }

    private static DataSource hikari(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(System.getenv("DBUSER"));
        config.setPassword(System.getenv("DBPASSWORD"));
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(2);
        config.setConnectionTestQuery("SELECT 1");
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setConnectionInitSql("SET max_statement_time = 30");
        return new HikariDataSource(config);
    }

    private static DataSource dbcp2(String url) {
        BasicDataSource source = new BasicDataSource();
        source.setUrl(url);
        source.setUsername(System.getenv("DBUSER"));
        source.setPassword(System.getenv("DBPASSWORD"));
        source.setMaxTotal(8);
        source.setValidationQuery("SELECT 1");
        source.setTestOnBorrow(true);
        source.setPoolPreparedStatements(true);
        source.setMaxOpenPreparedStatements(20);
        source.setDefaultAutoCommit(false);
        return source;
    }

    private static void transfer(DataSource source) throws Exception {
        try (Connection c = source.getConnection(); Statement s = c.createStatement()) {
            s.execute("DROP TABLE IF EXISTS d.accounts");
            s.execute("CREATE TABLE d.accounts (id int PRIMARY KEY, balance int NOT NULL CHECK (balance >= 0))");
            s.execute("INSERT INTO d.accounts SELECT seq, 1000 FROM seq_1_to_20");
            c.commit();
        }
        ExecutorService threads = Executors.newFixedThreadPool(12);
        AtomicInteger done = new AtomicInteger();
        AtomicReference<Exception> failure = new AtomicReference<>();
        for (int t = 0; t < 12; t++) {
            int seed = t;
            threads.submit(() -> {
                java.util.Random random = new java.util.Random(seed);
                try {
                    for (int i = 0; i < 25; i++) {
                        int from = 1 + random.nextInt(20), to = 1 + random.nextInt(20);
                        move(source, Math.min(from, to), Math.max(from, to));
                        done.incrementAndGet();
                    }
                } catch (Exception e) {
                    failure.compareAndSet(null, e);
                }
            });
        }
        threads.shutdown();
        threads.awaitTermination(60, TimeUnit.SECONDS);
        System.out.println("moves " + done + " failure " + failure.get());
        try (Connection c = source.getConnection(); Statement s = c.createStatement(); ResultSet r = s.executeQuery("SELECT sum(balance), count(*) FROM d.accounts")) {
            r.next();
            System.out.println("sum " + r.getLong(1) + " of " + r.getInt(2));
            c.rollback();
        }
    }

    private static void move(DataSource source, int from, int to) throws SQLException {
        try (Connection c = source.getConnection(); PreparedStatement p = c.prepareStatement("UPDATE d.accounts SET balance = balance + ? WHERE id = ?")) {
            p.setInt(1, -1);
            p.setInt(2, from);
            p.executeUpdate();
            p.setInt(1, 1);
            p.setInt(2, to);
            p.executeUpdate();
            c.commit();
        }
    }

    private static void state(DataSource source) throws SQLException {
        for (int i = 0; i < 6; i++) {
            try (Connection c = source.getConnection(); Statement s = c.createStatement()) {
                System.out.println("auto " + c.getAutoCommit() + " read only " + c.isReadOnly() + " isolation " + c.getTransactionIsolation());
                c.setReadOnly(i % 2 == 0);
                c.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                try (ResultSet r = s.executeQuery("SELECT 'state " + i + "'")) {
                    r.next();
                    System.out.println(r.getString(1));
                }
                c.rollback();
            }
        }
    }
}
