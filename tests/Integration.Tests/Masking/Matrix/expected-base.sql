-- The protected tables leave the search path; views of the same names take their place (expected-*.sql).
CREATE SCHEMA base;
ALTER TABLE customers SET SCHEMA base;
ALTER TABLE orders SET SCHEMA base;
ALTER TABLE payments SET SCHEMA base;
ALTER TABLE events SET SCHEMA base;
ALTER TABLE events_2025 SET SCHEMA base;
ALTER TABLE events_2026 SET SCHEMA base;
ALTER TABLE staff SET SCHEMA base;
ALTER TABLE managers SET SCHEMA base;
ALTER TABLE blanks SET SCHEMA base;
