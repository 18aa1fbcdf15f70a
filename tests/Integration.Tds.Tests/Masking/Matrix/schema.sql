-- Tables and rows of the matrix. Values that may be hidden are recognisable: they stand nowhere else.
CREATE TABLE {s}.numbers (i int NOT NULL PRIMARY KEY);
INSERT INTO {s}.numbers VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15), (16), (17), (18), (19), (20), (21), (22), (23), (24);

CREATE TABLE {s}.branches (id varchar(3) NOT NULL PRIMARY KEY, region varchar(20) NOT NULL, title nvarchar(20) NULL);
INSERT INTO {s}.branches VALUES ('S01', 'north', N'First'), ('S02', 'north', N'Second'), ('S03', 'south', N'Third'), ('S04', 'south', N'Fourth');

CREATE TABLE {s}.customers (
    id int NOT NULL PRIMARY KEY,
    name nvarchar(40) NOT NULL,
    email nvarchar(60) NULL,
    resident_no varchar(13) NULL,
    birth_date date NULL,
    balance decimal(12,2) NULL,
    branch_id varchar(3) NOT NULL DEFAULT 'S01',
    tier varchar(10) NOT NULL DEFAULT 'basic',
    member_no varchar(64) NULL,
    nick varchar(40) COLLATE Korean_Wansung_CI_AS NULL,
    notes nvarchar(max) NULL,
    active bit NOT NULL DEFAULT 1);
INSERT INTO {s}.customers
SELECT i,
       CASE WHEN (i - 1) % 4 >= 2 THEN N'Hidden-' ELSE N'Open-' END + RIGHT(CONCAT('0', i), 2),
       CASE WHEN i NOT IN (5, 10) THEN CONCAT(N'mail-secret-', RIGHT(CONCAT('0', i), 2), N'@example.com') END,
       CASE WHEN i <> 9 THEN CONCAT('9', i % 3, '010112345', RIGHT(CONCAT('0', i), 2)) END,
       DATEADD(day, i * 371, CAST('1971-02-11' AS date)),
       i * 10111.17 + 1234.5,
       CONCAT('S0', 1 + (i - 1) % 4),
       CASE i % 3 WHEN 0 THEN 'basic' WHEN 1 THEN 'silver' ELSE 'gold' END,
       CONCAT('member-secret-', RIGHT(CONCAT('0', i / 2), 2)),
       CONCAT(N'김비밀', RIGHT(CONCAT('0', i), 2)),
       CASE WHEN i % 6 <> 0 THEN CONCAT(N'note-secret-', RIGHT(CONCAT('0', i), 2)) END,
       CASE WHEN i % 4 <> 2 THEN 1 ELSE 0 END
FROM {s}.numbers WHERE i <= 12;

CREATE TABLE {s}.orders (
    id int NOT NULL PRIMARY KEY,
    customer_id int NOT NULL,
    branch_id varchar(3) NOT NULL,
    status varchar(10) NOT NULL DEFAULT 'new',
    total decimal(12,2) NOT NULL,
    placed_on date NOT NULL DEFAULT '2026-01-01',
    remark nvarchar(60) NULL);
INSERT INTO {s}.orders
SELECT n.i, c.id, c.branch_id, CASE n.i % 3 WHEN 0 THEN 'new' WHEN 1 THEN 'paid' ELSE 'shipped' END, n.i * 12.5, DATEADD(day, n.i, CAST('2026-01-01' AS date)),
       CASE WHEN c.branch_id IN ('S03', 'S04') THEN CONCAT(N'order-hidden-', n.i) WHEN n.i % 5 > 0 THEN CONCAT(N'order-open-', n.i) END
FROM {s}.numbers n JOIN {s}.customers c ON c.id = 1 + (n.i * 5) % 12;

CREATE TABLE {s}.order_lines (order_id int NOT NULL, line int NOT NULL, item nvarchar(20) NOT NULL, quantity int NOT NULL, price decimal(10,2) NULL, PRIMARY KEY (order_id, line));
INSERT INTO {s}.order_lines SELECT o.i, l.i, CONCAT(N'item ', l.i), l.i + o.i % 2, l.i * 3.5 FROM {s}.numbers o JOIN {s}.numbers l ON l.i <= 2;

CREATE TABLE {s}.payments (id int NOT NULL PRIMARY KEY, order_id int NOT NULL, card_no varchar(20) NOT NULL, amount decimal(10,2) NULL, paid_at datetime NULL);
INSERT INTO {s}.payments SELECT i, i, CONCAT('4111-2222-3333-', RIGHT(CONCAT('000', i), 4)), i * 7.25, DATEADD(hour, i * 73, CAST('2026-03-04T05:06:07' AS datetime))
FROM {s}.numbers WHERE i % 3 <> 0;

CREATE TABLE {s}.events (id int NOT NULL, day date NOT NULL, tenant int NOT NULL, actor nvarchar(30) NULL, payload nvarchar(max) NULL, PRIMARY KEY (id, day));
INSERT INTO {s}.events SELECT i, DATEADD(day, i * 30, CAST('2025-06-01' AS date)), 1 + i % 2, CONCAT(N'actor-secret-', RIGHT(CONCAT('0', i), 2)), CONCAT(N'payload-secret-', i)
FROM {s}.numbers WHERE i <= 16;

CREATE TABLE {s}.staff (
    id int NOT NULL PRIMARY KEY, name nvarchar(30) NOT NULL, grade int NOT NULL, salary int NULL, team varchar(10) NULL, boss int NULL,
    badge uniqueidentifier NULL, photo varbinary(20) NULL);
INSERT INTO {s}.staff
SELECT i, CONCAT(CASE WHEN i % 5 > 3 THEN N'staff-hidden-' ELSE N'staff-' END, i), i % 5, 5000000 + i * 123457, CONCAT('team-', i % 2), NULLIF(i / 2, 0),
       CAST(CONCAT('DECAFBAD-1234-4321-8888-00000000000', i) AS uniqueidentifier), CAST(CONCAT('photo-secret-', i) AS varbinary(20))
FROM {s}.numbers WHERE i <= 8;

CREATE TABLE {s}.blanks (id int NOT NULL PRIMARY KEY, a int NULL, b varchar(20) NULL, c date NULL, d decimal(8,2) NULL);
INSERT INTO {s}.blanks VALUES (1, NULL, NULL, NULL, NULL), (2, 2, 'blank-secret-2', '2001-05-06', 2222.75), (3, 3, NULL, NULL, NULL), (4, NULL, '', NULL, 0);

-- Not protected: what statements copy into.
CREATE TABLE {s}.archive (customer_id int NULL, resident_no nvarchar(64) NULL, note nvarchar(100) NULL);
CREATE TABLE {s}.journal (id int NOT NULL PRIMARY KEY, mark nvarchar(40) NULL UNIQUE, who nvarchar(40) NULL DEFAULT N'nobody');
INSERT INTO {s}.journal VALUES (1, N'first', N'a'), (2, N'second', N'b');
