## Several statements, several results.
SELECT 1; SELECT 2 \gt
SELECT 1; SELECT * FROM missing; SELECT 3 \gt
SET @m = 1; SELECT @m; \gt
INSERT INTO journal (mark, who) VALUES ('m1', 'x'); SELECT mark FROM journal WHERE mark = 'm1'; DELETE FROM journal WHERE mark = 'm1' \gt
BEGIN; INSERT INTO journal (mark, who) VALUES ('m2', 'x'); COMMIT; SELECT count(*) FROM journal WHERE mark = 'm2' \gt
SELECT 1;; SELECT 2 \gt
; \gt
CALL three_results(2) \g
CALL three_results(?) \bind 1
CALL three_results(1); SELECT 'after' \gt
CALL note_down('called') \g
SELECT mark FROM journal WHERE mark = 'called' \g
SET @b = 2 \g
CALL in_and_out(1, @b, @c) \g
SELECT @b, @c \g
CALL in_and_out(1, 2, 3) \g
CALL missing_procedure() \g
SELECT REPEAT('x', 70000) \g
SELECT customer_id, name, email, resident_no FROM customers ORDER BY customer_id \g
SELECT o.seq, REPEAT('y', 1000) FROM seq_1_to_300 o ORDER BY 1 \g
LOAD DATA LOCAL INFILE 'lines.txt' INTO TABLE journal FIELDS TERMINATED BY ',' (mark, who)
\data l1,a\nl2,b\n
\gt
SELECT mark, who FROM journal WHERE mark LIKE 'l_' ORDER BY 1 \g
LOAD DATA LOCAL INFILE 'empty.txt' INTO TABLE journal (mark, who)
\gt
