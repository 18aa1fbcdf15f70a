-- What people do with the command-line client.
status_is_not_shown = 1;
SHOW DATABASES;
USE shop
SHOW TABLES;
DESCRIBE customers;
SELECT * FROM customers WHERE customer_id < 4\G
SELECT count(*), sum(total) FROM orders;
SELECT 'warns', CAST('1x' AS INT);
SHOW WARNINGS;
SELECT * FROM missing;
SELEC 1;
BEGIN;
UPDATE customers SET email = 'x@example.com' WHERE customer_id = 1;
ROLLBACK;
SELECT email FROM customers WHERE customer_id = 1;
CREATE TABLE d.cli (a int AUTO_INCREMENT PRIMARY KEY, b varchar(20));
INSERT INTO d.cli (b) VALUES ('one'), ('two'), ('three');
UPDATE d.cli SET b = 'x' WHERE a > 1;
DELETE FROM d.cli WHERE a = 1;
SELECT LAST_INSERT_ID();
delimiter //
CREATE PROCEDURE d.cli_p() BEGIN SELECT 'in'; SELECT b FROM d.cli; END//
delimiter ;
CALL d.cli_p();
DROP PROCEDURE d.cli_p;
SET @a = 'variable';
SELECT @a;
USE d
SELECT database();
SHOW CREATE TABLE cli;
USE missing
SELECT 'done';
