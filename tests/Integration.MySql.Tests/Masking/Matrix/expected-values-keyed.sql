-- Layer 2 with the keyed masks of policy.yaml: what becomes of a value stands in a table that the test has filled.
CREATE VIEW customers AS
  SELECT id, name, email,
         CAST((SELECT m.token FROM {base}.keyed m WHERE m.value = c.resident_no) AS char(13)) AS resident_no,
         birth_date, balance, branch_id, tier,
         (SELECT m.hash FROM {base}.keyed m WHERE m.value = c.member_no) AS member_no,
         profile, notes, active
  FROM {kept}.customers c;
CREATE VIEW orders AS SELECT * FROM {kept}.orders;
CREATE VIEW payments AS SELECT * FROM {kept}.payments;
CREATE VIEW events AS SELECT * FROM {kept}.events;
CREATE VIEW staff AS SELECT * FROM {kept}.staff;
CREATE VIEW blanks AS SELECT * FROM {kept}.blanks;
