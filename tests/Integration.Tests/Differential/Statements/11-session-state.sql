# Temp tables, advisory locks, LISTEN and NOTIFY, sequences of the session, DISCARD.
CREATE TEMP TABLE tmp (a int) \g
INSERT INTO tmp VALUES (1), (2) \g
SELECT * FROM tmp ORDER BY a \g
SELECT * FROM pg_temp.tmp ORDER BY a \g
ALTER TABLE tmp ADD COLUMN b text DEFAULT 'z' \g
SELECT * FROM tmp ORDER BY a \g
CREATE TEMP VIEW tv AS SELECT a FROM tmp \g
SELECT * FROM tv ORDER BY a \g
DROP VIEW tv \g
DROP TABLE tmp \g
SELECT * FROM tmp \g
CREATE TEMPORARY TABLE customers AS SELECT 1 AS shadow \g
SELECT * FROM customers \g
SELECT count(*) FROM public.customers \g
DROP TABLE customers \g
BEGIN \g
CREATE TEMP TABLE oncommit (a int) ON COMMIT DROP \g
INSERT INTO oncommit VALUES (1) \g
SELECT * FROM oncommit \g
COMMIT \g
SELECT * FROM oncommit \g
SELECT 1 AS x INTO TEMP into_temp \g
SELECT * FROM into_temp \g
CREATE TEMP SEQUENCE ts \g
SELECT nextval('ts') \g
DISCARD TEMP \g
SELECT * FROM into_temp \g
SELECT pg_advisory_lock(4711) \g
SELECT pg_try_advisory_lock(4711) \g
SELECT pg_advisory_unlock(4711) \g
SELECT pg_advisory_unlock(4711) \g
SELECT pg_advisory_unlock(4711) \g
BEGIN \g
SELECT pg_advisory_xact_lock(4712) \g
COMMIT \g
SELECT pg_advisory_lock_shared(1, 2) \g
SELECT pg_advisory_unlock_all() \g
LISTEN channel_one \g
NOTIFY channel_one, 'payload' \g
SELECT pg_notify('channel_one', 'by function') \g
BEGIN \g
NOTIFY channel_one, 'late' \g
SELECT 1 \g
COMMIT \g
UNLISTEN channel_one \g
NOTIFY channel_one, 'nobody' \g
LISTEN a \g
LISTEN b \g
UNLISTEN * \g
NOTIFY a \g
CREATE TABLE d.t (id serial, x int) \g
BEGIN \g
INSERT INTO d.t (x) VALUES (1) \g
SELECT currval('d.t_id_seq'), lastval() \g
COMMIT \g
DISCARD SEQUENCES \g
DISCARD ALL \g
BEGIN \g
DISCARD ALL \g
ROLLBACK \g
SELECT 1 \g
