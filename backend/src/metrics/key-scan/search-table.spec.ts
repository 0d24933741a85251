import pg from 'pg';
import { createTestDatabase } from '../../../test/support/test-database.js';
import { findsControl, searchPages, searchedTables } from './search-table.js';

const KEY = 'sk-proj-Planted_0123456789-abcdefghij';
const GOOGLE = 'AIzaSyPlanted0123456789abcdefghijklmnop';
const key = Buffer.from(KEY);
const after = (bytes: number) => Buffer.concat([Buffer.alloc(bytes, 120), key]);

/** A table for each way to hide a key, with one row that holds it and one that holds none. */
const PLANTED: readonly (readonly [name: string, type: string, value: unknown])[] = [
  ['text', 'text', `note: ${KEY}`],
  ['a word', 'text', `prefix${KEY}`],
  ['varchar', 'varchar(200)', GOOGLE],
  ['jsonb', 'jsonb', JSON.stringify({ deep: [{ header: KEY }] })],
  ['a name in jsonb', 'jsonb', JSON.stringify({ [KEY]: 1 })],
  ['json in json', 'json', JSON.stringify({ body: JSON.stringify({ key: KEY }) })],
  ['an array', 'text[]', ['a', KEY]],
  ['an array of jsonb', 'jsonb[]', [JSON.stringify({ key: KEY })]],
  ['bytes', 'bytea', key],
  ['an array of bytes', 'bytea[]', [key]],
  ['UTF-16', 'bytea', Buffer.from(KEY, 'utf16le')],
  ['base64', 'text', key.toString('base64')],
  ['base64 behind one byte', 'jsonb', JSON.stringify({ basic: after(1).toString('base64') })],
  ['base64url behind two', 'text', `x ${after(2).toString('base64url')} y`],
  ['hex', 'text', key.toString('hex')],
  ['upper case hex', 'text', `0x${key.toString('hex').toUpperCase()}`],
  ['a URL', 'text', `https://host/?k=${KEY.replaceAll('-', '%2D')}`],
  ['a URL throughout', 'text', [...KEY].map((character) => `%${character.charCodeAt(0).toString(16)}`).join('')],
  ['escaped JSON', 'text', JSON.stringify({ k: 1 }).replace('1', `"${[...KEY].map((character) => `\\u00${character.charCodeAt(0).toString(16)}`).join('')}"`)],
  ['reversed', 'text', [...KEY].reverse().join('')],
  ['a domain', 'public.note', KEY],
];

let client: pg.Client;
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await createTestDatabase();
  drop = database.drop;
  client = new pg.Client({ connectionString: database.databaseUrl });
  await client.connect();
  await client.query('create schema hidden; create domain public.note as text');
});
afterAll(async () => {
  await client.end();
  await drop();
});

async function findingsIn(type: string, value: unknown): Promise<{ rows: number; findings: number }> {
  await client.query(`create table hidden.planted (id serial, number int, value ${type})`);
  try {
    await client.query('insert into hidden.planted (value) values ($1), (null)', [value]);
    const table = (await searchedTables(client)).find(({ schema, name }) => schema === 'hidden' && name === 'planted');
    return table === undefined ? { rows: 0, findings: 0 } : await searchPages(client, table, 0, table.pages);
  } finally {
    await client.query('drop table hidden.planted');
  }
}

describe('the search for keys', () => {
  it('proves itself first', async () => {
    expect(await findsControl(client)).toBe(true);
  });

  it.each(PLANTED)('finds one in %s', async (_name, type, value) => {
    expect(await findingsIn(type, value)).toEqual({ rows: 2, findings: 1 });
  });

  it('looks into materialised views', async () => {
    await client.query(`create materialized view hidden.seen as select '${KEY}'::text as value`);
    const table = (await searchedTables(client)).find(({ name }) => name === 'seen');
    expect(table && (await searchPages(client, table, 0, table.pages)).findings).toBe(1);
    await client.query('drop materialized view hidden.seen');
  });

  it.each([
    ['masked keys', 'text', 'sk-proj-****************abcd [redacted]'],
    ['hashes', 'text', 'a'.repeat(64) + ' ' + Buffer.from('0123456789'.repeat(6)).toString('base64')],
    ['an envelope', 'jsonb', JSON.stringify({ openai: `byok1.k1.1795000000.${'Bq3-'.repeat(21)}.${'xY_9'.repeat(30)}` })],
    ['prose', 'text', 'a task-specific plan for the risk-assessment-of-many-long-words'],
    ['Russian prose', 'text', 'Ключ хранится только в этом браузере, зашифрованный вашим паролем. '.repeat(50)],
  ])('finds nothing in %s', async (_name, type, value) => {
    expect(await findingsIn(type, value)).toEqual({ rows: 2, findings: 0 });
  });

  it('finds nothing in the tables of a fresh database', async () => {
    for (const table of await searchedTables(client)) expect([table.name, (await searchPages(client, table, 0, table.pages)).findings]).toEqual([table.name, 0]);
  });
});
