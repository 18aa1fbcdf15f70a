-- Layer 2 without masks.
CREATE VIEW customers AS SELECT * FROM kept.customers;
CREATE VIEW orders AS SELECT * FROM kept.orders;
CREATE VIEW payments AS SELECT * FROM kept.payments;
CREATE VIEW events AS SELECT * FROM kept.events;
CREATE VIEW events_2025 AS SELECT * FROM kept.events_2025;
CREATE VIEW events_2026 AS SELECT * FROM kept.events_2026;
CREATE VIEW staff AS SELECT * FROM kept.staff;
CREATE VIEW staff_only AS SELECT * FROM kept.staff_only;
CREATE VIEW managers AS SELECT * FROM kept.managers;
CREATE VIEW blanks AS SELECT * FROM kept.blanks;
