## Data changes and what the OK packets say.
CREATE TABLE d.t (id int AUTO_INCREMENT PRIMARY KEY, a int, b varchar(50), c timestamp(3) NULL, UNIQUE (a)) \g
INSERT INTO d.t (a, b) VALUES (1, 'one'), (2, 'two') \g
INSERT INTO d.t SET a = 3, b = 'three' \g
INSERT INTO d.t (a, b) VALUES (?, ?) \bind 4 four
INSERT INTO d.t (a, b) VALUES (1, 'again') \g
INSERT IGNORE INTO d.t (a, b) VALUES (1, 'again'), (50, 'new') \g
SHOW WARNINGS \g
INSERT INTO d.t (a, b) VALUES (1, 'upsert') ON DUPLICATE KEY UPDATE b = VALUES(b) \g
REPLACE INTO d.t (a, b) VALUES (2, 'replaced') \g
UPDATE d.t SET b = 'same' WHERE a = 1 \g
UPDATE d.t SET b = 'same' WHERE a = 1 \g
UPDATE d.t SET b = ? WHERE a = ? \bind changed 3
UPDATE d.t t JOIN customers c ON c.customer_id = t.a SET t.b = c.name WHERE t.a = 3 \g
DELETE FROM d.t WHERE a = 50 \g
DELETE t FROM d.t t JOIN customers c ON c.customer_id = t.a WHERE c.customer_id = 2 \g
SELECT id, a, b FROM d.t ORDER BY a \g
INSERT INTO d.t (a, b) SELECT customer_id + 100, name FROM customers WHERE customer_id < 4 \g
INSERT INTO d.t (a, b) VALUES (300, 'r') RETURNING id > 0, a \g
DELETE FROM d.t WHERE a = 300 RETURNING a, b \g
INSERT INTO d.t (a) VALUES ('not a number') \g
INSERT INTO d.t (a, missing) VALUES (1, 2) \g
INSERT INTO orders (customer_id, total) VALUES (1, -1) \g
INSERT INTO orders (customer_id, total) VALUES (100000, 1) \g
TRUNCATE TABLE d.t \g
INSERT INTO d.t (a, b) VALUES (7, 'seven') \g
SELECT LAST_INSERT_ID() \g
SELECT LAST_INSERT_ID(), @@last_insert_id, @@identity \g
INSERT INTO d.t (a, b) VALUES (8, 'eight'), (9, 'nine') \g
SELECT LAST_INSERT_ID() \g
SELECT SQL_CALC_FOUND_ROWS a FROM d.t ORDER BY a LIMIT 1 \g
SELECT FOUND_ROWS() \g
UPDATE d.t SET b = 'x' WHERE a > 7 \g
\moved 1142
SELECT ROW_COUNT() \gt
SELECT 1/0, CAST('x' AS INT) \g
SHOW WARNINGS \g
SHOW COUNT(*) WARNINGS \gt
SELECT * FROM missing \g
SHOW ERRORS \gt
