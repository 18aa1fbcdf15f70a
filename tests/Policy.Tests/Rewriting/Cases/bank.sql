CREATE TABLE branches (id integer PRIMARY KEY, name text, region text);
CREATE TABLE customers (id integer PRIMARY KEY, branch_id integer, name text, resident_no varchar(14), email text, amount numeric(12,2), born date);
CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer, total numeric, note text);
CREATE TABLE accounts (id integer, branch_id integer, iban text);
CREATE TABLE savings (rate integer) INHERITS (accounts);
CREATE TABLE events (branch_id integer, kind text) PARTITION BY LIST (branch_id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
CREATE TABLE events_rest PARTITION OF events DEFAULT;
INSERT INTO branches SELECT g, 'branch ' || g, 'r' || g % 2 FROM generate_series(0, 3) g;
INSERT INTO customers SELECT g, g % 4, 'n' || g % 13, (700101 + g % 3) || '-' || (1000000 + g % 5),
  CASE WHEN g % 6 > 0 THEN 'u' || g || '@example.org' END, g * 10, date '1970-01-01' + g FROM generate_series(1, 40) g;
INSERT INTO orders SELECT g, 1 + g % 43, g * 1.5, 'note ' || g % 7 FROM generate_series(1, 60) g;
INSERT INTO accounts SELECT g, g % 4, 'KR' || g FROM generate_series(1, 12) g;
INSERT INTO savings SELECT g, g % 4, 'KR' || g, g FROM generate_series(13, 24) g;
INSERT INTO events SELECT g % 4, 'k' || g FROM generate_series(1, 12) g;
