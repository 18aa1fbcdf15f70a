# COPY in and out: text, csv, binary, errors, CopyFail.
CREATE TABLE d.t (a int PRIMARY KEY, b text, c numeric) \g
COPY d.t FROM STDIN
\in
1	one	1.5
2	\N	2.5
3	tab\tand\nnewline	\N
\.
\g
SELECT * FROM d.t ORDER BY a \g
COPY d.t TO STDOUT \g
COPY d.t (b, a) TO STDOUT WITH (FORMAT csv, HEADER) \g
COPY (SELECT a, b FROM d.t ORDER BY a DESC) TO STDOUT WITH (FORMAT csv, DELIMITER ';', NULL 'null', FORCE_QUOTE (b)) \g
COPY d.t (a, b) FROM STDIN WITH (FORMAT csv)
\in
10,"quoted ""x"""
11,plain
\.
\g
COPY d.t FROM STDIN WITH (FORMAT csv, HEADER)
\in
a,b,c
20,x,1
\.
\g
COPY d.t FROM STDIN
\in
30	ok	1
1	duplicate	2
31	never	3
\.
\g
SELECT count(*) FROM d.t \g
COPY d.t FROM STDIN
\in
notanumber	x	1
\.
\g
COPY d.t FROM STDIN
\in
40	missing column
\.
\g
COPY d.t FROM STDIN
\in
50	x	1
\.
\fail the client gave up
\g
SELECT count(*) FROM d.t \g
COPY d.t FROM STDIN
\in
\.
\g
COPY d.t (a) FROM STDIN WITH (FORMAT binary)
\inhex
50 47 43 4f 50 59 0a ff 0d 0a 00 00000000 00000000
0001 00000004 00000064
0001 00000004 00000065
ffff
\.
\g
COPY d.t (a) FROM STDIN WITH (FORMAT binary)
\inhex
50 47 43 4f 50 59 0a ff 0d 0a 00 00000000 00000000
0001 00000003 000064
ffff
\.
\g
COPY d.t (a) TO STDOUT WITH (FORMAT binary) \g
COPY (SELECT i, repeat('x', 100) FROM generate_series(1, 5000) i) TO STDOUT \g
BEGIN \g
COPY d.t FROM STDIN
\in
60	in a transaction	1
\.
\g
COPY d.t FROM STDIN
\in
60	again	1
\.
\g
SELECT 1 \g
ROLLBACK \g
SELECT count(*) FROM d.t \g
BEGIN; COPY d.t FROM STDIN; SELECT count(*) FROM d.t; COMMIT
\in
70	multi	1
\.
\gs
SELECT 1; COPY d.t (a) TO STDOUT; SELECT 2 \gs
COPY d.t TO STDOUT WITH (FORMAT nosuch) \g
COPY d.t (nosuch) TO STDOUT \g
COPY d.t FROM STDIN WHERE a > 200
\in
100	skip	1
201	keep	1
\.
\g
SELECT a FROM d.t WHERE a > 200 \g
COPY customers (customer_id) TO STDOUT WITH (FORMAT text, ENCODING 'LATIN1') \g
COPY (INSERT INTO d.t VALUES (500) RETURNING a) TO STDOUT \g
