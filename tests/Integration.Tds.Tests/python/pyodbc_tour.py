"""What applications do with FreeTDS' ODBC driver by pyodbc, printed so that two runs can be compared."""
import datetime
import decimal
import os
import threading
import time

import pyodbc

pyodbc.pooling = False
DRIVER = os.environ["TDSODBC"]


def connect(autocommit=True, **more):
    options = dict(Driver=DRIVER, Server="127.0.0.1", Port=os.environ["DBPORT"], UID=os.environ["DBUSER"], PWD=os.environ["DBPASSWORD"],
                   Database=os.environ["DBNAME"], TDS_Version="7.4", ClientCharset="UTF-8", APP="pyodbc-tour")
    options.update(more)
    return pyodbc.connect(";".join(f"{k}={v}" for k, v in options.items()), autocommit=autocommit)


def step(name, run, **more):
    print("==", name)
    try:
        connection = connect(**more)
        try:
            run(connection)
        finally:
            connection.close()
    except Exception as error:  # the text is what is compared
        print("FAILED", type(error).__name__, error.args)


def attempt(what):
    try:
        print(what())
    except pyodbc.Error as error:
        print(type(error).__name__, error.args)


def parameters(c):
    k = c.cursor()
    k.execute("CREATE TABLE d.dbo.po (id int NOT NULL CONSTRAINT pk_po PRIMARY KEY, t nvarchar(100) NULL, n decimal(10,2) NULL, ts datetime2(3) NULL, b varbinary(100) NULL, m nvarchar(max) NULL)")
    k.execute("INSERT INTO d.dbo.po VALUES (?, ?, ?, ?, ?, ?)", 1, "한글 'q'", decimal.Decimal("1.50"), datetime.datetime(2026, 1, 2, 3, 4, 5), b"\x00\xff", "가" * 5000)
    print(k.rowcount)
    k.execute("INSERT INTO d.dbo.po (id, t) VALUES (?, ?)", 2, None)
    k.execute("SELECT id, t, n, ts, b, LEN(m) AS m FROM d.dbo.po WHERE id >= ? ORDER BY id", 1)
    print(k.fetchall(), [d[:2] for d in k.description])
    k.execute("SELECT m FROM d.dbo.po WHERE id = ?", 1)
    print(len(k.fetchone()[0]))


def prepared(c):
    k = c.cursor()
    for i in range(1, 6):
        print(k.execute("SELECT customer_id, name FROM customers WHERE customer_id = ?", i).fetchall())
    k.executemany("INSERT INTO d.dbo.po (id, t) VALUES (?, ?)", [(i, f"many {i}") for i in range(10, 40)])
    print(c.cursor().execute("SELECT COUNT(*) FROM d.dbo.po").fetchone())
    k.fast_executemany = True
    attempt(lambda: k.executemany("INSERT INTO d.dbo.po (id, t) VALUES (?, ?)", [(i, f"fast {i}") for i in range(40, 60)]))
    print(c.cursor().execute("SELECT COUNT(*), MAX(t) FROM d.dbo.po").fetchone())


def transactions(c):
    k = c.cursor()
    k.execute("INSERT INTO d.dbo.po (id) VALUES (1000)")
    attempt(lambda: k.execute("INSERT INTO d.dbo.po (id) VALUES (1000)").rowcount)
    attempt(lambda: k.execute("SELECT COUNT(*) FROM d.dbo.po WHERE id = 1000").fetchone())
    c.rollback()
    attempt(lambda: k.execute("SELECT COUNT(*) FROM d.dbo.po WHERE id = 1000").fetchone())
    k.execute("INSERT INTO d.dbo.po (id) VALUES (2000)")
    c.commit()
    c.autocommit = True
    attempt(lambda: k.execute("SELECT COUNT(*), @@TRANCOUNT FROM d.dbo.po WHERE id = 2000").fetchone())


def results(c):
    k = c.cursor()
    k.execute("SELECT 1 AS a SELECT 2 AS b, N'둘' AS c")
    print(k.fetchall(), k.nextset(), k.fetchall(), k.nextset())
    k.execute("{CALL three_results (?)}", 2)
    print(k.fetchall(), k.nextset(), k.fetchall(), k.nextset(), k.fetchall())
    k.execute("DECLARE @b int = 2, @c nvarchar(20), @r int EXEC @r = in_and_out ?, @b OUTPUT, @c OUTPUT SELECT @r, @b, @c", 1)
    print(k.fetchall())
    k.execute("SELECT id, total FROM orders ORDER BY id")
    print(k.fetchone(), len(k.fetchmany(50)))
    k.execute("SELECT 'another' AS word")
    print(k.fetchone())


def errors(c):
    k = c.cursor()
    for sql in ("SELEC 1 FROM", "SELECT * FROM missing", "RAISERROR('raised', 16, 1)", "SELECT 1/0", "SELECT 'alive' AS word"):
        attempt(lambda: k.execute(sql).fetchall())
    for sql in ("SELECT * FROM missing WHERE a = ?", "SELECT name FROM customers WHERE customer_id = ?"):
        attempt(lambda: k.execute(sql, 1).fetchall())


def metadata(c):
    for name in (pyodbc.SQL_DBMS_NAME, pyodbc.SQL_DBMS_VER, pyodbc.SQL_DATABASE_NAME, pyodbc.SQL_USER_NAME):
        attempt(lambda: c.getinfo(name))
    k = c.cursor()
    attempt(lambda: sorted(r[2] for r in k.tables(schema="dbo")))
    attempt(lambda: [tuple(r)[:8] for r in k.columns(table="customers")])
    attempt(lambda: [tuple(r) for r in k.primaryKeys("order_lines")])
    attempt(lambda: len(k.getTypeInfo().fetchall()))


def cancel(c):
    k = c.cursor()
    timer = threading.Timer(0.3, k.cancel)
    timer.start()
    attempt(lambda: k.execute("WAITFOR DELAY '00:01:00'").rowcount)
    timer.join()
    print(c.cursor().execute("SELECT 'alive' AS word").fetchone())
    c.timeout = 1
    attempt(lambda: c.cursor().execute("WAITFOR DELAY '00:01:00'").rowcount)
    c.timeout = 0
    attempt(lambda: c.cursor().execute("SELECT 'alive' AS word").fetchone())


step("parameters", parameters)
step("prepared", prepared)
step("transactions", transactions, autocommit=False)
step("results", results)
step("errors", errors)
step("metadata", metadata)
step("cancel", cancel)
for version in ("7.1", "7.2", "7.3"):
    step("results " + version, results, TDS_Version=version)
