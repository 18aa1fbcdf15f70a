## Definitions.
CREATE TABLE d.parent (id int PRIMARY KEY, a int, KEY ka (a)) ENGINE=InnoDB COMMENT 'a parent' \g
CREATE TABLE IF NOT EXISTS d.parent (id int) \g
CREATE TABLE d.child (id int PRIMARY KEY, p int, g int AS (p + 1) STORED, CHECK (p > 0), CONSTRAINT fk FOREIGN KEY (p) REFERENCES d.parent (id) ON DELETE CASCADE) \g
ALTER TABLE d.parent ADD COLUMN b varchar(10) DEFAULT 'x' AFTER id, DROP INDEX ka, ADD INDEX kb (b) \g
ALTER TABLE d.parent CHANGE a aa bigint NOT NULL DEFAULT 0 \g
RENAME TABLE d.child TO d.kid \g
CREATE INDEX late ON d.kid (p) \g
DROP INDEX late ON d.kid \g
CREATE VIEW d.v AS SELECT id, b FROM d.parent \g
SELECT * FROM d.v \g
CREATE OR REPLACE VIEW d.v (x) AS SELECT aa FROM d.parent \g
SELECT x FROM d.v \g
CREATE TABLE d.copy LIKE d.parent \g
CREATE TABLE d.filled AS SELECT customer_id, name FROM customers WHERE customer_id < 4 \g
SELECT count(*) FROM d.filled \g
CREATE FUNCTION d.twice(i int) RETURNS int DETERMINISTIC RETURN 2 * i \g
SELECT d.twice(21) \g
CREATE PROCEDURE d.p(n int) BEGIN DECLARE i int DEFAULT 0; WHILE i < n DO SET i = i + 1; END WHILE; SELECT i; END \g
CALL d.p(3) \g
CREATE TRIGGER d.tr BEFORE INSERT ON d.parent FOR EACH ROW SET NEW.aa = NEW.id * 10 \g
INSERT INTO d.parent (id) VALUES (4) \g
SELECT * FROM d.parent \g
DROP TRIGGER d.tr \g
DROP PROCEDURE d.p \g
DROP FUNCTION d.twice \g
CREATE SEQUENCE d.sq START 5 \g
SELECT NEXTVAL(d.sq), NEXT VALUE FOR d.sq \gt
DROP SEQUENCE d.sq \g
DROP TABLE d.kid, d.copy \g
DROP TABLE d.nothing \g
DROP TABLE IF EXISTS d.nothing \g
DROP VIEW d.v \g
CREATE DATABASE other_database \g
TRUNCATE d.parent \g
DROP TABLE d.parent \g
