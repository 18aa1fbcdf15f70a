namespace ProxyDb.TestKit.Postgres;

/// <summary>The sample shop every integration test finds: database <c>shop</c>, login <c>app</c> with rights but without ownership.</summary>
public static class SampleSchema
{
    public const string DatabaseName = "shop";
    public const string User = "app";
    public const string Password = "app-secret";

    /// <summary>A second login, for tests of foreign sessions.</summary>
    public const string OtherUser = "other";
    public const string OtherPassword = "other-secret";

    /// <summary>Roles and the database; run once per cluster.</summary>
    public const string Cluster = $"""
        CREATE ROLE {User} LOGIN PASSWORD '{Password}';
        CREATE ROLE {OtherUser} LOGIN PASSWORD '{OtherPassword}';
        CREATE ROLE reporting NOLOGIN;
        GRANT reporting TO {User};
        CREATE DATABASE {DatabaseName};
        GRANT CREATE, TEMPORARY ON DATABASE {DatabaseName} TO {User}, {OtherUser};
        """;

    /// <summary>Tables, views, types and routines of the shop.</summary>
    public const string Database = """
        GRANT CREATE, USAGE ON SCHEMA public TO app, other;
        CREATE TYPE order_status AS ENUM ('new', 'paid', 'shipped');
        CREATE TYPE address AS (street text, city text, zip int);
        CREATE TABLE customers (customer_id int PRIMARY KEY, name text NOT NULL, email text, resident_no text, branch_id text);
        CREATE TABLE orders (
            id bigserial PRIMARY KEY, customer_id int NOT NULL REFERENCES customers, status order_status NOT NULL DEFAULT 'new',
            total numeric(12,2) NOT NULL CHECK (total >= 0), ship_to address, placed_at timestamptz NOT NULL DEFAULT '2026-01-01 00:00+00', note text);
        CREATE TABLE order_lines (
            order_id bigint REFERENCES orders, line int, item text NOT NULL, quantity int NOT NULL DEFAULT 1, price numeric(10,2), PRIMARY KEY (order_id, line));
        CREATE TABLE salaries (employee text PRIMARY KEY, amount numeric);
        CREATE TABLE journal (id bigserial PRIMARY KEY, mark text UNIQUE, who text);
        INSERT INTO customers SELECT i, 'customer ' || i, 'c' || i || '@example.com', '900101-1' || lpad(i::text, 6, '0'), 'S' || lpad((i % 5)::text, 2, '0')
          FROM generate_series(1, 100) i;
        INSERT INTO orders (customer_id, status, total, ship_to, note)
          SELECT 1 + i % 100, (ARRAY['new','paid','shipped'])[1 + i % 3]::order_status, i * 1.25, ROW('street ' || i, 'city', 10000 + i)::address,
                 CASE WHEN i % 7 = 0 THEN 'note ' || i END
          FROM generate_series(1, 500) i;
        INSERT INTO order_lines SELECT o, l, 'item ' || l, l, l * 3.5 FROM generate_series(1, 500) o, generate_series(1, 3) l;
        INSERT INTO salaries VALUES ('kim', 5000), ('lee', 6000);
        CREATE VIEW v_customers AS SELECT customer_id, name, branch_id FROM customers;
        CREATE FUNCTION add_one(i int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT i + 1';
        CREATE FUNCTION shout(t text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'shouting %', t USING DETAIL = 'a detail', HINT = 'a hint'; RETURN upper(t); END $$;
        CREATE PROCEDURE note_down(m text) LANGUAGE sql AS 'INSERT INTO journal (mark, who) VALUES (m, current_user)';
        GRANT ALL ON ALL TABLES IN SCHEMA public TO app, other;
        GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO app, other;
        GRANT SELECT ON customers TO reporting;
        ANALYZE;
        """;
}
