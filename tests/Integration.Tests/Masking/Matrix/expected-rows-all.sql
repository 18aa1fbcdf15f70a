-- Layer 1 without filters.
CREATE SCHEMA kept;
CREATE VIEW kept.customers AS SELECT * FROM base.customers;
CREATE VIEW kept.orders AS SELECT * FROM base.orders;
CREATE VIEW kept.payments AS SELECT * FROM base.payments;
CREATE VIEW kept.events AS SELECT * FROM base.events;
CREATE VIEW kept.events_2025 AS SELECT * FROM base.events_2025;
CREATE VIEW kept.events_2026 AS SELECT * FROM base.events_2026;
CREATE VIEW kept.staff AS SELECT * FROM base.staff;
CREATE VIEW kept.staff_only AS SELECT * FROM ONLY base.staff;
CREATE VIEW kept.managers AS SELECT * FROM base.managers;
CREATE VIEW kept.blanks AS SELECT * FROM base.blanks;
