-- What stands on the tables: made in every database after its tables, or the views that take their place, are there.
GO
CREATE VIEW dbo.v_customers AS SELECT id, name, resident_no, email, branch_id, balance FROM dbo.customers
GO
CREATE VIEW dbo.v_open_orders AS
  SELECT o.id AS order_id, c.name AS customer, c.resident_no AS rrn, c.branch_id, o.total FROM dbo.v_customers c JOIN dbo.orders o ON o.customer_id = c.id WHERE o.status <> 'shipped'
GO
CREATE VIEW dbo.v_labels AS SELECT id, CONCAT('RRN ', resident_no) AS label, branch_id FROM dbo.customers
GO
CREATE VIEW dbo.v_branch_totals AS SELECT branch_id, COUNT(*) AS customers, SUM(balance) AS balance FROM dbo.customers GROUP BY branch_id
GO
CREATE VIEW dbo.v_everything AS SELECT * FROM dbo.customers
GO
CREATE VIEW dbo.v_renamed (number, person, secret) AS SELECT id, name, resident_no FROM dbo.customers
GO
CREATE VIEW dbo.v_names AS SELECT id, name FROM dbo.customers UNION ALL SELECT id, name FROM dbo.staff
GO
CREATE VIEW dbo.v_branches AS SELECT id, region FROM dbo.branches
GO
CREATE FUNCTION dbo.add_one (@i int) RETURNS int AS BEGIN RETURN @i + 1 END
GO
CREATE FUNCTION dbo.name_of (@c int) RETURNS nvarchar(40) AS BEGIN RETURN (SELECT name FROM dbo.customers WHERE id = @c) END
GO
CREATE FUNCTION dbo.customers_of (@b varchar(3)) RETURNS TABLE AS RETURN (SELECT id, name, resident_no, balance FROM dbo.customers WHERE branch_id = @b)
GO
CREATE FUNCTION dbo.branches_of (@r varchar(20)) RETURNS TABLE AS RETURN (SELECT id, title FROM dbo.branches WHERE region = @r)
GO
CREATE PROCEDURE dbo.all_customers AS SELECT id, name, resident_no FROM dbo.customers ORDER BY id
GO
CREATE PROCEDURE dbo.all_branches AS SELECT id, region FROM dbo.branches ORDER BY id
GO
CREATE SYNONYM dbo.clients FOR dbo.customers
