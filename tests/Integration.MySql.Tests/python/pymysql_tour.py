"""What applications do with PyMySQL, printed so that two runs can be compared."""
import datetime
import decimal
import os
import re
import sys

import pymysql
import pymysql.cursors
from pymysql.constants import CLIENT


def connect(**more):
    options = dict(host="127.0.0.1", port=int(os.environ["DBPORT"]), user=os.environ["DBUSER"], password=os.environ["DBPASSWORD"],
                   database=os.environ["DBNAME"], charset="utf8mb4", program_name="pymysql-tour")
    options.update(more)
    return pymysql.connect(**options)


def step(name, run, **more):
    print("==", name)
    connection = connect(**more)
    try:
        run(connection)
    except Exception as error:  # the text is what is compared
        print("FAILED", type(error).__name__, re.sub(r"\d{4,} bytes", "n bytes", str(error)))
    finally:
        if connection.open:
            connection.close()


def tables(c):
    with c.cursor() as k:
        k.execute("DROP TABLE IF EXISTS d.py")
        k.execute("CREATE TABLE d.py (id int PRIMARY KEY, t text, n decimal(10,2), ts datetime(6) NULL, b blob, j json)")
    print(c.get_server_info().split("-")[0].split(".")[0], c.server_status if hasattr(c, "server_status") else "")


def queries(c):
    with c.cursor() as k:
        k.execute("INSERT INTO d.py VALUES (%s, %s, %s, %s, %s, %s)",
                  (1, "한글 'q' \\ \"", decimal.Decimal("1.50"), datetime.datetime(2026, 1, 2, 3, 4, 5, 678), b"\x00\xff'\\", '{"a": 1}'))
        print(k.rowcount, k.lastrowid)
        k.execute("SELECT * FROM d.py")
        print(k.fetchall())
        print([d[:6] for d in k.description])
        k.executemany("INSERT INTO d.py (id, t) VALUES (%s, %s)", [(i, "many") for i in range(10, 300)])
        print(k.rowcount)
        k.execute("SELECT t, count(*) FROM d.py GROUP BY t ORDER BY t")
        print(k.fetchall())
    c.commit()


def transactions(c):
    c.autocommit(False)
    with c.cursor() as k:
        for sql in ("INSERT INTO d.py (id) VALUES (1000)", "INSERT INTO d.py (id) VALUES (1000)", "SELECT count(*) FROM d.py"):
            try:
                k.execute(sql)
                print(k.fetchall() if k.description else k.rowcount)
            except pymysql.Error as error:
                print(type(error).__name__, error.args)
    c.rollback()
    with c.cursor() as k:
        k.execute("SELECT count(*) FROM d.py WHERE id = 1000")
        print(k.fetchone())
    c.autocommit(True)
    print(c.get_autocommit())


def cursors(c):
    with c.cursor(pymysql.cursors.DictCursor) as k:
        k.execute("SELECT customer_id, name FROM customers WHERE customer_id < 4 ORDER BY 1")
        print(k.fetchall())
    with c.cursor(pymysql.cursors.SSCursor) as k:
        k.execute("SELECT id FROM orders ORDER BY id")
        print(k.fetchmany(3), sum(row[0] for row in k))
    with c.cursor() as k:
        k.callproc("three_results", (2,))
        print(k.fetchall())
        while k.nextset():
            print(k.fetchall())
        k.execute("SELECT @_three_results_0")
        print(k.fetchall())


def several(c):
    with c.cursor() as k:
        k.execute("SELECT 1; SELECT 2, 3; SET @x = 4; SELECT @x")
        print(k.fetchall())
        while k.nextset():
            print(k.fetchall())


def not_several(c):
    with c.cursor() as k:
        try:
            k.execute("SELECT 1; SELECT 2")
        except pymysql.Error as error:
            print(type(error).__name__, error.args)
        k.execute("SELECT 'alive'")
        print(k.fetchall())


def session(c):
    c.select_db("d")
    c.ping()
    with c.cursor() as k:
        k.execute("SELECT database()")
        print(k.fetchall())
        k.execute("SET SESSION sql_mode = 'STRICT_ALL_TABLES', time_zone = '+09:00'")
        k.execute("SELECT @@sql_mode, @@time_zone")
        print(k.fetchall())
    print(c.character_set_name(), c.escape("a'b"))


def charsets(c):
    with c.cursor() as k:
        k.execute("SELECT 'é', @@character_set_client, HEX('é')")
        print(k.fetchall())


def found_rows(c):
    with c.cursor() as k:
        k.execute("UPDATE customers SET email = email WHERE customer_id < 6")
        print(k.rowcount)


def big(c):
    with c.cursor() as k:
        k.execute("SELECT LENGTH(%s)", ("x" * (17 << 20),))
        print(k.fetchall())
        k.execute("SELECT REPEAT('y', 17000000)")
        print(len(k.fetchone()[0]))


def local_file(c):
    with open(os.environ["DBFILE"], "w", encoding="utf-8") as file:
        file.write("100001,loaded\n100002,가나다\n")
    with c.cursor() as k:
        try:
            k.execute("LOAD DATA LOCAL INFILE %s INTO TABLE d.py FIELDS TERMINATED BY ',' (id, t)", (os.environ["DBFILE"],))
            print(k.rowcount)
            k.execute("SELECT id, t FROM d.py WHERE id > 100000 ORDER BY id")
            print(k.fetchall())
        except pymysql.Error as error:
            print(type(error).__name__, error.args)


def killed(c):
    other = connect()
    with other.cursor() as k:
        k.execute("SELECT 1")
        print(k.fetchall())
    c.kill(other.thread_id())
    try:
        with other.cursor() as k:
            k.execute("SELECT 2")
            print("goes on", k.fetchall())
    except pymysql.Error as error:
        print("gone", type(error).__name__)
    with c.cursor() as k:
        k.execute("SELECT 'alive'")
        print(k.fetchall())


step("tables", tables)
step("queries", queries)
step("transactions", transactions)
step("cursors", cursors)
step("several statements", several, client_flag=CLIENT.MULTI_STATEMENTS)
step("no several statements", not_several)
step("session", session)
step("latin1", charsets, charset="latin1")
step("init command", session, init_command="SET SESSION sort_buffer_size = 1048576")
step("found rows", found_rows, client_flag=CLIENT.FOUND_ROWS)
step("changed rows", found_rows)
step("big packets", big)
step("local file", local_file, local_infile=True)
step("kill", killed)
