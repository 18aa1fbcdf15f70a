-- Sample data: a shop with customers, orders and a payroll table that nobody but payroll should see.
CREATE ROLE proxydb_shop LOGIN PASSWORD :'password';
CREATE DATABASE shop;
\connect shop
CREATE TABLE customers (customer_id integer PRIMARY KEY, name text NOT NULL, city text NOT NULL, resident_no text NOT NULL);
CREATE TABLE orders (order_id integer PRIMARY KEY, customer_id integer NOT NULL REFERENCES customers, total numeric(10, 2) NOT NULL, note text);
CREATE VIEW v_customers AS SELECT name, resident_no AS number FROM customers;
CREATE TABLE payroll (employee text PRIMARY KEY, salary integer NOT NULL);

INSERT INTO customers
SELECT n, (ARRAY['Kim', 'Lee', 'Park', 'Choi', 'Jung'])[1 + n % 5] || ' ' || n, (ARRAY['Seoul', 'Busan', 'Daegu'])[1 + n % 3],
  to_char(800101 + n, 'FM000000') || '-' || to_char(1000000 + n * 7919, 'FM0000000')
FROM generate_series(1, 200) AS n;
INSERT INTO orders SELECT n, 1 + n % 200, (n * 37 % 900) + 9.5, NULL FROM generate_series(1, 2000) AS n;
INSERT INTO payroll VALUES ('director', 240000), ('engineer', 90000);

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO proxydb_shop;
ANALYZE;
