-- Layer 2 with the masks of policy.yaml, written by hand.
CREATE VIEW customers AS
  SELECT id, name,
         CONCAT(LEFT(email, 1), '***@', SUBSTRING_INDEX(email, '@', -1)) AS email,
         RPAD(LEFT(resident_no, 6), CHAR_LENGTH(resident_no), '*') AS resident_no,
         CAST(DATE_FORMAT(birth_date, '%Y-01-01') AS date) AS birth_date,
         CAST(TRUNCATE(balance, -3) AS decimal(12,2)) AS balance,
         branch_id, tier, member_no, profile,
         CAST(NULL AS char(100)) AS notes,
         active
  FROM {kept}.customers WITH CASCADED CHECK OPTION;
CREATE VIEW orders AS SELECT id, customer_id, branch_id, status, CAST(TRUNCATE(total, -2) AS decimal(12,2)) AS total, placed_on, remark FROM {kept}.orders WITH CASCADED CHECK OPTION;
CREATE VIEW payments AS
  SELECT id, order_id, IF(id IS NULL, card_no, 'withheld') AS card_no, amount, CAST(DATE_FORMAT(paid_at, '%Y-%m-01 00:00:00') AS datetime) AS paid_at FROM {kept}.payments WITH CASCADED CHECK OPTION;
CREATE VIEW events AS SELECT id, day, tenant, LPAD(RIGHT(actor, 2), CHAR_LENGTH(actor), '#') AS actor, CAST(NULL AS char(100)) AS payload FROM {kept}.events WITH CASCADED CHECK OPTION;
CREATE VIEW staff AS SELECT id, name, grade, salary DIV 1000000 * 1000000 AS salary, team, boss FROM {kept}.staff WITH CASCADED CHECK OPTION;
CREATE VIEW blanks AS
  SELECT id, a, RPAD(LEFT(b, 1), CHAR_LENGTH(b), '*') AS b, CAST(DATE_FORMAT(c, '%Y-%m-01') AS date) AS c, CAST(TRUNCATE(d, -2) AS decimal(8,2)) AS d
  FROM {kept}.blanks WITH CASCADED CHECK OPTION;
