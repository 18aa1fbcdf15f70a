CREATE SCHEMA archive
GO
CREATE TABLE dbo.branches (id int NOT NULL CONSTRAINT pk_branches PRIMARY KEY, name nvarchar(40), region nvarchar(40))
CREATE TABLE dbo.customers (id int NOT NULL CONSTRAINT pk_customers PRIMARY KEY, branch_id int, name nvarchar(40), resident_no varchar(14), email varchar(80), amount decimal(12,2), born date)
CREATE TABLE dbo.orders (id int NOT NULL CONSTRAINT pk_orders PRIMARY KEY, customer_id int, total decimal(10,2), note nvarchar(max))
CREATE TABLE dbo.accounts (id int NOT NULL CONSTRAINT pk_accounts PRIMARY KEY, branch_id int, iban varchar(34))
CREATE TABLE dbo.[Odd Name] (Id int, [sel]]ect] nvarchar(20), [user] nvarchar(20))
CREATE TABLE archive.customers (id int, name nvarchar(40))
GO
INSERT INTO dbo.branches VALUES (1, N'one', N'north'), (2, N'two', N'south'), (3, N'three', N'north')
INSERT INTO dbo.orders VALUES (1, 1, 5, N'5'), (2, 2, 50.5, N'x'), (3, 3, 0, N'홍'), (4, 9, 1000, NULL), (5, 1, 7, N'7')
INSERT INTO dbo.accounts VALUES (1, 1, 'KR1'), (2, 3, 'KR3')
INSERT INTO archive.customers VALUES (1, N'old')
