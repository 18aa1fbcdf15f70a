-- Layer 1 with the filters of policy.yaml, written by hand: branches S01 and S02, tenant 1.
CREATE SCHEMA kept;
CREATE VIEW kept.customers AS SELECT * FROM base.customers WHERE branch_id = 'S01' OR branch_id = 'S02' WITH CASCADED CHECK OPTION;
CREATE VIEW kept.orders AS SELECT * FROM base.orders WHERE branch_id = 'S01' OR branch_id = 'S02' WITH CASCADED CHECK OPTION;
CREATE VIEW kept.payments AS
  SELECT * FROM base.payments p WHERE EXISTS (SELECT FROM base.orders o WHERE o.id = p.order_id AND (o.branch_id = 'S01' OR o.branch_id = 'S02'))
  WITH CASCADED CHECK OPTION;
CREATE VIEW kept.events AS SELECT * FROM base.events WHERE tenant = 1 WITH CASCADED CHECK OPTION;
CREATE VIEW kept.events_2025 AS SELECT * FROM base.events_2025 WHERE tenant = 1 WITH CASCADED CHECK OPTION;
CREATE VIEW kept.events_2026 AS SELECT * FROM base.events_2026 WHERE tenant = 1 WITH CASCADED CHECK OPTION;
CREATE VIEW kept.staff AS SELECT * FROM base.staff WHERE grade <= 3 WITH CASCADED CHECK OPTION;
CREATE VIEW kept.staff_only AS SELECT * FROM ONLY base.staff WHERE grade <= 3 WITH CASCADED CHECK OPTION;
CREATE VIEW kept.managers AS SELECT * FROM base.managers WHERE grade <= 3 WITH CASCADED CHECK OPTION;
CREATE VIEW kept.blanks AS SELECT * FROM base.blanks WHERE a IS NOT NULL WITH CASCADED CHECK OPTION;
