-- Layer 1 with the filters of policy.yaml, written by hand: branches S01 and S02, tenant 1.
GO
CREATE VIEW kept.customers AS SELECT * FROM base.customers WHERE branch_id = 'S01' OR branch_id = 'S02'
GO
CREATE VIEW kept.orders AS SELECT * FROM base.orders WHERE branch_id = 'S01' OR branch_id = 'S02'
GO
CREATE VIEW kept.payments AS
  SELECT * FROM base.payments p WHERE EXISTS (SELECT 1 FROM base.orders o WHERE o.id = p.order_id AND (o.branch_id = 'S01' OR o.branch_id = 'S02'))
GO
CREATE VIEW kept.events AS SELECT * FROM base.events WHERE tenant = 1
GO
CREATE VIEW kept.staff AS SELECT * FROM base.staff WHERE grade <= 3
GO
CREATE VIEW kept.blanks AS SELECT * FROM base.blanks WHERE a IS NOT NULL
GO
