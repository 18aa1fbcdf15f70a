@ sub-scalar
SELECT (SELECT resident_no FROM customers WHERE id = 1) x
@ sub-scalar-per-row ordered
SELECT o.id, (SELECT c.email FROM customers c WHERE c.id = o.customer_id) e FROM orders o ORDER BY o.id
@ sub-in ordered
SELECT id FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE balance > 50000) ORDER BY id
@ sub-not-in ordered
SELECT id FROM branches WHERE id NOT IN (SELECT branch_id FROM customers) ORDER BY id
@ sub-in-masked ordered
SELECT id FROM customers WHERE resident_no IN (SELECT resident_no FROM customers WHERE id = 1) ORDER BY id
@ sub-exists ordered
SELECT id FROM branches b WHERE EXISTS (SELECT 1 FROM customers c WHERE c.branch_id = b.id AND c.notes IS NOT NULL) ORDER BY id
@ sub-not-exists ordered
SELECT id FROM branches b WHERE NOT EXISTS (SELECT * FROM customers c WHERE c.branch_id = b.id) ORDER BY id
@ sub-all ordered
SELECT id FROM customers WHERE balance >= ALL (SELECT balance FROM customers) ORDER BY id
@ sub-any ordered
SELECT id FROM staff WHERE salary > ANY (SELECT balance * 50 FROM customers) ORDER BY id
@ sub-row ordered
SELECT id FROM customers WHERE (id, email) = (SELECT id, email FROM customers WHERE id = 2) ORDER BY id
@ sub-correlated ordered
SELECT id, name FROM customers c WHERE balance > (SELECT AVG(balance) FROM customers d WHERE d.branch_id = c.branch_id) ORDER BY id
@ sub-in-from ordered
SELECT x.branch_id, x.n FROM (SELECT branch_id, COUNT(*) n FROM customers WHERE id IN (SELECT customer_id FROM orders) GROUP BY branch_id) x ORDER BY 1
@ sub-in-having
SELECT branch_id FROM customers GROUP BY branch_id HAVING SUM(balance) > (SELECT MAX(balance) FROM customers)
@ sub-in-order ordered
SELECT id FROM branches b ORDER BY (SELECT COUNT(*) FROM customers c WHERE c.branch_id = b.id) DESC, id
@ sub-in-limit ordered
SELECT id, (SELECT GROUP_CONCAT(o.id ORDER BY o.id) FROM orders o WHERE o.customer_id = c.id) l FROM customers c ORDER BY id LIMIT 3
@ sub-in-case ordered
SELECT id, CASE WHEN EXISTS (SELECT 1 FROM customers c WHERE c.branch_id = b.id) THEN 'some' ELSE 'none' END x FROM branches b ORDER BY id
@ sub-in-on ordered
SELECT o.id FROM orders o JOIN branches b ON b.id = (SELECT c.branch_id FROM customers c WHERE c.id = o.customer_id) ORDER BY o.id
@ sub-nested ordered
SELECT id FROM branches WHERE id IN (SELECT branch_id FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE email LIKE 'm%')) ORDER BY id
@ sub-bind ordered
SELECT id FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE name LIKE ? AND balance > ?) ORDER BY id
@bind Open%|30000
@ sub-too-many
SELECT (SELECT name FROM customers)
@ json-table ordered
SELECT c.id, j.score FROM customers c, JSON_TABLE(c.profile, '$' COLUMNS (score int PATH '$.score', city varchar(20) PATH '$.city')) j ORDER BY c.id
@ json-table-masked
SELECT e.id, j.p FROM events e, JSON_TABLE(COALESCE(e.payload, '{}'), '$' COLUMNS (p varchar(10) PATH '$.x')) j
@ json-table-constant ordered
SELECT j.n, c.email FROM JSON_TABLE('[1, 2, 3]', '$[*]' COLUMNS (n int PATH '$')) j LEFT JOIN customers c ON c.id = j.n ORDER BY j.n
