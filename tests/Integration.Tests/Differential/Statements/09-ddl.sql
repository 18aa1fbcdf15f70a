# DDL and its visibility to the statements that follow.
CREATE TABLE d.a (id int PRIMARY KEY, t text NOT NULL, n numeric DEFAULT 1) \g
CREATE TABLE IF NOT EXISTS d.a (id int) \g
COMMENT ON TABLE d.a IS 'a table' \g
ALTER TABLE d.a ADD COLUMN extra int \g
SELECT * FROM d.a \g
INSERT INTO d.a (id, t, extra) VALUES (1, 'x', 5) \g
SELECT * FROM d.a \g
ALTER TABLE d.a RENAME COLUMN extra TO other \g
SELECT other FROM d.a \g
SELECT extra FROM d.a \g
ALTER TABLE d.a ALTER COLUMN other TYPE text USING other::text || '!' \g
SELECT * FROM d.a \g
ALTER TABLE d.a DROP COLUMN other \g
SELECT * FROM d.a \g
ALTER TABLE d.a RENAME TO renamed \g
SELECT * FROM d.a \g
SELECT * FROM d.renamed \g
CREATE INDEX a_t ON d.renamed (t) \g
CREATE UNIQUE INDEX ON d.renamed (lower(t)) \g
DROP INDEX d.a_t \g
CREATE VIEW d.v AS SELECT id, t FROM d.renamed \g
SELECT * FROM d.v \g
CREATE OR REPLACE VIEW d.v AS SELECT id, t, n FROM d.renamed \g
SELECT * FROM d.v \g
INSERT INTO d.v (id, t) VALUES (2, 'via view') \g
DROP TABLE d.renamed \g
DROP VIEW d.v \g
CREATE MATERIALIZED VIEW d.mv AS SELECT count(*) AS n FROM d.renamed \g
SELECT * FROM d.mv \g
REFRESH MATERIALIZED VIEW d.mv \g
DROP MATERIALIZED VIEW d.mv \g
CREATE SEQUENCE d.s START 10 \g
SELECT nextval('d.s'), nextval('d.s') \g
ALTER SEQUENCE d.s RESTART 5 \g
SELECT nextval('d.s') \g
SELECT setval('d.s', 100) \g
DROP SEQUENCE d.s \g
CREATE FUNCTION d.f(a int, b int DEFAULT 2) RETURNS int LANGUAGE sql AS 'SELECT a * b' \g
SELECT d.f(3), d.f(3, 3), d.f(b => 4, a => 1) \g
CREATE OR REPLACE FUNCTION d.f(a int, b int DEFAULT 2) RETURNS int LANGUAGE sql AS 'SELECT a + b' \g
SELECT d.f(3) \g
CREATE FUNCTION d.rows(n int) RETURNS TABLE (i int, t text) LANGUAGE sql AS 'SELECT g, g::text FROM generate_series(1, n) g' \g
SELECT * FROM d.rows(3) \g
CREATE PROCEDURE d.p(INOUT x int) LANGUAGE plpgsql AS $$ BEGIN x := x + 1; END $$ \g
CALL d.p(1) \g
DROP PROCEDURE d.p \g
CREATE TABLE d.log (m text) \g
CREATE FUNCTION d.trg() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO d.log VALUES (TG_OP); RETURN NEW; END $$ \g
CREATE TRIGGER trg AFTER INSERT ON d.renamed FOR EACH ROW EXECUTE FUNCTION d.trg() \g
INSERT INTO d.renamed (id, t) VALUES (3, 'fires') \g
SELECT * FROM d.log \g
DROP TRIGGER trg ON d.renamed \g
BEGIN \g
CREATE TABLE d.mine (x int) \g
INSERT INTO d.mine VALUES (1) \g
SELECT * FROM d.mine \g
ALTER TABLE d.mine ADD COLUMN y int DEFAULT 7 \g
SELECT * FROM d.mine \g
ROLLBACK \g
SELECT * FROM d.mine \g
BEGIN; CREATE TABLE d.mine (x int); INSERT INTO d.mine VALUES (1); SELECT * FROM d.mine; COMMIT \gs
SELECT * FROM d.mine \g
CREATE TABLE d.multi (x int); INSERT INTO d.multi VALUES (1); SELECT * FROM d.multi \gs
TRUNCATE d.mine, d.multi \g
GRANT SELECT ON d.mine TO reporting \g
REVOKE SELECT ON d.mine FROM reporting \g
ANALYZE d.mine \g
VACUUM d.mine \g
REINDEX TABLE d.renamed \g
ALTER TABLE d.mine SET SCHEMA e \g
SELECT * FROM e.mine \g
DROP TABLE d.multi, e.mine \g
DROP SCHEMA e CASCADE \g
CREATE SCHEMA e \g
CREATE TABLE e.like_it (LIKE d.renamed INCLUDING ALL) \g
SELECT * FROM e.like_it \g
CREATE RULE r AS ON DELETE TO e.like_it DO INSTEAD NOTHING \g
DELETE FROM e.like_it \g
CREATE TYPE e.mood AS ENUM ('sad', 'ok') \g
CREATE TABLE e.feel (m e.mood) \g
INSERT INTO e.feel VALUES ('sad') RETURNING m \g
DROP TYPE e.mood \g
DROP TYPE e.mood CASCADE \g
SELECT * FROM e.feel \g
CREATE TABLE d."Mixed ""Case""" ("Col Umn" int) \g
SELECT "Col Umn" FROM d."Mixed ""Case""" \g
DROP TABLE d."Mixed ""Case""" \g
DROP FUNCTION d.f \g
DROP FUNCTION d.nosuch \g
