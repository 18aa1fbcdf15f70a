-- The same database as somebody under the rules `mask email filter` sees it, made by the means of the server.
CREATE SCHEMA base;
ALTER TABLE customers SET SCHEMA base;
CREATE VIEW customers WITH (security_barrier) AS
  SELECT id, branch_id, name, (CASE WHEN length(resident_no) > 6 THEN left(resident_no, 6) || repeat('*', length(resident_no) - 6) ELSE resident_no END)::varchar(14) AS resident_no,
    CASE WHEN false THEN email END AS email, amount, born
  FROM base.customers WHERE branch_id IN (1, 2);
