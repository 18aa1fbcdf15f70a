## Values of each type.
SELECT CAST(1 AS bit), CAST(2 AS tinyint), CAST(-3 AS smallint), 4, CAST(5 AS bigint), CAST(1.5 AS real), 2.5e0 \g
SELECT CAST(1.25 AS decimal(10,2)), CAST(-12345678901234567890.0123456789 AS numeric(38,10)), CAST(1.5 AS money), CAST(-1.5 AS smallmoney) \g
SELECT CAST('20240229' AS date), CAST('10:11:12.1234567' AS time), CAST('2024-02-29T10:11:12.123' AS datetime), CAST('2024-02-29T10:11:12.1234567' AS datetime2), CAST('2024-02-29T10:11' AS smalldatetime),
  CAST('2024-02-29 10:11:12.5 +09:00' AS datetimeoffset(3)) \g
SELECT CAST('ab' AS char(5)), CAST('ab' AS varchar(5)), CAST(N'한글' AS nchar(5)), CAST(N'한글' AS nvarchar(5)), CAST('x' AS varchar(max)), REPLICATE(CAST(N'y' AS nvarchar(max)), 5000), CAST('t' AS text), CAST(N'n' AS ntext) \g
SELECT CAST(0x01 AS binary(3)), CAST(0x0102 AS varbinary(5)), CAST(0x03 AS varbinary(max)), CAST('6F9619FF-8B86-D011-B42D-00C04FC964FF' AS uniqueidentifier), CAST('<a>1</a>' AS xml), CAST(5 AS sql_variant) \g
SELECT CAST(NULL AS int), CAST(NULL AS varchar(5)), CAST(NULL AS varbinary(max)), CAST(NULL AS datetime2), CAST(NULL AS decimal(5,2)), CAST(NULL AS uniqueidentifier) \g
SELECT w, n FROM korean ORDER BY id \g
SELECT @a, @b, @c, @d \with @a decimal(10,3), @b datetime2(3), @c uniqueidentifier, @d bit = 1.5, 2024-02-29 10:11:12.123, 6F9619FF-8B86-D011-B42D-00C04FC964FF, 1
