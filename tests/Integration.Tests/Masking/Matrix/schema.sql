-- Types, tables and rows of the matrix. Values that may be hidden are recognisable: they stand nowhere else.
CREATE TYPE tier AS ENUM ('basic', 'silver', 'gold');
CREATE DOMAIN phone_number AS varchar(20) CHECK (VALUE ~ '^[0-9-]+$');
CREATE TYPE place AS (street text, city text);

CREATE TABLE branches (id text PRIMARY KEY, region text NOT NULL, title text);
INSERT INTO branches VALUES ('S01', 'north', 'First'), ('S02', 'north', 'Second'), ('S03', 'south', 'Third'), ('S04', 'south', 'Fourth');

CREATE TABLE customers (
    id int PRIMARY KEY,
    name varchar(40) NOT NULL,
    email text UNIQUE,
    resident_no varchar(13),
    birth_date date,
    balance numeric(12,2),
    branch_id text NOT NULL DEFAULT 'S01' REFERENCES branches,
    tier tier NOT NULL DEFAULT 'basic',
    phone phone_number,
    tags text[],
    profile jsonb,
    address place,
    notes text,
    active boolean NOT NULL DEFAULT true);
INSERT INTO customers
SELECT i,
       CASE WHEN (i - 1) % 4 >= 2 THEN 'Hidden-' ELSE 'Open-' END || lpad(i::text, 2, '0'),
       CASE WHEN i NOT IN (5, 10) THEN 'mail-secret-' || lpad(i::text, 2, '0') || '@example.com' END,
       CASE WHEN i <> 9 THEN '9' || i % 3 || '010112345' || lpad(i::text, 2, '0') END,
       date '1971-02-11' + i * 371,
       i * 10111.17 + 1234.5,
       'S0' || 1 + (i - 1) % 4,
       (ARRAY['basic', 'silver', 'gold'])[1 + i % 3]::tier,
       '02-555-' || lpad(i::text, 4, '0'),
       ARRAY['t' || i % 2, 'all'],
       jsonb_build_object('score', i, 'city', 'city-' || i % 3),
       ROW('street ' || i, 'city-' || i % 3)::place,
       CASE WHEN i % 6 <> 0 THEN 'note-secret-' || lpad(i::text, 2, '0') END,
       i % 4 <> 2
FROM generate_series(1, 12) i;

CREATE TABLE orders (
    id int PRIMARY KEY,
    customer_id int NOT NULL REFERENCES customers,
    branch_id text NOT NULL,
    status text NOT NULL DEFAULT 'new',
    total numeric(12,2) NOT NULL,
    placed_on date NOT NULL DEFAULT '2026-01-01',
    remark text);
INSERT INTO orders
SELECT i, c.id, c.branch_id, (ARRAY['new', 'paid', 'shipped'])[1 + i % 3], i * 12.5, date '2026-01-01' + i,
       CASE WHEN c.branch_id IN ('S03', 'S04') THEN 'order-hidden-' WHEN i % 5 > 0 THEN 'order-open-' END || i
FROM generate_series(1, 24) i JOIN customers c ON c.id = 1 + (i * 5) % 12;
CREATE INDEX orders_customer ON orders (customer_id);

CREATE TABLE order_lines (order_id int, line int, item text NOT NULL, quantity int NOT NULL, price numeric(10,2), PRIMARY KEY (order_id, line));
INSERT INTO order_lines SELECT o, l, 'item ' || l, l + o % 2, l * 3.5 FROM generate_series(1, 24) o, generate_series(1, 2) l;

CREATE TABLE payments (id int PRIMARY KEY, order_id int NOT NULL, card_no text NOT NULL, amount numeric(10,2), paid_at timestamp);
INSERT INTO payments SELECT i, i, '4111-2222-3333-' || lpad(i::text, 4, '0'), i * 7.25, timestamp '2026-03-04 05:06:07' + i * interval '3 days 1 hour'
FROM generate_series(1, 24) i WHERE i % 3 <> 0;

CREATE TABLE events (id int NOT NULL, day date NOT NULL, tenant int NOT NULL, actor text, payload jsonb, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO events SELECT i, date '2025-06-01' + i * 30, 1 + i % 2, 'actor-secret-' || lpad(i::text, 2, '0'), jsonb_build_object('payload-secret', i)
FROM generate_series(1, 16) i;

CREATE TABLE staff (id int PRIMARY KEY, name text NOT NULL, grade int NOT NULL, salary numeric, team text);
CREATE TABLE managers (bonus numeric) INHERITS (staff);
INSERT INTO staff SELECT i, CASE WHEN i % 5 > 3 THEN 'staff-hidden-' ELSE 'staff-' END || i, i % 5, 5000000 + i * 123457, 'team-' || i % 2 FROM generate_series(1, 8) i;
INSERT INTO managers SELECT i, CASE WHEN i % 5 > 3 THEN 'staff-hidden-' ELSE 'manager-' END || i, i % 5, 8000000 + i * 123457, 'team-' || i % 2, i * 1000 FROM generate_series(11, 14) i;

CREATE TABLE blanks (id int PRIMARY KEY, a int, b text, c date, d numeric);
INSERT INTO blanks VALUES (1, NULL, NULL, NULL, NULL), (2, 2, 'blank-secret-2', '2001-05-06', 2222.75), (3, 3, NULL, NULL, NULL), (4, NULL, '', NULL, 0);

-- Not protected: what statements copy into.
CREATE TABLE archive (customer_id int, resident_no text, note text);
CREATE TABLE journal (id int PRIMARY KEY, mark text UNIQUE, who text DEFAULT 'nobody');
INSERT INTO journal VALUES (1, 'first', 'a'), (2, 'second', 'b');
