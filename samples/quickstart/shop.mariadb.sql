-- The same shop for MariaDB; run.sh gives the accounts their passwords.
CREATE DATABASE shop;
USE shop
CREATE TABLE customers (customer_id int PRIMARY KEY, name varchar(50) NOT NULL, city varchar(50) NOT NULL, resident_no varchar(20) NOT NULL);
CREATE TABLE orders (order_id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers (customer_id), total decimal(10, 2) NOT NULL, note text);
CREATE VIEW v_customers AS SELECT name, resident_no AS number FROM customers;
CREATE TABLE payroll (employee varchar(50) PRIMARY KEY, salary int NOT NULL);

INSERT INTO customers
SELECT seq, CONCAT(ELT(1 + seq % 5, 'Kim', 'Lee', 'Park', 'Choi', 'Jung'), ' ', seq), ELT(1 + seq % 3, 'Seoul', 'Busan', 'Daegu'),
  CONCAT(LPAD(800101 + seq, 6, '0'), '-', LPAD(1000000 + seq * 7919, 7, '0'))
FROM seq_1_to_200;
INSERT INTO orders SELECT seq, 1 + seq % 200, (seq * 37 % 900) + 9.5, NULL FROM seq_1_to_2000;
INSERT INTO payroll VALUES ('director', 240000), ('engineer', 90000);
GRANT SELECT, INSERT, UPDATE, DELETE, SHOW VIEW ON shop.* TO proxydb_shop;
