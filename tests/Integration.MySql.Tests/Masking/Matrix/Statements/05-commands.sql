@ into-variable
SELECT resident_no, email INTO @a, @b FROM customers WHERE id = 1
@then
SELECT @a, @b
@ into-variable-bind
SELECT resident_no INTO @a FROM customers WHERE id = ?
@bind 1
@then
SELECT @a
@ assign-variable
SELECT @m := resident_no FROM customers WHERE id = 1
@then
SELECT @m
@ set-variable
SET @s = (SELECT email FROM customers WHERE id = 1)
@then
SELECT @s, CHAR_LENGTH(@s)
@ running-total ordered
SELECT id, @t := COALESCE(@t, 0) + balance x FROM customers ORDER BY id
@ explain
EXPLAIN SELECT * FROM branches
@ explain-masked
EXPLAIN SELECT resident_no FROM customers WHERE resident_no = 'x'
@ explain-format
EXPLAIN FORMAT=JSON SELECT name FROM customers WHERE id = 1
@expected keyed
EXPLAIN FORMAT=JSON SELECT name FROM {base}.customers WHERE id = 1
@ analyze-statement
ANALYZE SELECT COUNT(*) FROM customers WHERE email LIKE 'm%'
@expected keyed
ANALYZE SELECT COUNT(*) FROM {base}.customers WHERE email LIKE 'm%'
@ describe
DESCRIBE {base}.branches
@ prepare
PREPARE p FROM 'SELECT id, email FROM customers ORDER BY id'
@then
EXECUTE p
@then
DEALLOCATE PREPARE p
@ prepare-using
PREPARE p FROM 'SELECT id, name FROM customers WHERE id = ?'
@then
SET @i = 5
@then
EXECUTE p USING @i
@ prepare-unprotected
PREPARE p FROM 'SELECT id FROM branches ORDER BY id'
@then
EXECUTE p
@ prepare-variable
SET @q = 'SELECT resident_no FROM customers'
@then
PREPARE p FROM @q
@ execute-immediate
EXECUTE IMMEDIATE 'SELECT id, resident_no FROM customers ORDER BY id'
@ handler-open
HANDLER {base}.branches OPEN AS b
@then
HANDLER b READ FIRST
@then
HANDLER b CLOSE
@ handler-masked
HANDLER customers OPEN
@then
HANDLER customers READ FIRST LIMIT 3
@ call-plain
CALL all_branches()
@ call-masked
CALL all_customers()
@ do-masked
DO (SELECT SLEEP(0) FROM customers WHERE resident_no = '9101011234501')
@ checksum
CHECKSUM TABLE customers
@expected mask filter both keyed
CHECKSUM TABLE {base}.customers
@expected none
CHECKSUM TABLE {base}.customers
@ for-update ordered
SELECT id, name FROM customers WHERE id < 7 ORDER BY id FOR UPDATE
@ for-update-masked ordered
SELECT id, resident_no FROM customers ORDER BY id FOR UPDATE
@ for-update-skip ordered
SELECT id, email FROM customers WHERE id = 1 FOR UPDATE SKIP LOCKED
@ for-update-nowait ordered
SELECT id FROM customers WHERE name LIKE '%0%' ORDER BY id FOR UPDATE NOWAIT
@ lock-in-share-mode ordered
SELECT id, email FROM customers ORDER BY id LOCK IN SHARE MODE
@ for-update-join ordered
SELECT o.id, c.email FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id < 9 ORDER BY o.id FOR UPDATE
@ temporary-as ordered
CREATE TEMPORARY TABLE kept AS SELECT id, resident_no, email, balance FROM customers
@then
SELECT * FROM kept ORDER BY id
@ temporary-select ordered
CREATE TEMPORARY TABLE kept (id int PRIMARY KEY, x varchar(60)) SELECT id, notes AS x FROM customers
@then
SELECT id, x FROM kept ORDER BY id
@ temporary-insert ordered
CREATE TEMPORARY TABLE kept (a int, b varchar(60))
@then
INSERT INTO kept SELECT id, email FROM customers
@then
SELECT * FROM kept ORDER BY a
@ temporary-like ordered
CREATE TEMPORARY TABLE kept LIKE {base}.branches
@then
SELECT * FROM kept
@ temporary-shadow ordered
CREATE TEMPORARY TABLE branches (id varchar(3), x int)
@then
SELECT * FROM branches
@ temporary-shadow-masked ordered
CREATE TEMPORARY TABLE customers (id int, resident_no varchar(20))
@then
SELECT id, resident_no FROM customers
@ multi-two ordered
SELECT id, email FROM customers ORDER BY id; SELECT id, total FROM orders ORDER BY id
@ multi-mixed ordered
SET @k = 5; SELECT id, name FROM customers WHERE id = @k; SELECT COUNT(*) FROM customers
@ multi-error
SELECT 1; SELECT * FROM missing; SELECT resident_no FROM customers
@ show-create
SHOW CREATE TABLE {base}.branches
@ transaction ordered
START TRANSACTION
@then
SELECT id, resident_no FROM customers ORDER BY id
@then
COMMIT
@ compound
BEGIN NOT ATOMIC SELECT resident_no FROM customers WHERE id = 1; END
@ found-rows
SELECT id FROM customers WHERE balance > 20000
@then
SELECT FOUND_ROWS()
@ sql-mode-quotes ordered
SET sql_mode = 'ANSI_QUOTES'
@then
SELECT "id", "resident_no" FROM "customers" ORDER BY "id"
@ sql-mode-pipes ordered
SET sql_mode = 'PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES'
@then
SELECT id, name || '-' || email x FROM customers WHERE resident_no IS NOT NULL ORDER BY id
@ sql-mode-high-not ordered
SET sql_mode = 'HIGH_NOT_PRECEDENCE'
@then
SELECT id, email FROM customers WHERE NOT id IN (1, 2) ORDER BY id
@ sql-mode-oracle ordered
SET sql_mode = 'ORACLE'
@then
SELECT "id", "email" FROM customers ORDER BY "id"
@ names-euckr ordered
SET NAMES euckr
@then
SELECT id, resident_no, email FROM customers ORDER BY id
@ other-database ordered
USE information_schema
@then
SELECT id, resident_no FROM {db}.customers ORDER BY id
@ sequence-engine ordered
SELECT s.seq, c.email FROM seq_1_to_4 s LEFT JOIN customers c ON c.id = s.seq ORDER BY s.seq
@ system-time ordered
SELECT id FROM customers FOR SYSTEM_TIME ALL ORDER BY id
@ procedure-analyse
SELECT resident_no FROM customers PROCEDURE ANALYSE()
@ outfile
SELECT resident_no INTO OUTFILE '/nonexistent/x' FROM customers
@ dumpfile
SELECT resident_no INTO DUMPFILE '/nonexistent/x' FROM customers WHERE id = 1
