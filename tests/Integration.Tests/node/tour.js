// What applications do with node's pg, printed so that two runs can be compared.
const { Client, Pool } = require('pg');
const Cursor = require('pg-cursor');

const options = {
  host: '127.0.0.1', port: Number(process.env.PGPORT), user: process.env.PGUSER, password: process.env.PGPASSWORD, database: process.env.PGDATABASE,
  ssl: process.env.TOUR_TLS ? { rejectUnauthorized: false } : false,
};
const print = (...values) => console.log(values.map((v) => JSON.stringify(v)).join(' | '));

async function step(name, run) {
  console.log('== ' + name);
  const client = new Client({ ...options, application_name: 'node-tour' });
  client.on('notice', (n) => print('notice', n.message));
  client.on('notification', (n) => print('notification', n.channel, n.payload));
  try {
    await client.connect();
    await run(client);
  } catch (e) {
    print('FAILED', e.code, e.message);
  } finally {
    await client.end();
  }
}

async function queries(c) {
  await c.query('DROP TABLE IF EXISTS d.node');
  await c.query('CREATE TABLE d.node (id int PRIMARY KEY, t text, j jsonb, a int[], b bytea)');
  const r = await c.query('INSERT INTO d.node VALUES ($1, $2, $3, $4, $5) RETURNING *', [1, "한글 'x'", { a: [1] }, [1, 2], Buffer.from([0, 255])]);
  print(r.command, r.rowCount, r.rows, r.fields.map((f) => f.name + ':' + f.dataTypeID));
  for (let i = 0; i < 4; i++) print((await c.query({ name: 'by-id', text: 'SELECT t FROM d.node WHERE id = $1', values: [i] })).rows);
  print((await c.query('SELECT 1 AS a; SELECT 2 AS b')).map((x) => x.rows));
  print((await c.query({ text: 'SELECT 1, 2', rowMode: 'array' })).rows);
  print((await c.query('SELECT repeat($1, 20000) AS x FROM generate_series(1, 300)', ['y'])).rows.reduce((n, x) => n + x.x.length, 0));
}

async function pipelined(c) {
  const answers = await Promise.allSettled([c.query('SELECT 1 AS a'), c.query('SELECT 1/0'), c.query('SELECT $1::int AS b', [3]), c.query('SELEC'), c.query('SELECT 4 AS d')]);
  print(answers.map((a) => a.value?.rows ?? [a.reason.code, a.reason.position]));
}

async function transactions(c) {
  await c.query('BEGIN');
  await c.query('INSERT INTO d.node (id) VALUES (10)');
  await c.query('SAVEPOINT s');
  for (const sql of ['INSERT INTO d.node (id) VALUES (10)', 'SELECT 1', 'ROLLBACK TO s', 'INSERT INTO d.node (id) VALUES (11)', 'COMMIT']) {
    try {
      print((await c.query(sql)).command);
    } catch (e) {
      print(e.code, e.message, e.constraint);
    }
  }
  print((await c.query('SELECT id FROM d.node ORDER BY id')).rows);
}

async function cursors(c) {
  await c.query('BEGIN');
  const cursor = c.query(new Cursor('SELECT i FROM generate_series(1, 10) i'));
  print(await cursor.read(3), await cursor.read(3), await cursor.read(100));
  await cursor.close();
  await c.query('COMMIT');
}

async function notices(c) {
  await c.query("SELECT shout('node')");
  await c.query('LISTEN node_channel');
  await c.query("NOTIFY node_channel, 'p'");
  await c.query('SELECT 1');
}

async function pool() {
  const p = new Pool({ ...options, max: 10 });
  const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => p.query('SELECT $1::int AS i, pg_sleep(0.001)', [i])));
  print(answers.every((a, i) => a.rows[0].i === i));
  await p.end();
}

(async () => {
  await step('queries', queries);
  await step('pipelined', pipelined);
  await step('transactions', transactions);
  await step('cursors', cursors);
  await step('notices', notices);
  await step('pool', pool);
})();
