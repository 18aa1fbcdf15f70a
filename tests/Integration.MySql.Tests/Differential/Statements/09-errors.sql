## Errors, word for word.
SELEC 1 \g
SELECT * FROM \g
SELECT (1 \g
SELECT 'open \g
SELECT missing FROM customers \g
SELECT * FROM nowhere.t \g
SELECT * FROM customers WHERE \g
SELECT name, count(*) FROM customers GROUP BY missing \g
INSERT INTO customers VALUES (1) \g
INSERT INTO customers (customer_id, name) VALUES (1, 'twice') \g
UPDATE customers SET missing = 1 \g
CREATE TABLE customers (a int) \g
DROP TABLE d.missing \g
SELECT SUBSTRING() \g
SELECT missing_function(1) \g
SELECT (SELECT customer_id FROM customers) \g
SELECT 9223372036854775807 + 1 \g
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'own words', MYSQL_ERRNO = 1234 \gt
SELECT CAST(REPEAT('x', 10) AS DATE) \g
CALL three_results() \g
SELECT * FROM customers c JOIN orders c \g
SELECT ? \gt
SELECT name FROM customers WHERE customer_id = ? AND name = ? \gt
GRANT SELECT ON shop.* TO nobody \g
## The floor, whatever the service login may do.
\refused 1142
SET GLOBAL max_connections = 1 \g
SELECT SLEEP(0) \g
KILL 4000000000 \gt
