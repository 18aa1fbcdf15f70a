-- What stands on the tables: made in every database after its tables, or the views that take their place, are there.
CREATE VIEW v_customers AS SELECT id, name, resident_no, email, branch_id, balance FROM customers;
CREATE VIEW v_open_orders AS
  SELECT o.id AS order_id, c.name AS customer, c.resident_no AS rrn, c.branch_id, o.total FROM v_customers c JOIN orders o ON o.customer_id = c.id WHERE o.status <> 'shipped';
CREATE VIEW v_labels AS SELECT id, 'RRN ' || resident_no AS label, branch_id FROM customers;
CREATE VIEW v_branch_totals AS SELECT branch_id, count(*) AS customers, sum(balance) AS balance FROM customers GROUP BY branch_id;
CREATE VIEW v_staff AS SELECT id, name, salary FROM staff WHERE team = 'team-1';
CREATE VIEW v_everything AS SELECT * FROM customers;
CREATE VIEW v_renamed (number, person, secret) AS SELECT id, name, resident_no FROM customers;
CREATE VIEW v_names AS SELECT id, name FROM customers UNION ALL SELECT id, name FROM staff;
CREATE VIEW v_branches AS SELECT id, region FROM branches;

CREATE FUNCTION add_one(i int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT i + 1';
CREATE FUNCTION name_of(customer int) RETURNS text LANGUAGE sql STABLE AS 'SELECT name::text FROM public.customers WHERE id = customer';
CREATE FUNCTION resident_no_of(customer int) RETURNS text LANGUAGE sql STABLE AS 'SELECT resident_no::text FROM public.customers WHERE id = customer';
CREATE FUNCTION customers_of(branch text) RETURNS TABLE (id int, name varchar, resident_no varchar) LANGUAGE sql STABLE
  AS 'SELECT c.id, c.name, c.resident_no FROM public.customers c WHERE c.branch_id = branch';
CREATE FUNCTION label(c customers) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT c.id || '':'' || c.name || '':'' || coalesce(c.resident_no, ''-'')';
