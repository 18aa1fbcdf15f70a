-- Types, tables and rows of the matrix. Values that may be hidden are recognisable: they stand nowhere else.
CREATE TABLE branches (id varchar(3) PRIMARY KEY, region varchar(20) NOT NULL, title varchar(20));
INSERT INTO branches VALUES ('S01', 'north', 'First'), ('S02', 'north', 'Second'), ('S03', 'south', 'Third'), ('S04', 'south', 'Fourth');

CREATE TABLE customers (
    id int PRIMARY KEY,
    name varchar(40) NOT NULL,
    email varchar(60),
    resident_no varchar(13),
    birth_date date,
    balance decimal(12,2),
    branch_id varchar(3) NOT NULL DEFAULT 'S01',
    tier enum('basic', 'silver', 'gold') NOT NULL DEFAULT 'basic',
    member_no varchar(64),
    profile longtext,
    notes text,
    active tinyint(1) NOT NULL DEFAULT 1,
    KEY (branch_id));
INSERT INTO customers
SELECT seq,
       CONCAT(IF((seq - 1) % 4 >= 2, 'Hidden-', 'Open-'), LPAD(seq, 2, '0')),
       IF(seq NOT IN (5, 10), CONCAT('mail-secret-', LPAD(seq, 2, '0'), '@example.com'), NULL),
       IF(seq <> 9, CONCAT('9', seq % 3, '010112345', LPAD(seq, 2, '0')), NULL),
       '1971-02-11' + INTERVAL seq * 371 DAY,
       seq * 10111.17 + 1234.5,
       CONCAT('S0', 1 + (seq - 1) % 4),
       ELT(1 + seq % 3, 'basic', 'silver', 'gold'),
       CONCAT('member-secret-', LPAD(seq DIV 2, 2, '0')),
       CONCAT('{"score": ', seq, ', "city": "city-', seq % 3, '"}'),
       IF(seq % 6 <> 0, CONCAT('note-secret-', LPAD(seq, 2, '0')), NULL),
       seq % 4 <> 2
FROM seq_1_to_12;

CREATE TABLE orders (
    id int PRIMARY KEY,
    customer_id int NOT NULL,
    branch_id varchar(3) NOT NULL,
    status varchar(10) NOT NULL DEFAULT 'new',
    total decimal(12,2) NOT NULL,
    placed_on date NOT NULL DEFAULT '2026-01-01',
    remark varchar(40),
    KEY (customer_id));
INSERT INTO orders
SELECT seq, c.id, c.branch_id, ELT(1 + seq % 3, 'new', 'paid', 'shipped'), seq * 12.5, '2026-01-01' + INTERVAL seq DAY,
       CASE WHEN c.branch_id IN ('S03', 'S04') THEN CONCAT('order-hidden-', seq) WHEN seq % 5 > 0 THEN CONCAT('order-open-', seq) END
FROM seq_1_to_24 JOIN customers c ON c.id = 1 + (seq * 5) % 12;

CREATE TABLE order_lines (order_id int, line int, item varchar(20) NOT NULL, quantity int NOT NULL, price decimal(10,2), PRIMARY KEY (order_id, line));
INSERT INTO order_lines SELECT o.seq, l.seq, CONCAT('item ', l.seq), l.seq + o.seq % 2, l.seq * 3.5 FROM seq_1_to_24 o, seq_1_to_2 l;

CREATE TABLE payments (id int PRIMARY KEY, order_id int NOT NULL, card_no varchar(20) NOT NULL, amount decimal(10,2), paid_at datetime);
INSERT INTO payments SELECT seq, seq, CONCAT('4111-2222-3333-', LPAD(seq, 4, '0')), seq * 7.25, '2026-03-04 05:06:07' + INTERVAL seq * 73 HOUR
FROM seq_1_to_24 WHERE seq % 3 <> 0;

CREATE TABLE events (id int NOT NULL, day date NOT NULL, tenant int NOT NULL, actor varchar(30), payload longtext, PRIMARY KEY (id, day))
  PARTITION BY RANGE (TO_DAYS(day)) (PARTITION p2025 VALUES LESS THAN (TO_DAYS('2026-01-01')), PARTITION p2026 VALUES LESS THAN MAXVALUE);
INSERT INTO events SELECT seq, '2025-06-01' + INTERVAL seq * 30 DAY, 1 + seq % 2, CONCAT('actor-secret-', LPAD(seq, 2, '0')), CONCAT('{"payload-secret": ', seq, '}')
FROM seq_1_to_16;

CREATE TABLE staff (id int PRIMARY KEY, name varchar(30) NOT NULL, grade int NOT NULL, salary int, team varchar(10), boss int);
INSERT INTO staff SELECT seq, CONCAT(IF(seq % 5 > 3, 'staff-hidden-', 'staff-'), seq), seq % 5, 5000000 + seq * 123457, CONCAT('team-', seq % 2), NULLIF(seq DIV 2, 0) FROM seq_1_to_8;

CREATE TABLE blanks (id int PRIMARY KEY, a int, b varchar(20), c date, d decimal(8,2));
INSERT INTO blanks VALUES (1, NULL, NULL, NULL, NULL), (2, 2, 'blank-secret-2', '2001-05-06', 2222.75), (3, 3, NULL, NULL, NULL), (4, NULL, '', NULL, 0);

-- Not protected: what statements copy into.
CREATE TABLE archive (customer_id int, resident_no varchar(64), note varchar(100));
CREATE TABLE journal (id int PRIMARY KEY, mark varchar(40) UNIQUE, who varchar(40) DEFAULT 'nobody');
INSERT INTO journal VALUES (1, 'first', 'a'), (2, 'second', 'b');
