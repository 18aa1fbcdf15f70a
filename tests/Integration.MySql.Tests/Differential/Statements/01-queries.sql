## Plain queries.
SELECT 1 \g
SELECT 1 AS one, 'two' AS two, NULL AS nothing, TRUE AS yes \g
SELECT 1; \g
SELECT \g
TABLE salaries \g
VALUES (1, 'a'), (2, 'b') \g
SELECT * FROM customers ORDER BY customer_id LIMIT 5 \g
SELECT c.name, count(*) AS n, sum(o.total) FROM customers c JOIN orders o ON o.customer_id = c.customer_id GROUP BY c.name ORDER BY 2 DESC, 1 LIMIT 7 \g
SELECT name FROM customers WHERE customer_id = 7 \g
SELECT name FROM shop.customers WHERE customer_id = 7 \g
SELECT name FROM customers WHERE customer_id = ? \bind 7
SELECT name FROM customers WHERE customer_id = ? AND branch_id = ? \bind 7 S02
SELECT ? IS NULL \bind \N
SELECT concat(?, ?) \bind a b
SELECT ? + 1 \bind 41
SELECT name FROM customers WHERE name LIKE '%9' ORDER BY 1 \g
SELECT name FROM customers WHERE customer_id IN (1, 2, 3) ORDER BY 1 \g
SELECT name FROM customers WHERE customer_id BETWEEN 10 AND 12 ORDER BY 1 \g
SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.customer_id AND o.total > 600) ORDER BY 1 \g
WITH big AS (SELECT * FROM orders WHERE total > 600) SELECT status, count(*) FROM big GROUP BY status ORDER BY 1 \g
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT sum(i) FROM n \g
SELECT customer_id, name FROM customers WHERE customer_id < 3 UNION SELECT 0, 'x' ORDER BY 1 \g
SELECT customer_id FROM customers WHERE customer_id < 5 EXCEPT SELECT 2 ORDER BY 1 \g
SELECT id, row_number() OVER (ORDER BY id DESC), lag(total) OVER (ORDER BY id) FROM orders WHERE id <= 5 ORDER BY id \g
SELECT status, avg(total), min(id), max(id) FROM orders GROUP BY status WITH ROLLUP \g
SELECT customer_id, group_concat(status ORDER BY id SEPARATOR '/') FROM orders WHERE customer_id < 4 GROUP BY customer_id \g
SELECT * FROM v_customers WHERE customer_id = 3 \g
SELECT add_one(41), shop.add_one(1) \g
SELECT JSON_EXTRACT('{"a": [1, 2]}', '$.a[1]'), JSON_OBJECT('k', 'v') \g
SELECT * FROM JSON_TABLE('[{"a":1},{"a":2}]', '$[*]' COLUMNS (a INT PATH '$.a')) AS t \g
SELECT seq FROM seq_1_to_5 \g
SELECT database(), schema(), user(), current_user() \g
SELECT "double", 'it''s', 'back\\slash', N'national', _latin1'x', x'4142', b'1000001', 0x43 \g
SELECT 1 /* comment */ + /*! 1 */ + /*!99999 100 */ + /*M! 10 */ 0 # rest
\g
SELECT @@version_comment LIKE '%Debian%', @@sql_mode, @@character_set_client, @@autocommit \gt
SELECT 'x' FROM dual WHERE 1 = 0 \g
SELECT customer_id FROM customers LIMIT 0 \g
SELECT STRAIGHT_JOIN SQL_NO_CACHE c.name FROM customers c, orders o WHERE o.id = 3 AND o.customer_id = c.customer_id \g
SELECT name FROM customers USE INDEX (branch_id) WHERE branch_id = 'S01' ORDER BY name LIMIT 2 \g
DO 1 \g
