// What applications do with mysql2, printed so that two runs can be compared.
const mysql = require('mysql2/promise');

const options = (more) => ({
  host: '127.0.0.1', port: Number(process.env.DBPORT), user: process.env.DBUSER, password: process.env.DBPASSWORD, database: process.env.DBNAME,
  connectAttributes: { program_name: 'mysql2-tour' }, ...more,
});

async function step(name, run, more) {
  console.log('==', name);
  let connection;
  try {
    connection = await mysql.createConnection(options(more));
    await run(connection);
  } catch (error) {
    console.log('FAILED', error.code, error.errno, error.sqlState, error.message);
  } finally {
    if (connection) await connection.end().catch(() => {});
  }
}

async function attempt(run) {
  try {
    return JSON.stringify(await run());
  } catch (error) {
    return [error.code, error.errno, error.sqlState, error.message].join(' | ');
  }
}

(async () => {
  await step('queries', async (c) => {
    await c.query('DROP TABLE IF EXISTS d.node');
    await c.query('CREATE TABLE d.node (id int AUTO_INCREMENT PRIMARY KEY, t varchar(100), n decimal(10,2), ts datetime(3) NULL, b blob, j json)');
    const [done] = await c.query('INSERT INTO d.node (t, n, j) VALUES (?, ?, ?)', ["한글 'q'", 1.5, JSON.stringify({ a: 1 })]);
    console.log(done.affectedRows, done.insertId, done.warningStatus);
    const [rows, fields] = await c.query('SELECT * FROM d.node');
    console.log(JSON.stringify(rows), fields.map((f) => f.name + ':' + f.columnType).join(','));
  });
  await step('prepared', async (c) => {
    for (let i = 1; i < 5; i++) {
      const [rows] = await c.execute('SELECT customer_id, name FROM customers WHERE customer_id = ?', [i]);
      console.log(JSON.stringify(rows));
    }
    const [done] = await c.execute('INSERT INTO d.node (t, n, ts, b) VALUES (?, ?, ?, ?)', ['prepared', '2.50', '2026-01-02 03:04:05.678', Buffer.from([0, 255])]);
    console.log(done.affectedRows, done.insertId);
    const [rows] = await c.execute('SELECT t, n, b FROM d.node WHERE t = ?', ['prepared']);
    console.log(JSON.stringify(rows));
    await c.unprepare('SELECT t, n, b FROM d.node WHERE t = ?');
    console.log(await attempt(() => c.execute('SELECT * FROM missing WHERE a = ?', [1])));
  });
  await step('transactions', async (c) => {
    await c.beginTransaction();
    await c.query("INSERT INTO d.node (t) VALUES ('in a transaction')");
    await c.rollback();
    const [rows] = await c.query("SELECT count(*) AS n FROM d.node WHERE t = 'in a transaction'");
    console.log(JSON.stringify(rows));
  });
  await step('several statements', async (c) => {
    const [results] = await c.query('SELECT 1 AS a; SET @x = 2; SELECT @x AS x');
    console.log(JSON.stringify(results.map((r) => (Array.isArray(r) ? r : r.affectedRows))));
    const [called] = await c.query('CALL three_results(2)');
    console.log(JSON.stringify(called.map((r) => (Array.isArray(r) ? r : r.affectedRows))));
  }, { multipleStatements: true });
  await step('pipelined', async (c) => {
    const answers = await Promise.all([1, 2, 3, 4, 5].map((i) => c.query('SELECT ? AS i', [i])));
    console.log(answers.map(([rows]) => rows[0].i).join(','));
    const prepared = await Promise.all([1, 2, 3].map((i) => c.execute('SELECT ? + 0 AS i', [i])));
    console.log(prepared.map(([rows]) => rows[0].i).join(','));
  });
  await step('streams', async (c) => {
    const stream = c.connection.query('SELECT id FROM orders ORDER BY id').stream();
    let sum = 0;
    for await (const row of stream) sum += row.id;
    console.log(sum);
  });
  await step('change user', async (c) => {
    await c.query('SET @mine = 1');
    await c.changeUser({ user: process.env.DBUSER, password: process.env.DBPASSWORD, database: 'd' });
    const [rows] = await c.query('SELECT @mine AS mine, DATABASE() AS db');
    console.log(JSON.stringify(rows));
    console.log(await attempt(() => c.changeUser({ user: process.env.DBUSER, password: 'wrong', database: 'd' })));
  });
  await step('errors', async (c) => {
    for (const sql of ['SELEC 1', 'SELECT * FROM missing', 'INSERT INTO customers (customer_id, name) VALUES (1, 1)']) console.log(await attempt(() => c.query(sql)));
    await c.ping();
    console.log('alive');
  });
  await step('compressed', async (c) => {
    const [rows] = await c.query("SELECT REPEAT('z', 100000) AS z, COUNT(*) AS n FROM orders");
    console.log(rows[0].z.length, rows[0].n);
  }, { compress: true });
  await step('types', async (c) => {
    const [rows] = await c.execute("SELECT CAST(18446744073709551615 AS UNSIGNED) AS u, 1.50 AS d, DATE '2026-01-02' AS dt, TIME '01:02:03' AS t, NULL AS n, TRUE AS b, ? AS p", ['x']);
    console.log(JSON.stringify(rows));
  }, { supportBigNumbers: true, bigNumberStrings: true, dateStrings: true });
  console.log('== pool');
  const pool = mysql.createPool(options({ connectionLimit: 4 }));
  const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => pool.query('SELECT ? AS i', [i])));
  console.log(answers.map(([rows]) => rows[0].i).reduce((a, b) => a + b, 0));
  await pool.end();
})();
