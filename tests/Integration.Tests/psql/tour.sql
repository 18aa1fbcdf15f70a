-- What people do in psql; run with -a, so that the output shows each statement.
\set ON_ERROR_STOP 0
\set VERBOSITY verbose
\pset null '(null)'
SELECT current_user, current_database();
\dt public.*
\d customers
\d+ orders
\d order_lines
\dv
\df public.*
\dT+ order_status
\dn
\di public.*
\ds public.*
\du app
\l shop
\dp customers
\sf add_one
\sv v_customers
\x on
SELECT * FROM customers WHERE customer_id = 1;
\x off
SET search_path = d, public;
CREATE TABLE psql_t (a int PRIMARY KEY, b text);
\copy psql_t FROM STDIN
1	one
2	two
\.
\copy (SELECT * FROM psql_t ORDER BY a) TO STDOUT WITH (FORMAT csv, HEADER)
SELECT * FROM psql_t WHERE a = 'x';
SELECT nosuch FROM psql_t;
BEGIN;
INSERT INTO psql_t VALUES (3, 'three');
INSERT INTO psql_t VALUES (3, 'again');
SELECT 1;
ROLLBACK;
\set AUTOCOMMIT off
INSERT INTO psql_t VALUES (4, 'four');
COMMIT;
\set AUTOCOMMIT on
\set ON_ERROR_ROLLBACK on
BEGIN;
INSERT INTO psql_t VALUES (5, 'five');
INSERT INTO psql_t VALUES (5, 'again');
INSERT INTO psql_t VALUES (6, 'six');
COMMIT;
SELECT * FROM psql_t ORDER BY a;
\set ON_ERROR_ROLLBACK off
SELECT i, 'row ' || i FROM generate_series(1, 30) i;
\set FETCH_COUNT 7
SELECT i FROM generate_series(1, 20) i;
\set FETCH_COUNT 0
SELECT 'SELECT ' || i FROM generate_series(1, 3) i \gexec
SELECT 1 AS a, 2 AS b \gset
\echo :a :b
SELECT status, customer_id % 3 AS m, count(*) FROM orders GROUP BY 1, 2 \crosstabview status m count
SELECT shout('psql');
DO $$ BEGIN RAISE WARNING 'from psql'; END $$;
SELECT 1\; SELECT 2\; SELECT 3;
\encoding LATIN1
SELECT 'é';
\encoding UTF8
LISTEN psql_channel;
NOTIFY psql_channel;
PREPARE p AS SELECT $1::int + 1;
EXECUTE p(1);
\gdesc
SELECT 1 AS a, 'x'::text AS b \gdesc
EXPLAIN (COSTS OFF) SELECT * FROM orders WHERE id = 5;
\conninfo_is_not_compared
\errverbose
DROP TABLE psql_t;
