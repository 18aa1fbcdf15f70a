-- The same shop for SQL Server; batches end with GO.
CREATE TABLE customers (customer_id int PRIMARY KEY, name nvarchar(50) NOT NULL, city nvarchar(50) NOT NULL, resident_no varchar(20) NOT NULL);
CREATE TABLE orders (order_id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers (customer_id), total decimal(10, 2) NOT NULL, note nvarchar(max));
CREATE TABLE payroll (employee nvarchar(50) PRIMARY KEY, salary int NOT NULL);
GO
CREATE VIEW v_customers AS SELECT name, resident_no AS number FROM customers
GO
WITH n AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM n WHERE n < 200)
INSERT INTO customers
SELECT n, CONCAT(CHOOSE(1 + n % 5, N'Kim', N'Lee', N'Park', N'Choi', N'Jung'), N' ', n), CHOOSE(1 + n % 3, N'Seoul', N'Busan', N'Daegu'),
  CONCAT(RIGHT('000000' + CAST(800101 + n AS varchar(10)), 6), '-', RIGHT('0000000' + CAST(1000000 + n * 7919 AS varchar(10)), 7))
FROM n OPTION (MAXRECURSION 0);
WITH n AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM n WHERE n < 2000)
INSERT INTO orders SELECT n, 1 + n % 200, (n * 37 % 900) + 9.5, NULL FROM n OPTION (MAXRECURSION 0);
INSERT INTO payroll VALUES (N'director', 240000), (N'engineer', 90000);
GO
