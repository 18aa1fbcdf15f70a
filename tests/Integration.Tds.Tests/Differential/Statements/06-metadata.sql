## What drivers ask for.
EXEC sp_tables @table_owner = N'dbo', @table_type = N'''TABLE''' \g
EXEC sp_columns N'orders' \g
EXEC sp_pkeys N'order_lines' \g
EXEC sp_datatype_info 0 \g
SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_NAME = N'orders' ORDER BY ORDINAL_POSITION \g
SELECT name FROM sys.tables ORDER BY name \g
SELECT c.name, t.name FROM sys.columns c JOIN sys.types t ON t.user_type_id = c.user_type_id WHERE c.object_id = OBJECT_ID(N'dbo.orders') ORDER BY c.column_id \g
SELECT SERVERPROPERTY('ProductVersion'), @@VERSION, @@MAX_PRECISION \g
EXEC sp_describe_first_result_set N'SELECT customer_id, name FROM customers' \g
