// Measures what BenchmarkLine measures, with PouchDB on a counter and
// express-pouchdb at the centre: 10 000 events of 2 KB up, and down to another
// counter, over loopback, with the bytes on the wire. LevelDB on both sides, as
// PouchDB comes.
//
// Run by hand. The events are one JSON object a line
// in the file named by the first argument, which BenchmarkLine writes:
//
//   go test -run '^$' -bench Line -benchtime 1x ./app/replica -args -events /tmp/events.jsonl
//   npm install && npm start /tmp/events.jsonl
'use strict';

const express = require('express');
const fs = require('fs');
const net = require('net');
const os = require('os');
const path = require('path');
const PouchDB = require('pouchdb');

const events = fs.readFileSync(process.argv[2], 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pouchdb-'));
fs.mkdirSync(path.join(folder, 'centre'));
process.chdir(folder); // express-pouchdb leaves its settings where it stands

// counted passes connections on to a port and counts what they carry.
function counted(port) {
  const count = { up: 0, down: 0 };
  const server = net.createServer((client) => {
    const centre = net.connect(port, '127.0.0.1');
    client.on('data', (b) => { count.up += b.length; });
    centre.on('data', (b) => { count.down += b.length; });
    client.pipe(centre).pipe(client);
    for (const end of [client, centre]) end.on('error', () => { client.destroy(); centre.destroy(); });
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done({ count, server, port: server.address().port })));
}

async function measured(name, count, work) {
  const before = { ...count };
  const start = process.hrtime.bigint();
  await work();
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const bytes = count.up - before.up + count.down - before.down;
  console.log(`${name}: ${Math.round(events.length / seconds)} events/s, ${bytes} bytes on the wire, ${seconds.toFixed(2)} s`);
}

async function main() {
  const Central = PouchDB.defaults({ prefix: path.join(folder, 'centre') + path.sep });
  const app = express();
  app.use('/', require('express-pouchdb')(Central, { inMemoryConfig: true, logPath: path.join(folder, 'log.txt') }));
  const centre = await new Promise((done) => { const s = app.listen(0, '127.0.0.1', () => done(s)); });
  const line = await counted(centre.address().port);
  const url = `http://127.0.0.1:${line.port}/events`;

  const one = new PouchDB(path.join(folder, 'one'));
  for (let i = 0; i < events.length; i += 500) {
    await one.bulkDocs(events.slice(i, i + 500).map((e) => ({ _id: e.id, ...e })));
  }
  const two = new PouchDB(path.join(folder, 'two'));
  await measured('up', line.count, () => one.replicate.to(url, { batch_size: 500 }));
  await measured('down', line.count, () => two.replicate.from(url, { batch_size: 500 }));
  const there = (await two.info()).doc_count;
  if (there !== events.length) throw new Error(`${there} events of ${events.length} came down`);
}

main()
  .catch((err) => { console.error(err); process.exitCode = 1; })
  .finally(() => { fs.rmSync(folder, { recursive: true, force: true }); process.exit(); });
