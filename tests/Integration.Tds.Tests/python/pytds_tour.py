"""What applications do with python-tds, printed so that two runs can be compared."""
import datetime
import decimal
import os

import pytds


def connect(**more):
    options = dict(dsn="127.0.0.1", port=int(os.environ["DBPORT"]), user=os.environ["DBUSER"], password=os.environ["DBPASSWORD"],
                   database=os.environ["DBNAME"], autocommit=True, appname="pytds-tour")
    options.update(more)
    return pytds.connect(**options)


def step(name, run, **more):
    print("==", name)
    try:
        with connect(**more) as connection:
            run(connection)
    except Exception as error:  # the text is what is compared
        print("FAILED", type(error).__name__, error)


def tables(c):
    with c.cursor() as k:
        k.execute("CREATE TABLE d.dbo.py (id int NOT NULL CONSTRAINT pk_py PRIMARY KEY, t nvarchar(100) NULL, n decimal(10,2) NULL, ts datetime2(6) NULL,"
                  " b varbinary(max) NULL, g uniqueidentifier NULL)")


def queries(c):
    with c.cursor() as k:
        k.execute("INSERT INTO d.dbo.py (id, t, n, ts, b) VALUES (%s, %s, %s, %s, %s)",
                  (1, "한글 'q'", decimal.Decimal("1.50"), datetime.datetime(2026, 1, 2, 3, 4, 5, 678), pytds.Binary(b"\x00\xff'")))
        print(k.rowcount)
        k.execute("SELECT id, t, n, ts, b, g FROM d.dbo.py")
        print(k.fetchall(), [d[0] for d in k.description])
        k.executemany("INSERT INTO d.dbo.py (id, t) VALUES (%s, %s)", [(i, "many") for i in range(10, 60)])
        k.execute("SELECT t, COUNT(*) AS n FROM d.dbo.py GROUP BY t ORDER BY t")
        print(k.fetchall())
        k.execute("SELECT id, w, n FROM korean ORDER BY id")
        print(k.fetchall())
        k.execute("SELECT TOP 2 id, note, placed_at FROM orders WHERE note IS NOT NULL ORDER BY id")
        print(k.fetchall())
        k.execute("SELECT 1 AS a SELECT 2 AS b")
        print(k.fetchall(), k.nextset(), k.fetchall())


def transactions(c):
    c.autocommit = False
    with c.cursor() as k:
        for sql in ("INSERT INTO d.dbo.py (id) VALUES (1000)", "INSERT INTO d.dbo.py (id) VALUES (1000)", "SELECT COUNT(*) AS n FROM d.dbo.py"):
            try:
                k.execute(sql)
                print(k.fetchall() if k.description else k.rowcount)
            except pytds.Error as error:
                print(type(error).__name__, error)
    c.rollback()
    with c.cursor() as k:
        k.execute("SELECT COUNT(*) AS n FROM d.dbo.py")
        print(k.fetchall())
        k.execute("INSERT INTO d.dbo.py (id) VALUES (2000)")
    c.commit()


def procedures(c):
    with c.cursor() as k:
        print(k.callproc("in_and_out", (4, pytds.output(value=5), pytds.output(value="x"))), k.get_proc_return_status())
        k.callproc("three_results", (2,))
        while True:
            print(k.fetchall())
            if not k.nextset():
                break


def errors(c):
    with c.cursor() as k:
        for sql in ("SELEC 1", "SELECT * FROM missing", "EXEC nothing", "RAISERROR('raised', 16, 1)", "SELECT 'alive' AS word"):
            try:
                k.execute(sql)
                print(k.fetchall())
            except pytds.Error as error:
                print(type(error).__name__, getattr(error, "number", ""), error)


def large(c):
    with c.cursor() as k:
        k.execute("INSERT INTO d.dbo.py (id, b) VALUES (%s, %s)", (5000, pytds.Binary(bytes(range(256)) * 400)))
        k.execute("SELECT b FROM d.dbo.py WHERE id = 5000")
        print(len(k.fetchone()[0]))
        k.execute("SELECT id, customer_id, status, total FROM orders ORDER BY id")
        print(sum(r[0] for r in k.fetchall()))


def older(c):
    with c.cursor() as k:
        k.execute("SELECT id, t, n, ts FROM d.dbo.py WHERE id < 20 ORDER BY id")
        print(k.fetchall())


step("tables", tables)
step("queries", queries)
step("transactions", transactions)
step("procedures", procedures)
step("errors", errors)
step("large", large)
step("7.2", older, tds_version=0x72090002)
