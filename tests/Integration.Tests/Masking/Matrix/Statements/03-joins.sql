@ join-inner ordered
SELECT o.id, c.name, c.resident_no FROM orders o JOIN customers c ON c.id = o.customer_id ORDER BY o.id
@ join-comma ordered
SELECT o.id, c.email FROM orders o, customers c WHERE c.id = o.customer_id ORDER BY o.id
@ join-left ordered
SELECT b.id, c.id, c.resident_no FROM branches b LEFT JOIN customers c ON c.branch_id = b.id ORDER BY b.id, c.id
@ join-left-where ordered
SELECT b.id, c.id FROM branches b LEFT JOIN customers c ON c.branch_id = b.id AND c.balance > 60000 WHERE c.id IS NULL OR c.active ORDER BY b.id, c.id
@ join-right ordered
SELECT c.id, b.id, c.notes FROM customers c RIGHT JOIN branches b ON b.id = c.branch_id ORDER BY b.id, c.id
@ join-full ordered
SELECT c.id, p.id, p.card_no, c.birth_date FROM customers c FULL JOIN payments p ON p.order_id = c.id ORDER BY c.id, p.id
@ join-cross ordered
SELECT c.id, b.id, c.resident_no FROM customers c CROSS JOIN branches b ORDER BY c.id, b.id
@ join-natural
SELECT * FROM orders NATURAL JOIN payments
@ join-natural-lines ordered
SELECT * FROM (SELECT id AS order_id, total FROM orders) o NATURAL JOIN order_lines ORDER BY order_id, line
@ join-using ordered
SELECT order_id, card_no, item FROM payments JOIN order_lines USING (order_id) ORDER BY order_id, line
@ join-using-star ordered
SELECT * FROM payments JOIN order_lines USING (order_id) ORDER BY order_id, line
@ join-using-alias ordered
SELECT j.order_id, p.card_no FROM payments p JOIN order_lines l USING (order_id) AS j ORDER BY 1, l.line
@ join-using-masked
SELECT resident_no, a.customer_id, c.id FROM archive a JOIN customers c USING (resident_no)
@ join-self ordered
SELECT a.id, b.id, a.resident_no, b.resident_no FROM customers a JOIN customers b ON a.branch_id = b.branch_id AND a.id < b.id ORDER BY a.id, b.id
@ join-self-masked ordered
SELECT a.id, b.id FROM customers a JOIN customers b ON a.resident_no = b.resident_no ORDER BY 1, 2
@ join-on-masked ordered
SELECT a.id, b.id FROM customers a JOIN blanks b ON left(a.birth_date::text, 4) = left(b.c::text, 4) OR a.balance > b.d ORDER BY 1, 2
@ join-nested ordered
SELECT c.id, o.id, p.card_no FROM customers c LEFT JOIN (orders o JOIN payments p ON p.order_id = o.id) ON o.customer_id = c.id ORDER BY 1, 2
@ join-nested-alias ordered
SELECT j.* FROM (customers c JOIN branches b ON b.id = c.branch_id) AS j (a1, a2, a3, a4) ORDER BY a1
@ join-three ordered
SELECT c.name, o.total, p.amount, l.item FROM customers c JOIN orders o ON o.customer_id = c.id JOIN payments p ON p.order_id = o.id JOIN order_lines l ON l.order_id = o.id WHERE c.active ORDER BY o.id, l.line
@ join-lateral ordered
SELECT c.id, x.last, c.email FROM customers c, LATERAL (SELECT max(o.id) AS last FROM orders o WHERE o.customer_id = c.id) x ORDER BY c.id
@ join-lateral-left ordered
SELECT c.id, x.id, x.total FROM customers c LEFT JOIN LATERAL (SELECT o.* FROM orders o WHERE o.customer_id = c.id ORDER BY o.id LIMIT 1) x ON true ORDER BY c.id
@ join-lateral-masked ordered
SELECT c.id, x.again FROM customers c, LATERAL (SELECT c.resident_no || '/' || c.email AS again) x ORDER BY 1
@ join-lateral-function ordered
SELECT c.id, t FROM customers c, unnest(c.tags) AS t ORDER BY 1, 2
@ join-function ordered
SELECT g, c.resident_no FROM generate_series(1, 4) g LEFT JOIN customers c ON c.id = g ORDER BY g
@ join-values ordered
SELECT v.word, c.resident_no FROM (VALUES (1, 'one'), (3, 'three')) AS v (n, word) JOIN customers c ON c.id = v.n ORDER BY v.n
@ join-where-ambiguous
SELECT id FROM orders o JOIN customers c ON c.id = o.customer_id
@ join-table-name-column ordered
SELECT orders.id, customers.name FROM orders JOIN customers ON customers.id = orders.customer_id ORDER BY orders.id
@ join-group ordered
SELECT c.branch_id, sum(o.total), max(c.resident_no) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.branch_id ORDER BY 1
@ join-filtered-hidden ordered
SELECT o.id, o.branch_id, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer_id WHERE o.branch_id = 'S03' OR o.id < 5 ORDER BY o.id
@ join-anti ordered
SELECT b.id FROM branches b LEFT JOIN customers c ON c.branch_id = b.id WHERE c.id IS NULL ORDER BY 1
