CREATE TABLE branches (id int PRIMARY KEY, name varchar(40), region varchar(40)) CHARACTER SET utf8mb4;
CREATE TABLE customers (
  id int PRIMARY KEY AUTO_INCREMENT, branch_id int NOT NULL, name varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci,
  resident_no varchar(14) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, email varchar(80) CHARACTER SET latin1, amount decimal(12,2), born date,
  KEY (branch_id), KEY (name), KEY (resident_no));
CREATE TABLE orders (id int PRIMARY KEY, customer_id int, total decimal(10,2), note text) CHARACTER SET utf8mb4;
CREATE TABLE accounts (id int PRIMARY KEY, branch_id int, iban varchar(34), audit int INVISIBLE);
INSERT INTO branches VALUES (1, 'one', 'north'), (2, 'two', 'south'), (3, 'three', 'north'), (4, 'four', 'south');
INSERT INTO customers SELECT seq, 1 + seq % 4, CASE seq % 7 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE CONCAT('n', seq % 5) END,
  CASE seq % 11 WHEN 0 THEN NULL ELSE CONCAT('74010', seq % 10, '-12345', seq % 10, seq % 3) END, CONCAT('m', seq, '@example.com'),
  IF(seq = 6, NULL, seq * 10), IF(seq % 13 = 0, NULL, '1974-03-05' + INTERVAL seq DAY) FROM seq_1_to_60;
UPDATE customers SET name = '"', amount = 100, resident_no = '900101-1234567' WHERE branch_id IN (3, 4) AND id % 5 = 0;
UPDATE customers SET resident_no = '900101-1234567' WHERE id IN (4, 5);
INSERT INTO orders SELECT seq, 1 + seq % 60, seq * 7, IF(seq % 3 = 0, CONCAT('t', seq), seq) FROM seq_1_to_120;
INSERT INTO accounts (id, branch_id, iban) SELECT seq, 1 + seq % 4, CONCAT('DE', seq) FROM seq_1_to_12;
CREATE VIEW v_names AS SELECT id, name, resident_no FROM customers;
CREATE VIEW v_upper AS SELECT id, UCASE(resident_no) AS rn FROM customers;
CREATE VIEW v_sum AS SELECT branch_id, COUNT(*) AS n FROM customers GROUP BY branch_id;
