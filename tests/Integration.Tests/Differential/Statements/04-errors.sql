# SQLSTATE, message, position, detail, hint.
SELEC 1 \g
SELECT 1 FROM \g
SELECT * FROM nosuch \g
SELECT nosuch FROM customers \g
SELECT c.nosuch FROM customers c \g
SELECT x.name FROM customers c \g
SELECT nosuch(1) \g
SELECT name + 1 FROM customers \g
SELECT 1 / 0 \g
SELECT 'abc'::int \g
SELECT 99999999999999999999::int \g
SELECT '2026-02-30'::date \g
SELECT 'x'::order_status \g
SELECT * FROM customers WHERE customer_id = 'x' \g
SELECT name FROM customers GROUP BY customer_id, branch_id HAVING count(*) > 1 AND email = 'x' \g
SELECT name, count(*) FROM customers \g
SELECT (SELECT customer_id FROM customers) \g
SELECT sum(name) FROM customers \g
SELECT 1 UNION SELECT 'x' \g
SELECT 1, 2 UNION SELECT 1 \g
SELECT * FROM (SELECT 1) \g
SELECT ARRAY[1, 'x'] \g
SELECT '{"a":'::json \g
SELECT $1 \g
SELECT $1::int \bind abc
SELECT $1::int, $2::int \bind 1
SELECT 1 \bind 1
SELECT $3::int \bind 1 2 3
SELECT 'unterminated \g
SELECT "unterminated \g
SELECT $$unterminated \g
SELECT /* unterminated \g
SELECT 1 ORDER BY 2 \g
SELECT substring('a' from -1 for -1) \g
SELECT sqrt(-1) \g
SELECT ln(0) \g
SELECT 1::bit(3) || 'x' \g
SELECT '(1'::point \g
SELECT to_date('xx', 'YYYY') \g
INSERT INTO customers (customer_id) VALUES (1) \g
INSERT INTO customers (customer_id, name) VALUES (1, 'dup') \g
INSERT INTO orders (id, customer_id, total) VALUES (0, 9999, 1) \g
INSERT INTO orders (id, customer_id, total, placed_at) VALUES (0, 1, -1, '2026-01-01') \g
UPDATE customers SET name = NULL WHERE customer_id = 1 \g
DELETE FROM customers WHERE customer_id = 1 \g
DROP TABLE nosuch \g
DROP TABLE IF EXISTS nosuch \g
DROP TABLE customers \g
CREATE TABLE d.x (a int, a int) \g
CREATE TABLE d.x (a nosuchtype) \g
CREATE SCHEMA d \g
ALTER TABLE d.nosuch ADD COLUMN a int \g
CREATE INDEX ON nosuch (a) \g
SELECT 한글 FROM customers WHERE name = '한글' AND nosuch = 1 \g
SELECT '한글한글', nosuch FROM customers \g
SAVEPOINT outside \g
ROLLBACK TO nosuch \g
SET nosuch = 1 \g
SET datestyle = 'nosuch' \g
SET statement_timeout = 'abc' \g
SHOW nosuch \g
EXECUTE nosuch \g
DEALLOCATE nosuch \g
FETCH 1 FROM nosuch \g
CLOSE nosuch \g
COPY nosuch FROM STDIN \g
COPY (SELECT nosuch FROM customers) TO STDOUT \g
LOCK TABLE customers \g
DO $$ BEGIN RAISE EXCEPTION 'custom' USING ERRCODE = 'U0001', DETAIL = 'the detail', HINT = 'the hint'; END $$ \g
DO $$ BEGIN RAISE WARNING 'careful'; END $$ \g
DO $$ BEGIN RAISE unique_violation; END $$ \g
DO $$ BEGIN PERFORM 1/0; END $$ \g
DO $$ this is not plpgsql $$ \g
DO LANGUAGE nosuch $$ $$ \g
CREATE FUNCTION d.f() RETURNS int LANGUAGE sql AS 'SELECT nosuch' \g
SELECT add_one('x') \g
SELECT add_one(1, 2) \g
CALL nosuch() \g
CALL add_one(1) \g
GRANT SELECT ON nosuch TO app \g
SELECT 1 AS a WHERE a = 1 \g
SELECT * FROM customers JOIN orders USING (nosuch) \g
WITH a AS (SELECT 1) SELECT * FROM b \g
SELECT max(count(*)) FROM customers \g
SELECT row_number() FROM customers \g
SELECT 'a' LIKE 'b' ESCAPE 'cd' \g
SELECT repeat('x', 2000000000) \g
SELECT 1; SELECT nosuch; SELECT 3 \gs
SELECT 1; SELEC 2 \gs
SELECT 1 \g
