// What applications do with tedious, printed so that two runs can be compared.
const { Connection, Request, TYPES, ISOLATION_LEVEL } = require('tedious');

const options = (more) => ({
  server: '127.0.0.1',
  authentication: { type: 'default', options: { userName: process.env.DBUSER, password: process.env.DBPASSWORD } },
  options: {
    port: Number(process.env.DBPORT), database: process.env.DBNAME, encrypt: false, trustServerCertificate: true, appName: 'tedious-tour', requestTimeout: 15000, ...more,
  },
});

const open = (more) => new Promise((resolve, reject) => {
  const c = new Connection(options(more));
  c.on('infoMessage', () => {});
  c.connect((error) => (error ? reject(error) : resolve(c)));
});

const show = (value) => (Buffer.isBuffer(value) ? value.toString('hex') : value instanceof Date ? value.toISOString() : typeof value === 'bigint' ? String(value) : value);

// Everything one request answers.
const run = (c, sql, { parameters = [], outputs = [], how = 'execSql', values, cancel } = {}) => new Promise((resolve, reject) => {
  const lines = [];
  const request = new Request(sql, (error, count) => (error ? reject(error) : resolve(lines.concat([`count ${count}`]).join('\n'))));
  for (const [name, type, value, more] of parameters) request.addParameter(name, type, value, more);
  for (const [name, type, value] of outputs) request.addOutputParameter(name, type, value);
  request.on('columnMetadata', (columns) => lines.push(columns.map((m) => `${m.colName}:${m.type.name}`).join(', ')));
  request.on('row', (row) => lines.push(JSON.stringify(row.map((cell) => show(cell.value)))));
  request.on('returnValue', (name, value) => lines.push(`${name} = ${JSON.stringify(show(value))}`));
  if (how === 'prepare') {
    request.on('prepared', () => c.execute(request, values));
    c.prepare(request);
  } else {
    c[how](request);
  }
  if (cancel) setTimeout(() => c.cancel(), cancel);
});

const call = (c, method, ...args) => new Promise((resolve, reject) => c[method]((error) => (error ? reject(error) : resolve()), ...args));

async function attempt(promise) {
  try {
    console.log(await promise);
  } catch (error) {
    console.log([error.code, error.number, error.state, error.class, error.message].join(' | '));
  }
}

async function step(name, body, more) {
  console.log('==', name);
  let c;
  try {
    c = await open(more);
    await body(c);
  } catch (error) {
    console.log('FAILED', error.code, error.number, error.message);
  } finally {
    if (c) c.close();
  }
}

(async () => {
  await step('queries', async (c) => {
    console.log(await run(c, 'CREATE TABLE d.dbo.node (id int IDENTITY(1,1) NOT NULL PRIMARY KEY, t nvarchar(100) NULL, n decimal(10,2) NULL, ts datetime2(3) NULL, b varbinary(max) NULL)',
      { how: 'execSqlBatch' }));
    console.log(await run(c, 'INSERT INTO d.dbo.node (t, n, ts, b) VALUES (@t, @n, @ts, @b)', {
      parameters: [['t', TYPES.NVarChar, "한글 'q'"], ['n', TYPES.Decimal, 1.5, { precision: 10, scale: 2 }], ['ts', TYPES.DateTime2, new Date('2026-01-02T03:04:05.678Z')],
        ['b', TYPES.VarBinary, Buffer.from([0, 255])]],
    }));
    console.log(await run(c, 'SELECT * FROM d.dbo.node'));
    console.log(await run(c, 'SELECT id, w, n FROM korean ORDER BY id', { how: 'execSqlBatch' }));
    console.log(await run(c, 'SELECT 1 AS a SELECT 2 AS b', { how: 'execSqlBatch' }));
  });
  await step('prepared', async (c) => {
    for (let i = 1; i < 4; i++) {
      console.log(await run(c, 'SELECT customer_id, name FROM customers WHERE customer_id = @id', { parameters: [['id', TYPES.Int]], how: 'prepare', values: { id: i } }));
    }
  });
  await step('transactions', async (c) => {
    await call(c, 'beginTransaction', 'first', ISOLATION_LEVEL.READ_COMMITTED);
    console.log(await run(c, "INSERT INTO d.dbo.node (t) VALUES ('in a transaction')"));
    await call(c, 'saveTransaction', 'here');
    console.log(await run(c, "INSERT INTO d.dbo.node (t) VALUES ('behind the savepoint')"));
    await call(c, 'rollbackTransaction', 'here');
    await call(c, 'commitTransaction');
    await call(c, 'beginTransaction');
    console.log(await run(c, "INSERT INTO d.dbo.node (t) VALUES ('gone')"));
    await call(c, 'rollbackTransaction');
    console.log(await run(c, 'SELECT t FROM d.dbo.node ORDER BY id'));
  });
  await step('procedures', async (c) => {
    console.log(await run(c, 'in_and_out', { parameters: [['a', TYPES.Int, 4]], outputs: [['b', TYPES.Int, 5], ['c', TYPES.NVarChar]], how: 'callProcedure' }));
    console.log(await run(c, 'three_results', { parameters: [['n', TYPES.Int, 2]], how: 'callProcedure' }));
  });
  await step('errors', async (c) => {
    for (const sql of ['SELEC 1', 'SELECT * FROM missing', 'EXEC nothing', "RAISERROR('raised', 16, 1)", "INSERT INTO customers (customer_id, name) VALUES (1, 'x')"]) {
      await attempt(run(c, sql, { how: 'execSqlBatch' }));
    }
    await attempt(run(c, 'SELECT * FROM missing WHERE a = @a', { parameters: [['a', TYPES.Int, 1]] }));
    await attempt(run(c, "SELECT 'alive' AS word"));
  });
  await step('cancel', async (c) => {
    await attempt(run(c, "WAITFOR DELAY '00:00:20'", { how: 'execSqlBatch', cancel: 300 }));
    await attempt(run(c, "SELECT 'goes on' AS word"));
  });
  await step('bulk', async (c) => {
    console.log(await run(c, 'CREATE TABLE d.dbo.nodebulk (id int NOT NULL, t nvarchar(50) NULL, f float NULL)', { how: 'execSqlBatch' }));
    await new Promise((resolve, reject) => {
      const load = c.newBulkLoad('d.dbo.nodebulk', (error, count) => (error ? reject(error) : resolve(console.log('loaded', count))));
      load.addColumn('id', TYPES.Int, { nullable: false });
      load.addColumn('t', TYPES.NVarChar, { length: 50, nullable: true });
      load.addColumn('f', TYPES.Float, { nullable: true });
      c.execBulkLoad(load, Array.from({ length: 300 }, (_, i) => [i, i % 3 ? `행 ${i}` : null, i / 4]));
    });
    console.log(await run(c, 'SELECT COUNT(*) AS n, MAX(t) AS t, SUM(f) AS f FROM d.dbo.nodebulk'));
  });
  await step('reset', async (c) => {
    console.log(await run(c, 'USE d', { how: 'execSqlBatch' }));
    await call(c, 'reset');
    console.log(await run(c, 'SELECT DB_NAME() AS db', { how: 'execSqlBatch' }));
  });
})();
