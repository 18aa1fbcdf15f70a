-- proxydb.token for MySQL 8 and MariaDB 10.6 and later: the value that the mask `token` gives, computed in the server.
--
-- With it the mask also holds in predicates, joins and grouping. Without it a column under `token` can only be shown as it is, and
-- statements that use it otherwise are refused. docs/masks.md says more.
--
-- Who runs this: a DBA, once for each server, as an account that is NOT the service login of the gateway and not used by applications:
-- it becomes the definer, with whose rights the function reads the keys.
--
--     mariadb < mysql-token.sql
--     GRANT EXECUTE ON FUNCTION proxydb.token TO 'proxydb'@'10.0.0.%';      -- the gateway's service login; nothing else of proxydb
--
-- How the key gets in: the same bytes as in the gateway's file (`masks.keys`), one newline at the end left out. So that it stands in no
-- log of the server, switch these off for the session or make sure that they keep no text of it (general log, slow log, audit plugin,
-- binary log, performance_schema):
--
--     SET SESSION sql_log_off = 1, sql_log_bin = 0;
--     CALL proxydb.set_mask_key('default', FROM_BASE64('…'));               -- base64 of the file without its last newline
--
-- A key can be replaced the same way. Every token changes with it, so do it together with the gateway's file, in a quiet hour.
--
-- Do not let a rule grant the function `proxydb.token` to anybody under the mask: who can compute tokens of guessed values finds the
-- value behind a token.

CREATE DATABASE IF NOT EXISTS proxydb CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The two halves of an HMAC key (RFC 2104): 64 bytes each, the key XORed with 0x36 and with 0x5c.
CREATE TABLE IF NOT EXISTS proxydb.mask_keys (
    key_name  varchar(100) NOT NULL PRIMARY KEY,
    inner_key varbinary(64) NOT NULL,
    outer_key varbinary(64) NOT NULL
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

DROP PROCEDURE IF EXISTS proxydb.set_mask_key;
DROP FUNCTION IF EXISTS proxydb.token;

DELIMITER //

-- Puts a key in or replaces it.
CREATE PROCEDURE proxydb.set_mask_key(IN name varchar(100) CHARACTER SET utf8mb4, IN mask_key varbinary(4096))
MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
    DECLARE i int DEFAULT 1;
    DECLARE part int;
    DECLARE block varbinary(64);
    DECLARE inner_pad, outer_pad varbinary(64) DEFAULT '';
    IF mask_key IS NULL OR LENGTH(mask_key) < 32 THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the key is shorter than 32 bytes';
    END IF;
    SET block = IF(LENGTH(mask_key) > 64, UNHEX(SHA2(mask_key, 256)), mask_key);
    WHILE i <= 64 DO
        SET part = IF(i <= LENGTH(block), CAST(CONV(HEX(SUBSTRING(block, i, 1)), 16, 10) AS UNSIGNED), 0);
        SET inner_pad = CONCAT(inner_pad, UNHEX(LPAD(HEX(part ^ 54), 2, '0')));
        SET outer_pad = CONCAT(outer_pad, UNHEX(LPAD(HEX(part ^ 92), 2, '0')));
        SET i = i + 1;
    END WHILE;
    REPLACE INTO proxydb.mask_keys (key_name, inner_key, outer_key) VALUES (name, inner_pad, outer_pad);
END //

-- HMAC-SHA-256 of the value in UTF-8, its first 128 bits as 32 hexadecimal digits. NULL stays NULL; a key that is not there is an error.
-- NOT DETERMINISTIC: it reads the table of keys, so that no index or generated column can outlive a key.
CREATE FUNCTION proxydb.token(value longtext CHARACTER SET utf8mb4, name varchar(100) CHARACTER SET utf8mb4)
RETURNS char(32) CHARACTER SET ascii COLLATE ascii_bin
NOT DETERMINISTIC READS SQL DATA SQL SECURITY DEFINER
BEGIN
    DECLARE inner_pad, outer_pad varbinary(64);
    IF value IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT k.inner_key, k.outer_key INTO inner_pad, outer_pad FROM proxydb.mask_keys k WHERE k.key_name = name COLLATE utf8mb4_bin;
    IF inner_pad IS NULL THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'there is no mask key of this name in proxydb.mask_keys';
    END IF;
    RETURN LEFT(SHA2(CONCAT(outer_pad, UNHEX(SHA2(CONCAT(inner_pad, CAST(value AS BINARY)), 256))), 256), 32);
END //

DELIMITER ;
