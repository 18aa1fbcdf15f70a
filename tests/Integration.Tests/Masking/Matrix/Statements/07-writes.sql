@ insert-full write
INSERT INTO customers VALUES (101, 'Open-new', 'new@example.com', '9999999999999', '1999-09-09', 99, 'S01')
@ insert-allowed write
INSERT INTO customers (id, name, branch_id) VALUES (101, 'Open-new', 'S01')
@ insert-allowed-all write
INSERT INTO customers (id, name, branch_id, tier, tags, active) VALUES (101, 'Open-new', 'S02', 'gold', '{a}', false), (102, 'Open-new', 'S01', 'basic', NULL, true)
@ insert-masked write
INSERT INTO customers (id, name, branch_id, resident_no) VALUES (101, 'Open-new', 'S01', '9999999999999')
@ insert-outside write
INSERT INTO customers (id, name, branch_id) VALUES (101, 'Open-new', 'S03')
@ insert-one-outside write
INSERT INTO customers (id, name, branch_id) VALUES (101, 'Open-new', 'S01'), (102, 'Open-new', 'S04')
@ insert-default-branch write
INSERT INTO customers (id, name) VALUES (101, 'Open-new')
@ insert-null-branch write
INSERT INTO customers (id, name, branch_id) VALUES (101, 'Open-new', NULL)
@ insert-bind write
INSERT INTO customers (id, name, branch_id) VALUES ($1, $2, $3)
@bind 101|Open-new|S02
@ insert-bind-outside write
INSERT INTO customers (id, name, branch_id) VALUES ($1, $2, $3)
@bind 101|Open-new|S04
@ insert-returning write
INSERT INTO customers (id, name, branch_id) VALUES (101, 'Open-new', 'S01') RETURNING id, name, resident_no, balance
@ insert-returning-star write
INSERT INTO customers (id, name, branch_id) VALUES (101, 'Open-new', 'S01') RETURNING *
@ insert-orders write
INSERT INTO orders (id, customer_id, branch_id) SELECT 200, 1, 'S01' WHERE false
@ insert-order write
INSERT INTO payments (id, order_id, amount, card_no) VALUES (101, 1, 5, '4000')
@ insert-select write
INSERT INTO archive (customer_id, resident_no) SELECT id, resident_no FROM customers
@ insert-select-star write
INSERT INTO archive SELECT id, resident_no, notes FROM customers WHERE active
@ insert-select-bind write
INSERT INTO archive (customer_id, note) SELECT id, $1 || email FROM customers WHERE id < $2
@bind m|5
@ insert-select-view write
INSERT INTO archive (customer_id, resident_no) SELECT id, label FROM v_labels
@ insert-select-returning write
INSERT INTO archive (customer_id, resident_no) SELECT id, resident_no FROM customers WHERE id < 4 RETURNING customer_id, resident_no
@ insert-with write
WITH x AS (SELECT id, email FROM customers) INSERT INTO archive (customer_id, note) SELECT id, email FROM x
@ insert-sub-value write
INSERT INTO archive (customer_id, resident_no) VALUES (1, (SELECT resident_no FROM customers WHERE id = 1))
@ insert-self write
INSERT INTO customers (id, name, branch_id) SELECT id + 200, name, branch_id FROM customers WHERE id < 3
@ insert-unprotected write
INSERT INTO journal VALUES (3, 'third', 'c') RETURNING *
@ insert-default-values write
INSERT INTO archive DEFAULT VALUES
@ upsert-nothing write
INSERT INTO customers (id, name, branch_id) VALUES (1, 'Open-other', 'S01') ON CONFLICT DO NOTHING
@ upsert-update write
INSERT INTO customers (id, name, branch_id) VALUES (1, 'Open-other', 'S01') ON CONFLICT (id) DO UPDATE SET name = excluded.name
@ upsert-new write
INSERT INTO customers (id, name, branch_id) VALUES (101, 'Open-other', 'S01') ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING id, name, email
@ upsert-masked write
INSERT INTO customers (id, name, branch_id) VALUES (1, 'Open-other', 'S01') ON CONFLICT (id) DO UPDATE SET resident_no = '1'
@ upsert-read-masked write
INSERT INTO customers AS c (id, name, branch_id) VALUES (1, 'Open-other', 'S01') ON CONFLICT (id) DO UPDATE SET name = left(c.resident_no, 40) WHERE c.balance > 1000
@ upsert-bind write
INSERT INTO customers (id, name, branch_id) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET name = excluded.name || $4
@bind 2|Open-b|S02|!
@ upsert-unprotected write
INSERT INTO journal (id, mark) VALUES (1, 'again') ON CONFLICT (id) DO UPDATE SET mark = excluded.mark, who = journal.who || '!' RETURNING *
@ update-allowed write
UPDATE customers SET name = 'Open-changed' WHERE id = 1
@ update-all write
UPDATE customers SET active = NOT active
@ update-tier write
UPDATE customers SET tier = 'gold', tags = tags || 'x'::text WHERE branch_id = 'S02'
@ update-outside write
UPDATE customers SET name = 'Open-changed' WHERE id = 3
@ update-or write
UPDATE customers SET name = 'Open-changed' WHERE id = 1 OR branch_id = 'S03'
@ update-masked write
UPDATE customers SET resident_no = '1' WHERE id = 1
@ update-masked-mixed write
UPDATE customers SET name = 'Open-x', balance = balance + 1 WHERE id = 1
@ update-masked-where write
UPDATE customers SET name = 'Open-x' WHERE resident_no LIKE '%501'
@ update-masked-where-shown write
UPDATE customers SET name = 'Open-x' WHERE resident_no = '910101*******'
@ update-from-masked write
UPDATE customers SET name = left(resident_no, 40) WHERE id < 5
@ update-branch write
UPDATE customers SET branch_id = 'S02' WHERE id = 1
@ update-branch-outside write
UPDATE customers SET branch_id = 'S03' WHERE id = 1
@ update-branch-bind write
UPDATE customers SET branch_id = $1, name = $2 WHERE id = $3
@bind S02|Open-m|5
@ update-branch-bind-outside write
UPDATE customers SET branch_id = $1 WHERE id = $2
@bind S04|5
@ update-bind write
UPDATE customers SET name = $1, active = $2 WHERE id = $3
@bind Open-bound|false|2
@ update-alias write
UPDATE customers AS c SET name = c.name || '+' WHERE c.id IN (1, 3)
@ update-only write
UPDATE ONLY customers SET active = false WHERE id = 2
@ update-multi write
UPDATE customers SET (name, active) = ('Open-m', false) WHERE id = 1
@ update-multi-select write
UPDATE orders SET (remark, status) = (SELECT name, 'x' FROM customers c WHERE c.id = orders.customer_id) WHERE id < 7
@ update-from write
UPDATE orders o SET remark = c.name FROM customers c WHERE c.id = o.customer_id AND o.id < 9
@ update-from-masked-source write
UPDATE archive a SET note = c.email FROM customers c WHERE c.id = a.customer_id
@ update-from-join write
UPDATE orders SET status = b.region FROM customers c JOIN branches b ON b.id = c.branch_id WHERE c.id = orders.customer_id AND c.active
@ update-subquery write
UPDATE orders SET remark = (SELECT c.resident_no FROM customers c WHERE c.id = orders.customer_id) WHERE id < 5
@ update-where-exists write
UPDATE orders SET status = 'seen' WHERE EXISTS (SELECT FROM customers c WHERE c.id = orders.customer_id AND c.balance > 50000)
@ update-where-in write
UPDATE branches SET title = 'in use' WHERE id IN (SELECT branch_id FROM customers WHERE resident_no LIKE '91%')
@ update-returning write
UPDATE customers SET name = 'Open-r' WHERE id < 4 RETURNING id, name, resident_no
@ update-returning-star write
UPDATE customers SET active = false WHERE id = 2 RETURNING *
@ update-returning-expression write
UPDATE customers SET active = false WHERE id < 3 RETURNING id AS n, upper(email) AS mail, balance * 2, customers.notes
@ update-returning-from write
UPDATE orders o SET status = 'r' FROM customers c WHERE c.id = o.customer_id AND o.id = 1 RETURNING o.id, o.total, c.email
@ update-default write
UPDATE customers SET tier = DEFAULT WHERE id = 1
@expected mask filter both
UPDATE customers SET tier = 'basic' WHERE id = 1
@ update-order-total write
UPDATE orders SET total = 5 WHERE id = 1
@ update-partition write
UPDATE events SET tenant = tenant WHERE id < 4
@ update-partition-masked write
UPDATE events SET actor = 'x' WHERE id = 2
@ update-inheritance write
UPDATE staff SET team = 'team-9' WHERE id IN (1, 4, 11, 14)
@ update-child write
UPDATE managers SET bonus = 1 WHERE name LIKE '%1%'
@ update-view write
UPDATE v_customers SET name = 'Open-v' WHERE id IN (1, 3)
@ update-view-masked write
UPDATE v_customers SET email = 'x@example.com' WHERE id = 1
@ update-unprotected write
UPDATE journal SET who = 'z' WHERE id = 1 RETURNING *
@ update-qualified write
UPDATE public.customers SET name = 'Open-q' WHERE public.customers.id = 1 RETURNING customers.email
@ delete write
DELETE FROM payments WHERE id = 1
@ delete-outside write
DELETE FROM payments WHERE id IN (2, 7, 11)
@ delete-all write
DELETE FROM payments
@ delete-masked-where write
DELETE FROM payments WHERE card_no = '4111-2222-3333-0001'
@ delete-masked-shown write
DELETE FROM payments WHERE card_no = 'withheld'
@ delete-using write
DELETE FROM payments p USING orders o WHERE o.id = p.order_id AND o.total > 100
@ delete-using-masked write
DELETE FROM archive a USING customers c WHERE c.resident_no = a.resident_no
@ delete-subquery write
DELETE FROM order_lines WHERE order_id IN (SELECT id FROM orders WHERE customer_id = 1)
@ delete-returning write
DELETE FROM payments WHERE id < 5 RETURNING *
@ delete-returning-expression write
DELETE FROM payments p WHERE p.id < 5 RETURNING p.id, p.card_no || '!' AS card
@ delete-bind write
DELETE FROM payments WHERE order_id = $1 AND amount < $2
@bind 1|100
@ delete-partition write
DELETE FROM events WHERE id < 5
@ delete-inheritance write
DELETE FROM staff WHERE team = 'team-1' RETURNING id, name
@ delete-only write
DELETE FROM ONLY staff WHERE id > 3
@expected mask filter both
DELETE FROM staff_only WHERE id > 3
@ cte-writable write
WITH gone AS (DELETE FROM payments WHERE id < 5 RETURNING id, card_no) SELECT * FROM gone ORDER BY id
@ cte-writable-update write
WITH u AS (UPDATE customers SET active = false WHERE id < 4 RETURNING id, email) INSERT INTO archive (customer_id, note) SELECT id, email FROM u
@ cte-writable-insert write
WITH n AS (INSERT INTO archive (customer_id, resident_no) SELECT id, resident_no FROM customers RETURNING customer_id) SELECT count(*) FROM n
@ cte-before-update write
WITH c AS (SELECT id, name FROM customers WHERE balance > 40000) UPDATE orders SET remark = c.name FROM c WHERE c.id = orders.customer_id
@ cte-before-delete write
WITH c AS (SELECT id FROM customers WHERE resident_no LIKE '91%') DELETE FROM orders WHERE customer_id IN (SELECT id FROM c) AND false
@ transaction-write write
BEGIN
@then
UPDATE customers SET name = 'Open-t' WHERE id = 2
@then
SELECT id, name, resident_no FROM customers WHERE id = 2
@then
COMMIT
@ prepare-write write
PREPARE w (int, text) AS UPDATE customers SET name = $2 WHERE id = $1
@then
EXECUTE w (1, 'Open-p')
@then
EXECUTE w (3, 'Open-p')
@then
DEALLOCATE w
@ truncate write untagged
TRUNCATE payments
@expected mask filter both
DELETE FROM payments
@ lock-table
BEGIN
@then
LOCK TABLE customers IN SHARE MODE
@then
ROLLBACK
@ merge-insert write
MERGE INTO journal j USING (SELECT id, name FROM customers) c ON c.id = j.id WHEN MATCHED THEN UPDATE SET who = c.name WHEN NOT MATCHED THEN DO NOTHING
@ merge-protected write untagged
MERGE INTO payments p USING orders o ON o.id = p.order_id AND o.total > 150 WHEN MATCHED THEN DELETE
@expected mask filter both
DELETE FROM payments p USING orders o WHERE o.id = p.order_id AND o.total > 150
