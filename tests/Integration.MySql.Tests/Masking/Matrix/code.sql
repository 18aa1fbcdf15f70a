-- What stands on the tables: made in every database after its tables, or the views that take their place, are there.
CREATE VIEW v_customers AS SELECT id, name, resident_no, email, branch_id, balance FROM customers;
CREATE VIEW v_open_orders AS
  SELECT o.id AS order_id, c.name AS customer, c.resident_no AS rrn, c.branch_id, o.total FROM v_customers c JOIN orders o ON o.customer_id = c.id WHERE o.status <> 'shipped';
CREATE VIEW v_labels AS SELECT id, CONCAT('RRN ', resident_no) AS label, branch_id FROM customers;
CREATE VIEW v_branch_totals AS SELECT branch_id, COUNT(*) AS customers, SUM(balance) AS balance FROM customers GROUP BY branch_id;
CREATE VIEW v_everything AS SELECT * FROM customers;
CREATE VIEW v_renamed (number, person, secret) AS SELECT id, name, resident_no FROM customers;
CREATE VIEW v_names AS SELECT id, name FROM customers UNION ALL SELECT id, name FROM staff;
CREATE VIEW v_branches AS SELECT id, region FROM branches;
CREATE FUNCTION add_one(i int) RETURNS int DETERMINISTIC NO SQL RETURN i + 1;
CREATE FUNCTION name_of(customer int) RETURNS varchar(40) READS SQL DATA RETURN (SELECT name FROM customers WHERE id = customer);
CREATE PROCEDURE all_customers() SELECT id, name, resident_no FROM customers ORDER BY id;
CREATE PROCEDURE all_branches() SELECT id, region FROM branches ORDER BY id;
