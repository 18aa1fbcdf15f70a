-- Layer 1 without filters.
CREATE VIEW {kept}.customers AS SELECT * FROM {base}.customers;
CREATE VIEW {kept}.orders AS SELECT * FROM {base}.orders;
CREATE VIEW {kept}.payments AS SELECT * FROM {base}.payments;
CREATE VIEW {kept}.events AS SELECT * FROM {base}.events;
CREATE VIEW {kept}.staff AS SELECT * FROM {base}.staff;
CREATE VIEW {kept}.blanks AS SELECT * FROM {base}.blanks;
