-- Layer 2 without masks.
GO
CREATE VIEW dbo.customers AS SELECT * FROM kept.customers
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
