-- Layer 2 with the keyed masks of policy.yaml: what becomes of a value stands in a table that the test has filled.
GO
CREATE VIEW dbo.customers AS
  SELECT id, name, email,
         CAST((SELECT m.token FROM base.keyed m WHERE m.value = c.resident_no) AS varchar(13)) AS resident_no,
         birth_date, balance, branch_id, tier,
         CAST((SELECT m.hash FROM base.keyed m WHERE m.value = c.member_no) AS varchar(64)) AS member_no,
         nick, notes, active
  FROM kept.customers c
GO
CREATE VIEW dbo.orders AS SELECT * FROM kept.orders
GO
CREATE VIEW dbo.payments AS SELECT * FROM kept.payments
GO
CREATE VIEW dbo.events AS SELECT * FROM kept.events
GO
CREATE VIEW dbo.staff AS SELECT * FROM kept.staff
GO
CREATE VIEW dbo.blanks AS SELECT * FROM kept.blanks
GO
