## Every type, both ways.
CREATE TABLE d.types (
  i1 tinyint, i2 smallint, i3 mediumint, i4 int, i8 bigint, u1 tinyint unsigned, u8 bigint unsigned, z int(5) zerofill, d decimal(20,5), f float, g double,
  b bit(12), dt date, t time(3), ts timestamp(6) NULL, dtm datetime(2), y year, c char(5), v varchar(300), tx text, mt mediumtext, bin binary(4), vb varbinary(10),
  bl blob, e enum('a', 'b'), s set('x', 'y', 'z'), j json, g1 geometry, u uuid, ip inet6) \g
INSERT INTO d.types VALUES (-128, -32768, -8388608, -2147483648, -9223372036854775808, 255, 18446744073709551615, 42, -12345.67890, 1.5, 2.25e10,
  b'101010101010', '2026-02-28', '-12:34:56.789', '2026-02-28 12:34:56.123456', '1999-12-31 23:59:59.99', 2026, 'abc', '한글', REPEAT('t', 300), 'medium', 'bin', x'00ff',
  x'0001fe', 'b', 'x,z', '{"a": 1}', ST_GeomFromText('POINT(1 2)'), '123e4567-e89b-12d3-a456-426655440000', '::1') \g
INSERT INTO d.types (i1) VALUES (NULL) \g
SELECT i1, i2, i3, i4, i8, u1, u8, z, d, f, g FROM d.types \g
SELECT HEX(b), dt, t, ts, dtm, y, c, v, tx, mt FROM d.types \g
SELECT HEX(bin), HEX(vb), HEX(bl), e, s, j, ST_AsText(g1), u, ip FROM d.types \g
SELECT * FROM d.types WHERE i1 IS NULL \g
SELECT CAST('2026-01-01' AS DATE), CAST('25:00:00' AS TIME), TIMESTAMP '2026-01-01 00:00:00.5', CAST(-1 AS UNSIGNED), 1.50, 1e3, TRUE, INTERVAL 1 DAY + DATE '2026-01-01' \g
SELECT ?, ?, ? \bind 1 text \N
SELECT MAX(i8), SUM(u8), AVG(d), COUNT(*), BIT_OR(u1) FROM d.types \g
SELECT '0000-00-00', CAST('0000-00-00' AS DATE), MAKETIME(838, 59, 59) \g
