# Several statements in one simple Query, empty queries.
 \gs
; \gs
;; \gs
-- only a comment \gs
/* only a comment */ \gs
SELECT 1; SELECT 2 \gs
SELECT 1;; SELECT 2; \gs
SELECT 1; SELECT 'a', 'b'; SELECT NULL \gs
CREATE TABLE d.t (a int); INSERT INTO d.t VALUES (1), (2); UPDATE d.t SET a = a + 1; DELETE FROM d.t WHERE a = 3; SELECT * FROM d.t \gs
INSERT INTO d.t VALUES (10); SELECT 1/0; INSERT INTO d.t VALUES (11) \gs
SELECT * FROM d.t \gs
BEGIN; INSERT INTO d.t VALUES (20); SAVEPOINT s; INSERT INTO d.t VALUES (21); ROLLBACK TO s; COMMIT; SELECT * FROM d.t ORDER BY a \gs
BEGIN; INSERT INTO d.t VALUES (30); ROLLBACK; SELECT count(*) FROM d.t \gs
SELECT 1; BEGIN; SELECT 2 \gs
SELECT 3; COMMIT; SELECT 4 \gs
SELECT 1; SET timezone = 'Asia/Seoul'; SHOW timezone; RESET timezone; SHOW timezone \gs
SELECT shout('a'); SELECT shout('b') \gs
DO $$ BEGIN RAISE NOTICE 'one'; END $$; SELECT 1; DO $$ BEGIN RAISE NOTICE 'two'; END $$ \gs
SELECT 'semi;colon'; SELECT $$dollar;quoted$$; SELECT 1 /* ; */ -- ;
; SELECT 2 \gs
PREPARE x AS SELECT 1; EXECUTE x; DEALLOCATE x \gs
SELECT i FROM generate_series(1, 100) i; SELECT repeat('y', 5000); SELECT count(*) FROM d.t \gs
VACUUM d.t; SELECT 1 \gs
DECLARE c CURSOR FOR SELECT 1; FETCH 1 FROM c; CLOSE c \gs
INSERT INTO d.t VALUES (40); COMMIT; SELECT count(*) FROM d.t \gs
SELECT 1; SELECT nosuch FROM d.t; SELECT 2 \gs
CREATE FUNCTION d.f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; SELECT d.f() \gs
