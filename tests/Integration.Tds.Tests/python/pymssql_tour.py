"""What applications do with pymssql, printed so that two runs can be compared."""
import datetime
import decimal
import os

import pymssql


def connect(**more):
    options = dict(server="127.0.0.1", port=os.environ["DBPORT"], user=os.environ["DBUSER"], password=os.environ["DBPASSWORD"],
                   database=os.environ["DBNAME"], autocommit=True, appname="pymssql-tour", charset="UTF-8")
    options.update(more)
    return pymssql.connect(**options)


def step(name, run, **more):
    print("==", name)
    try:
        with connect(**more) as connection:
            run(connection)
    except Exception as error:  # the text is what is compared
        print("FAILED", type(error).__name__, error.args)


def queries(c):
    with c.cursor() as k:
        k.execute("CREATE TABLE d.dbo.pm (id int NOT NULL CONSTRAINT pk_pm PRIMARY KEY, t nvarchar(100) NULL, n decimal(10,2) NULL, ts datetime NULL, b varbinary(100) NULL)")
        k.execute("INSERT INTO d.dbo.pm VALUES (%d, %s, %s, %s, %s)", (1, "한글 'q'", decimal.Decimal("1.50"), datetime.datetime(2026, 1, 2, 3, 4, 5), b"\x00\xff"))
        print(k.rowcount)
        k.execute("SELECT * FROM d.dbo.pm")
        print(k.fetchall(), [d[:2] for d in k.description])
        k.executemany("INSERT INTO d.dbo.pm (id, t) VALUES (%d, %s)", [(i, "many") for i in range(10, 40)])
        k.execute("SELECT t, COUNT(*) AS n FROM d.dbo.pm GROUP BY t ORDER BY t")
        print(k.fetchall())
        k.execute("SELECT id, n FROM korean ORDER BY id")
        print(k.fetchall())
        k.execute("SELECT 1 AS a SELECT 2 AS b")
        print(k.fetchall(), k.nextset(), k.fetchall())


def transactions(c):
    c.autocommit(False)
    with c.cursor() as k:
        for sql in ("INSERT INTO d.dbo.pm (id) VALUES (1000)", "INSERT INTO d.dbo.pm (id) VALUES (1000)", "SELECT COUNT(*) AS n FROM d.dbo.pm"):
            try:
                k.execute(sql)
                print(k.fetchall() if k.description else k.rowcount)
            except pymssql.Error as error:
                print(type(error).__name__, error.args)
    c.rollback()
    with c.cursor() as k:
        k.execute("SELECT COUNT(*) AS n FROM d.dbo.pm")
        print(k.fetchall())
        k.execute("INSERT INTO d.dbo.pm (id) VALUES (2000)")
    c.commit()


def procedures(c):
    with c.cursor() as k:
        print(k.callproc("in_and_out", (4, pymssql.output(int, 5), pymssql.output(str))))
        k.callproc("three_results", (2,))
        k.nextset()
        print(k.fetchall())


def errors(c):
    with c.cursor() as k:
        for sql in ("SELEC 1", "SELECT * FROM missing", "EXEC nothing", "RAISERROR('raised', 16, 1)", "SELECT 'alive' AS word"):
            try:
                k.execute(sql)
                print(k.fetchall())
            except pymssql.Error as error:
                print(type(error).__name__, error.args)


def early(c):
    with c.cursor(as_dict=True) as k:
        k.execute("SELECT id, total FROM orders ORDER BY id")
        print(k.fetchone())
        k.execute("SELECT 'another' AS word")
        print(k.fetchone())


step("queries", queries)
step("transactions", transactions)
step("procedures", procedures)
step("errors", errors)
step("early", early)
step("7.1", early, tds_version="7.1")
