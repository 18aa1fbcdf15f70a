-- Layer 1 without filters.
GO
CREATE VIEW kept.customers AS SELECT * FROM base.customers
GO
CREATE VIEW kept.orders AS SELECT * FROM base.orders
GO
CREATE VIEW kept.payments AS SELECT * FROM base.payments
GO
CREATE VIEW kept.events AS SELECT * FROM base.events
GO
CREATE VIEW kept.staff AS SELECT * FROM base.staff
GO
CREATE VIEW kept.blanks AS SELECT * FROM base.blanks
GO
