"""What applications do with psycopg2, printed so that two runs can be compared."""
import datetime
import decimal
import io
import os
import sys

import psycopg2
import psycopg2.errors
import psycopg2.extensions
import psycopg2.extras


def connect(**more):
    return psycopg2.connect(host="127.0.0.1", port=os.environ["PGPORT"], user=os.environ["PGUSER"], password=os.environ["PGPASSWORD"],
                            dbname=os.environ["PGDATABASE"], application_name="psycopg2-tour", **more)


def step(name, run):
    print("==", name)
    connection = connect()
    try:
        run(connection)
    except Exception as error:  # the text is what is compared
        print("FAILED", type(error).__name__, getattr(error, "pgcode", None), str(error).strip())
    finally:
        connection.close()


def tables(c):
    with c, c.cursor() as k:
        k.execute("DROP TABLE IF EXISTS d.py")
        k.execute("CREATE TABLE d.py (id int PRIMARY KEY, t text, n numeric, ts timestamptz, b bytea, a int[], j jsonb)")
    print(c.status, c.get_transaction_status())


def queries(c):
    with c, c.cursor() as k:
        k.execute("INSERT INTO d.py VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id",
                  (1, "한글 'q' \\", decimal.Decimal("1.50"), datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc), b"\x00\xff", [1, 2], psycopg2.extras.Json({"a": 1})))
        print(k.fetchall(), k.rowcount, k.statusmessage)
        k.execute("SELECT id, t, n, ts AT TIME ZONE 'UTC', b, a, j FROM d.py")
        print([[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in k.fetchall()])
        print([d.name + ":" + str(d.type_code) for d in k.description])
        k.executemany("INSERT INTO d.py (id, t) VALUES (%s, %s)", [(i, "many") for i in range(10, 15)])
        psycopg2.extras.execute_values(k, "INSERT INTO d.py (id, t) VALUES %s", [(i, "values") for i in range(20, 40)])
        psycopg2.extras.execute_batch(k, "INSERT INTO d.py (id, t) VALUES (%s, %s)", [(i, "batch") for i in range(50, 60)])
        k.execute("SELECT t, count(*) FROM d.py GROUP BY t ORDER BY t")
        print(k.fetchall())
        k.execute("SELECT 1; SELECT 2")
        print(k.fetchall())


def transactions(c):
    with c.cursor() as k:
        for sql in ("INSERT INTO d.py (id) VALUES (100)", "INSERT INTO d.py (id) VALUES (100)", "SELECT 1"):
            try:
                k.execute(sql)
                print(k.statusmessage, c.get_transaction_status())
            except psycopg2.Error as error:
                print(error.pgcode, error.diag.message_primary, error.diag.constraint_name, c.get_transaction_status())
        c.rollback()
        k.execute("SELECT count(*) FROM d.py WHERE id = 100")
        print(k.fetchone(), c.get_transaction_status())
        c.rollback()
        for level in (psycopg2.extensions.ISOLATION_LEVEL_SERIALIZABLE, psycopg2.extensions.ISOLATION_LEVEL_REPEATABLE_READ):
            c.set_isolation_level(level)
            k.execute("SHOW transaction_isolation")
            print(k.fetchone())
            c.rollback()
        c.set_session(isolation_level="DEFAULT", readonly=True, autocommit=True)
        try:
            k.execute("INSERT INTO d.py (id) VALUES (101)")
        except psycopg2.Error as error:
            print(error.pgcode)
        c.set_session(readonly=False)
        k.execute("INSERT INTO d.py (id) VALUES (101)")
        print(k.rowcount)


def named_cursors(c):
    with c, c.cursor("server_side") as k:
        k.itersize = 7
        k.execute("SELECT i FROM generate_series(1, 50) i")
        print(sum(row[0] for row in k))
    with c.cursor("held", withhold=True) as k:
        k.execute("SELECT i FROM generate_series(1, 5) i")
        c.commit()
        print(k.fetchmany(2), k.fetchall())
        k.close()
    c.commit()


def copies(c):
    with c, c.cursor() as k:
        k.copy_expert("COPY d.py (id, t) FROM STDIN WITH (FORMAT csv)", io.StringIO("200,a\n201,\"b,c\"\n"))
        print(k.rowcount)
        out = io.StringIO()
        k.copy_expert("COPY (SELECT id, t FROM d.py WHERE id >= 200 ORDER BY id) TO STDOUT", out)
        print(out.getvalue())
    try:
        with c, c.cursor() as k:
            k.copy_expert("COPY d.py (id) FROM STDIN", io.StringIO("300\n200\n" + "301\n" * 50000))
    except psycopg2.Error as error:
        print(error.pgcode)
    with c, c.cursor() as k:
        k.execute("SELECT count(*) FROM d.py WHERE id >= 300")
        print(k.fetchone())


def notices(c):
    with c, c.cursor() as k:
        k.execute("SELECT shout('py')")
        print(k.fetchone(), c.notices)


def notifications(c):
    c.autocommit = True
    with c.cursor() as k:
        k.execute("LISTEN py_channel")
        k.execute("NOTIFY py_channel, 'x'")
        k.execute("SELECT 1")
        c.poll()
        print([(n.channel, n.payload) for n in c.notifies])


def cancel(c):
    import threading
    with c.cursor() as k:
        threading.Timer(0.2, c.cancel).start()
        try:
            k.execute("SELECT pg_sleep(30)")
        except psycopg2.errors.QueryCanceled as error:
            print(error.pgcode)
        c.rollback()
        k.execute("SELECT 'goes on'")
        print(k.fetchone())


def settings(c):
    print(c.encoding, c.get_parameter_status("TimeZone"), c.get_parameter_status("standard_conforming_strings"), c.server_version)
    c.set_client_encoding("LATIN1")
    with c.cursor() as k:
        k.execute("SELECT 'é'")
        print(k.fetchone(), c.encoding)
    c.reset()
    print(c.encoding)


def options(_):
    c = connect(options="-c search_path=d -c statement_timeout=9s")
    with c.cursor() as k:
        k.execute("SELECT count(*) FROM py")
        k.execute("SHOW statement_timeout")
        print(k.fetchone())
    c.close()


def large(c):
    with c, c.cursor() as k:
        k.execute("SELECT repeat('x', 20000) FROM generate_series(1, 200)")
        print(sum(len(row[0]) for row in k.fetchall()))


for run in (tables, queries, transactions, named_cursors, copies, notices, notifications, cancel, settings, options, large):
    step(run.__name__, run)
sys.stdout.flush()
