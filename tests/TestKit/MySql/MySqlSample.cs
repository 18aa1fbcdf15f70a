namespace ProxyDb.TestKit.MySql;

/// <summary>The sample shop every integration test finds: database <c>shop</c>, login <c>app</c> with rights on its data and two databases of its own.</summary>
public static class MySqlSample
{
    public const string DatabaseName = "shop";
    public const string User = "app";
    public const string Password = "app-secret";

    /// <summary>A second login, for tests of foreign sessions.</summary>
    public const string OtherUser = "other";
    public const string OtherPassword = "other-secret";

    /// <summary>Accounts and databases; run once per server.</summary>
    public const string Server = $"""
        CREATE DATABASE {DatabaseName};
        CREATE DATABASE d;
        CREATE DATABASE e;
        CREATE USER {User}@'%' IDENTIFIED BY '{Password}';
        CREATE USER {OtherUser}@'%' IDENTIFIED BY '{OtherPassword}';
        GRANT ALL ON {DatabaseName}.* TO {User}@'%', {OtherUser}@'%';
        GRANT ALL ON d.* TO {User}@'%', {OtherUser}@'%';
        GRANT ALL ON e.* TO {User}@'%', {OtherUser}@'%';
        """;

    /// <summary>Tables, views and routines of the shop.</summary>
    public const string Database = """
        SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO');
        CREATE TABLE customers (customer_id int PRIMARY KEY, name varchar(100) NOT NULL, email varchar(100), resident_no varchar(20), branch_id varchar(10), KEY (branch_id));
        CREATE TABLE orders (
            id bigint AUTO_INCREMENT PRIMARY KEY, customer_id int NOT NULL, status enum('new', 'paid', 'shipped') NOT NULL DEFAULT 'new',
            total decimal(12,2) NOT NULL, placed_at datetime(6) NOT NULL DEFAULT '2026-01-01 00:00:00', note text,
            CHECK (total >= 0), FOREIGN KEY (customer_id) REFERENCES customers (customer_id));
        CREATE TABLE order_lines (
            order_id bigint, line int, item varchar(100) NOT NULL, quantity int NOT NULL DEFAULT 1, price decimal(10,2), PRIMARY KEY (order_id, line),
            FOREIGN KEY (order_id) REFERENCES orders (id));
        CREATE TABLE salaries (employee varchar(50) PRIMARY KEY, amount decimal(12,2));
        CREATE TABLE journal (id bigint AUTO_INCREMENT PRIMARY KEY, mark varchar(100) UNIQUE, who varchar(100));
        INSERT INTO customers SELECT seq, CONCAT('customer ', seq), CONCAT('c', seq, '@example.com'), CONCAT('900101-1', LPAD(seq, 6, '0')), CONCAT('S', LPAD(seq % 5, 2, '0'))
          FROM seq_1_to_100;
        INSERT INTO orders (customer_id, status, total, note)
          SELECT 1 + seq % 100, ELT(1 + seq % 3, 'new', 'paid', 'shipped'), seq * 1.25, IF(seq % 7 = 0, CONCAT('note ', seq), NULL) FROM seq_1_to_500 ORDER BY seq;
        INSERT INTO order_lines SELECT o.seq, l.seq, CONCAT('item ', l.seq), l.seq, l.seq * 3.5 FROM seq_1_to_500 o, seq_1_to_3 l;
        INSERT INTO salaries VALUES ('kim', 5000), ('lee', 6000);
        CREATE VIEW v_customers AS SELECT customer_id, name, branch_id FROM customers;
        DELIMITER //
        CREATE FUNCTION add_one(i int) RETURNS int DETERMINISTIC NO SQL RETURN i + 1//
        CREATE PROCEDURE note_down(m varchar(100)) BEGIN INSERT INTO journal (mark, who) VALUES (m, CURRENT_USER()); END//
        CREATE PROCEDURE three_results(n int) BEGIN SELECT n AS first; SELECT customer_id, name FROM customers WHERE customer_id <= n ORDER BY 1; SELECT 'last' AS word; END//
        CREATE PROCEDURE in_and_out(IN a int, INOUT b int, OUT c varchar(20)) BEGIN SET b = a + b; SET c = CONCAT('sum ', b); END//
        DELIMITER ;
        ANALYZE TABLE customers, orders, order_lines;
        """;
}
