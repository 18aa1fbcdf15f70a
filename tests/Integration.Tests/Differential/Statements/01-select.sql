# Plain queries.
SELECT 1 \g
SELECT 1 AS one, 'two' AS two, NULL AS nothing, true AS yes \g
SELECT 1; \g
SELECT \g
TABLE public.salaries \g
VALUES (1, 'a'), (2, 'b') \g
SELECT * FROM public.customers ORDER BY customer_id LIMIT 5 \g
SELECT c.name, count(*) AS n, sum(o.total) FROM public.customers c JOIN public.orders o ON o.customer_id = c.customer_id GROUP BY c.name ORDER BY 2 DESC, 1 LIMIT 7 \g
SELECT name FROM customers WHERE customer_id = 7 \g
SELECT name FROM customers WHERE customer_id = $1 \bind 7
SELECT name FROM customers WHERE customer_id = $1 AND branch_id = $2 \bind 7 S02
SELECT $1::text IS NULL \bind \N
SELECT $1::text || $2::text \bind a b
SELECT $1 + 1 \bind 41
SELECT name FROM customers WHERE name LIKE '%9' ORDER BY 1 \g
SELECT name FROM customers WHERE customer_id IN (1, 2, 3) ORDER BY 1 \g
SELECT name FROM customers WHERE customer_id = ANY($1::int[]) ORDER BY 1 \bind {1,5,9}
SELECT name FROM customers WHERE customer_id BETWEEN 10 AND 12 ORDER BY 1 \g
SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.customer_id AND o.total > 600) ORDER BY 1 \g
WITH big AS (SELECT * FROM orders WHERE total > 600) SELECT status, count(*) FROM big GROUP BY status ORDER BY 1 \g
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT sum(i) FROM n \g
SELECT customer_id, name FROM customers WHERE customer_id < 3 UNION SELECT 0, 'x' ORDER BY 1 \g
SELECT customer_id FROM customers WHERE customer_id < 5 EXCEPT SELECT 2 ORDER BY 1 \g
SELECT customer_id FROM customers WHERE customer_id < 5 INTERSECT SELECT 2 \g
SELECT id, row_number() OVER (ORDER BY id DESC), lag(total) OVER (ORDER BY id) FROM orders WHERE id <= 5 ORDER BY id \g
SELECT status, avg(total)::numeric(10,3), min(id), max(id) FROM orders GROUP BY GROUPING SETS ((status), ()) ORDER BY 1 NULLS FIRST \g
SELECT o.id, l.line FROM orders o LEFT JOIN LATERAL (SELECT line FROM order_lines l WHERE l.order_id = o.id ORDER BY line LIMIT 2) l ON true WHERE o.id < 4 ORDER BY 1, 2 \g
SELECT c FROM customers c WHERE customer_id = 3 \g
SELECT (o.ship_to).city, (o.ship_to).zip FROM orders o WHERE id = 3 \g
SELECT CASE WHEN total > 300 THEN 'high' ELSE 'low' END AS band, count(*) FROM orders GROUP BY 1 ORDER BY 1 \g
SELECT DISTINCT ON (status) status, id FROM orders ORDER BY status, id \g
SELECT * FROM generate_series(1, 5) AS g(i) \g
SELECT * FROM unnest(ARRAY['a','b']) WITH ORDINALITY \g
SELECT count(*) FROM orders, order_lines WHERE orders.id = order_lines.order_id \g
SELECT name FROM v_customers WHERE customer_id = 4 \g
SELECT add_one(41) \g
SELECT shout('hey') \g
SELECT count(*) FILTER (WHERE status = 'new') FROM orders \g
SELECT string_agg(item, ',' ORDER BY item DESC) FROM order_lines WHERE order_id = 1 \g
SELECT name FROM customers ORDER BY customer_id FETCH FIRST 2 ROWS ONLY \g
SELECT name FROM customers ORDER BY customer_id OFFSET 98 \g
SELECT id FROM orders WHERE id = 3 FOR UPDATE \g
SELECT id FROM orders WHERE id = 3 FOR SHARE NOWAIT \g
SELECT 'a' 
  'b' AS joined \g
SELECT E'tab\tnewline\nquote\'' AS e, $$dollar$$ AS d, $x$in $$ it$x$ AS dx, U&'\0041' AS u, B'101' AS b, X'1F' AS x \g
SELECT "name" FROM "public"."customers" WHERE "customer_id" = 1 /* a comment /* nested */ */ -- and a line comment \g
SELECT '한글', '日本語', '🎉', 'ß' \g
SELECT $1::text \bind 한글🎉
SELECT ''::text, length('') \g
SELECT repeat('x', 100000) AS long_value \g
SELECT i, repeat(chr(65 + i % 26), 1000) FROM generate_series(1, 2000) i \g
SELECT a.*, b.* FROM (SELECT 1 AS x) a, (SELECT 2 AS x) b \g
SELECT 1 AS "Mixed Case", 2 AS "quote""d" \g
SELECT current_user = session_user, current_database() \g
SELECT current_schema() \g
SELECT now() > '2020-01-01', clock_timestamp() > '2020-01-01' \g
SELECT COALESCE(NULL, 1), NULLIF(1, 1), GREATEST(1, 2), LEAST(1, 2) \g
SELECT extract(year FROM date '2026-03-04'), position('b' in 'abc'), substring('abcdef' from 2 for 3), overlay('abc' placing 'X' from 2), trim(both 'x' from 'xax') \g
SELECT 5 / 2, 5 % 2, 2 ^ 10, |/ 16, 5 & 3, 5 | 3, 5 # 3, ~5, 1 << 4, @ -5 \g
SELECT 'abc' ~ 'b', 'abc' !~* 'B', 'abc' SIMILAR TO '%b%', 'abc' ILIKE 'A%' \g
SELECT ROW(1, 'a'), ROW(1, 2) = ROW(1, 2), (1, 2) < (1, 3) \g
SELECT 1 IS DISTINCT FROM NULL, true IS NOT UNKNOWN \g
SELECT * FROM customers TABLESAMPLE SYSTEM (100) REPEATABLE (1) WHERE customer_id = 1 \g
EXPLAIN (COSTS OFF) SELECT * FROM customers WHERE customer_id = 1 \g
