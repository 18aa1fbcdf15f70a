-- Layer 2 with the masks of policy.yaml, written by hand.
GO
CREATE VIEW dbo.customers AS
  SELECT id, name,
         CAST(LEFT(email, 1) + N'***' + SUBSTRING(email, CHARINDEX(N'@', email), 60) AS nvarchar(60)) AS email,
         CAST(LEFT(resident_no, 6) + REPLICATE('*', LEN(resident_no) - 6) AS varchar(13)) AS resident_no,
         DATEFROMPARTS(YEAR(birth_date), 1, 1) AS birth_date,
         CAST(FLOOR(balance / 1000) * 1000 AS decimal(12,2)) AS balance,
         branch_id, tier, member_no,
         CAST(LEFT(nick, 1) + REPLICATE('*', LEN(nick) - 1) AS varchar(40)) AS nick,
         CAST(NULL AS nvarchar(max)) AS notes,
         active
  FROM kept.customers
GO
CREATE VIEW dbo.orders AS SELECT id, customer_id, branch_id, status, CAST(FLOOR(total / 100) * 100 AS decimal(12,2)) AS total, placed_on, remark FROM kept.orders
GO
CREATE VIEW dbo.payments AS
  SELECT id, order_id, CAST('withheld' AS varchar(20)) AS card_no, amount, CAST(DATEFROMPARTS(YEAR(paid_at), MONTH(paid_at), 1) AS datetime) AS paid_at FROM kept.payments
GO
CREATE VIEW dbo.events AS SELECT id, day, tenant, CAST(REPLICATE(N'#', LEN(actor) - 2) + RIGHT(actor, 2) AS nvarchar(30)) AS actor, CAST(NULL AS nvarchar(max)) AS payload FROM kept.events
GO
CREATE VIEW dbo.staff AS
  SELECT id, name, grade, salary / 1000000 * 1000000 AS salary, team, boss, CAST(NULL AS uniqueidentifier) AS badge, CAST(NULL AS varbinary(20)) AS photo FROM kept.staff
GO
CREATE VIEW dbo.blanks AS
  SELECT id, a, CAST(CASE WHEN b = '' THEN b ELSE LEFT(b, 1) + REPLICATE('*', LEN(b) - 1) END AS varchar(20)) AS b,
         DATEFROMPARTS(YEAR(c), MONTH(c), 1) AS c, CAST(FLOOR(d / 100) * 100 AS decimal(8,2)) AS d
  FROM kept.blanks
GO
