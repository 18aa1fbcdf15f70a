## Errors come as the server has them; what is behind them too.
\error 8134
SELECT 1 / 0; SELECT 'behind' \g
\error 245
SELECT CAST('x' AS int); SELECT 'not behind' \g
\error 207
SELECT nope FROM customers \g
\error 208
SELECT * FROM nope; SELECT 'not behind' \g
\error 2627
INSERT INTO customers (customer_id, name) VALUES (1, N'again'); SELECT @@ERROR \g
\error 515
INSERT INTO customers (customer_id) VALUES (1000) \g
\error 547
UPDATE orders SET total = -1 WHERE id = 1 \g
\error 2628
INSERT INTO customers (customer_id, name, branch_id) VALUES (1001, N'x', '12345678901') \g
\error 50000
RAISERROR('told %s', 16, 1, 'so'); PRINT 'behind' \g
RAISERROR('information', 10, 1) \g
\error 50005
THROW 50005, 'thrown', 3 \g
PRINT N'안녕' \g
\error 201
EXEC in_and_out 1 \g
DECLARE @b int = 2, @c nvarchar(20), @r int; EXEC @r = in_and_out 40, @b OUTPUT, @c OUTPUT; SELECT @r, @b, @c \g
EXEC three_results 2 \g
\error 50000
BEGIN TRY RAISERROR('caught', 16, 1) END TRY BEGIN CATCH SELECT ERROR_MESSAGE(), ERROR_SEVERITY(), ERROR_LINE(); THROW END CATCH \g
