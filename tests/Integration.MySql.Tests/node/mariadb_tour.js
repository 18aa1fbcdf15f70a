// What applications do with MariaDB's own connector for node, printed so that two runs can be compared.
const mariadb = require('mariadb');

const options = (more) => ({
  host: '127.0.0.1', port: Number(process.env.DBPORT), user: process.env.DBUSER, password: process.env.DBPASSWORD, database: process.env.DBNAME,
  ...(process.env.DBBULK === 'no' ? { bulk: false } : {}), ...more,
});

async function step(name, run, more) {
  console.log('==', name);
  let connection;
  try {
    connection = await mariadb.createConnection(options(more));
    await run(connection);
  } catch (error) {
    console.log('FAILED', error.code, error.errno, error.sqlState, String(error.message).replace(/conn:-?\d+/, 'conn:n'));
  } finally {
    if (connection) await connection.end().catch(() => {});
  }
}

const text = (value) => JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? v.toString() : v));

(async () => {
  await step('queries', async (c) => {
    await c.query('DROP TABLE IF EXISTS d.mdb');
    await c.query('CREATE TABLE d.mdb (id int AUTO_INCREMENT PRIMARY KEY, t varchar(100), n decimal(10,2))');
    console.log(text(await c.query('INSERT INTO d.mdb (t, n) VALUES (?, ?)', ['한글', 1.5])));
    console.log(text(await c.query('SELECT * FROM d.mdb')));
  });
  await step('batch', async (c) => {
    const done = await c.batch('INSERT INTO d.mdb (t, n) VALUES (?, ?)', Array.from({ length: 50 }, (_, i) => ['b' + i, i]));
    console.log(done.affectedRows);
    console.log(text(await c.query("SELECT count(*) AS n, sum(n) AS s FROM d.mdb WHERE t LIKE 'b%'")));
  });
  await step('batch without bulk', async (c) => {
    const done = await c.batch('INSERT INTO d.mdb (t, n) VALUES (?, ?)', [['c1', 1], ['c2', 2]]);
    console.log(text(done.affectedRows));
  }, { bulk: false });
  await step('prepared', async (c) => {
    const statement = await c.prepare('SELECT name FROM customers WHERE customer_id = ?');
    for (let i = 1; i < 4; i++) console.log(text(await statement.execute([i])));
    statement.close();
    console.log(text(await c.execute('SELECT ? + 0 AS i', [7])));
  });
  await step('pipelined', async (c) => {
    const answers = await Promise.all([1, 2, 3, 4].map((i) => c.query('SELECT ? AS i', [i])));
    console.log(text(answers.map((rows) => rows[0].i)));
  }, { pipelining: true });
  await step('transactions', async (c) => {
    await c.beginTransaction();
    await c.query("INSERT INTO d.mdb (t) VALUES ('gone')");
    await c.rollback();
    console.log(text(await c.query("SELECT count(*) AS n FROM d.mdb WHERE t = 'gone'")));
  });
  await step('session', async (c) => {
    await c.query('SET @mine = 1');
    await c.reset();
    console.log(text(await c.query('SELECT @mine AS mine, DATABASE() AS db')));
    await c.changeUser({ user: process.env.DBUSER, password: process.env.DBPASSWORD, database: 'd' });
    console.log(text(await c.query('SELECT DATABASE() AS db')));
    await c.ping();
    console.log(c.isValid());
  });
  await step('compressed', async (c) => {
    const rows = await c.query("SELECT REPEAT('z', 100000) AS z");
    console.log(rows[0].z.length);
  }, { compress: true });
  await step('errors', async (c) => {
    try {
      await c.query('SELECT * FROM missing');
    } catch (error) {
      console.log(error.code, error.errno, error.sqlState, error.sqlMessage);
    }
    console.log(text(await c.query("SELECT 'alive' AS a")));
  });
  await step('timeout', async (c) => {
    try {
      await c.query({ sql: 'SELECT COUNT(*) FROM seq_1_to_100000000 a, seq_1_to_1000 b', timeout: 500 });
    } catch (error) {
      console.log(error.code, error.errno, error.sqlState);
    }
    console.log(text(await c.query("SELECT 'alive' AS a")));
  });
})();
