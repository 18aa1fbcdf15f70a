@ where-equals
SELECT id FROM customers WHERE resident_no = '9101011234501'
@ where-equals-shown ordered
SELECT id, resident_no FROM customers WHERE resident_no = '910101*******' ORDER BY id
@ where-like ordered
SELECT id FROM customers WHERE resident_no LIKE '%501' OR email LIKE 'm%' ORDER BY id
@ where-not-like ordered
SELECT id FROM customers WHERE email NOT LIKE '%secret%' ORDER BY id
@ where-in ordered
SELECT id FROM customers WHERE resident_no IN ('9101011234501', '920101*******') ORDER BY id
@ where-between ordered
SELECT id FROM customers WHERE balance BETWEEN 20000 AND 60000 ORDER BY id
@ where-dates ordered
SELECT id FROM customers WHERE birth_date >= '1975-01-01' AND birth_date < CAST('1979-06-01' AS date) ORDER BY id
@ where-null ordered
SELECT id FROM customers WHERE notes IS NULL AND email IS NOT NULL ORDER BY id
@ where-or-outside ordered
SELECT id, name FROM customers WHERE branch_id = 'S03' OR id = 1 OR 1 = 1 ORDER BY id
@ where-parentheses ordered
SELECT id, name FROM customers WHERE (branch_id = 'S03') OR (1 = 1) ORDER BY id
@ where-comment ordered
SELECT id, name FROM customers WHERE id > 0 -- AND id < 3
 OR id = 3 ORDER BY id
@ where-bits ordered
SELECT id FROM customers WHERE id & 1 = 1 AND active = 1 ORDER BY id
@ where-function ordered
SELECT id FROM customers WHERE LEN(name) > 6 AND LOWER(name) LIKE '%0%' ORDER BY id
@ where-function-masked ordered
SELECT id FROM customers WHERE RIGHT(resident_no, 2) = '01' OR LEN(notes) > 3 ORDER BY id
@ where-division ordered
SELECT id FROM customers WHERE 10 / NULLIF(id - 3, 0) < 5 ORDER BY id
@ where-division-hidden ordered
SELECT id FROM customers WHERE 10 / (id - 3) < 5 ORDER BY id
@expected filter both
SELECT id FROM customers WHERE 10 / NULLIF(id - 3, 0) < 5 ORDER BY id
@ where-case ordered
SELECT id FROM customers WHERE CASE WHEN id = 3 THEN 1 WHEN balance > 50000 THEN 1 ELSE 0 END = 1 ORDER BY id
@ where-two-columns ordered
SELECT id FROM customers WHERE name < email AND resident_no <> member_no ORDER BY id
@ where-escape ordered
SELECT id FROM customers WHERE name LIKE 'Open!-0[135]' ESCAPE '!' ORDER BY id
@ where-binds ordered
SELECT id, name FROM customers WHERE branch_id = @b OR name LIKE @n OR balance > @m ORDER BY id
@bind @b varchar(3), @n nvarchar(20), @m decimal(12,2) = S01|%5%|60000
@ where-badge
SELECT id FROM staff WHERE badge = 'DECAFBAD-1234-4321-8888-000000000001' OR photo = 0x70686F746F2D7365637265742D31
@ where-salary ordered
SELECT id, salary FROM staff WHERE salary > 5500000 ORDER BY id
@ where-exists-none
SELECT id FROM customers WHERE 1 = 0
@ order-masked ordered
SELECT id FROM customers ORDER BY email, id
@ order-masked-desc ordered
SELECT id, birth_date FROM customers ORDER BY birth_date DESC, id
@ order-expression ordered
SELECT id FROM customers ORDER BY RIGHT(resident_no, 1) DESC, balance / 1000, id
@ order-position ordered
SELECT resident_no, id FROM customers ORDER BY 1, 2
@ group ordered
SELECT branch_id, COUNT(*) AS n, MAX(email) AS m FROM customers GROUP BY branch_id ORDER BY branch_id
@ group-masked ordered
SELECT birth_date, COUNT(*) AS n FROM customers GROUP BY birth_date ORDER BY birth_date
@ group-masked-two ordered
SELECT resident_no, tier, COUNT(*) AS n FROM customers GROUP BY resident_no, tier ORDER BY 1, 2
@ group-expression ordered
SELECT LEFT(resident_no, 2) AS r, SUM(balance) AS s FROM customers GROUP BY LEFT(resident_no, 2) ORDER BY 1
@ group-having ordered
SELECT branch_id FROM customers GROUP BY branch_id HAVING COUNT(*) > 2 ORDER BY branch_id
@ group-having-masked ordered
SELECT branch_id FROM customers GROUP BY branch_id HAVING MAX(resident_no) > '92' AND SUM(balance) > 100000 ORDER BY branch_id
@ group-join ordered
SELECT c.name, COUNT(o.id) AS n, SUM(o.total) AS t FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.name ORDER BY c.name
@ group-case ordered
SELECT CASE WHEN balance > 50000 THEN 'much' ELSE 'little' END AS x, COUNT(*) AS n FROM customers GROUP BY CASE WHEN balance > 50000 THEN 'much' ELSE 'little' END ORDER BY 1
