/**
 * One caller who sends the worst that he may, until it is killed: `node attacker.mjs <attack> <origin> <token>`. A process
 * of its own, so that what it costs to send is not measured as waiting. Prints `ready` when it has begun.
 */
import { connect } from 'node:net';

const [, , attack, origin, token] = process.argv;
const { hostname, port } = new URL(origin);
const MIB = 1024 * 1024;

/** `count` callers who post the same body again and again. */
function postAgain(count, path, body, signedIn = true) {
  const headers = { 'content-type': 'application/json', ...(signedIn ? { authorization: `Bearer ${token}` } : {}) };
  for (let index = 0; index < count; index += 1) {
    void (async () => {
      for (;;) {
        await fetch(origin + path, { method: 'POST', headers, body }).then((response) => response.text(), () => undefined);
      }
    })();
  }
}

/** `count` callers who ask for something else each time: `next` gives path and options of `fetch`. */
function askAgain(count, next) {
  for (let index = 0; index < count; index += 1) {
    void (async () => {
      for (;;) {
        const [path, { headers, ...options }] = next();
        await fetch(origin + path, { method: 'POST', ...options, headers: { 'content-type': 'application/json', ...headers } }).then((response) => response.text(), () => undefined);
      }
    })();
  }
}

const signedIn = { authorization: `Bearer ${token}` };
const chat = (fields = {}) => JSON.stringify({ model: 'gpt-6-luna', messages: [{ role: 'user', content: 'Hi' }], ...fields });
const SPENDING = [{ n: 128 }, { service_tier: 'priority' }, { store: true }, { web_search_options: {} }, { max_tokens: 16_000 }, {}];
const lecture = 'Today we speak about plants, their water and their light. '.repeat(20);
let turn = 0;
let jobs = 600;

/** One after the other up to 600, from 8 callers; then they go on asking for the list of their jobs. */
function nextJob() {
  jobs -= 1;
  if (jobs < 0) return ['/api/jobs', { method: 'GET', headers: signedIn }];
  return ['/api/jobs', { headers: { ...signedIn, 'x-byok-openai-key': 'sk-bench-attacker-0123456789' }, body: JSON.stringify({ type: 'outline', transcript: lecture }) }];
}

/** `count` connections that write once what `first` gives and stay as they are. */
function hold(count, first, reads) {
  for (let index = 0; index < count; index += 1) {
    const socket = connect(Number(port), hostname, () => socket.write(first));
    socket.on('error', () => undefined);
    if (reads) socket.resume();
    else socket.pause();
  }
}

const fill = (start, piece, bytes, end) => start + piece.repeat(Math.floor((bytes - start.length - end.length) / piece.length)) + end;
const head = (path, length, signedIn, type = 'application/json') =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\n${signedIn ? `authorization: Bearer ${token}\r\n` : ''}content-type: ${type}\r\ncontent-length: ${length}\r\n\r\n`;
const names = (count) => `{${Array.from({ length: count }, (_, index) => `"n${index}":1`).join(',')}}`;

const ATTACKS = {
  'no attack': () => undefined,
  'sign-in, 90,000 names, nobody signed in': () => postAgain(2, '/api/auth/login', names(90_000), false),
  '20 MiB of objects, unknown model': () => postAgain(4, '/api/v1/chat/completions', fill('{"model":"nothing","messages":[', '{"a":1},', 20 * MIB, '{}]}')),
  '20 MiB of objects, known model': () => postAgain(4, '/api/v1/chat/completions', fill('{"model":"gpt-6-luna","messages":[', '{"a":1},', 20 * MIB, '{}]}')),
  '20 MiB of depth': () => postAgain(4, '/api/openai/v1/responses', fill('{"model":"gpt-6-luna","input":', '[', 20 * MIB, '')),
  '20 MiB of an image, unknown model': () => postAgain(4, '/api/v1/chat/completions', fill('{"model":"nothing","messages":[{"role":"user","content":"', 'A', 20 * MIB, '"}]}')),
  '1 MiB of names to a product route': () => postAgain(4, '/api/byok/validate', names(80_000)),
  '1 MiB of depth to a product route': () => postAgain(4, '/api/byok/validate', fill('{"provider":', '[', MIB - 2, '')),
  '800 bodies of 1 MiB that stall, nobody signed in': () => hold(800, head('/api/auth/login', MIB, false) + 'x'.repeat(MIB - 1), true),
  '100 forms that stall': () => hold(100, `${head('/api/jobs', 900 * MIB, true, 'multipart/form-data; boundary=b')}--b\r\ncontent-disposition: form-data; name="file"; filename="a.wav"\r\n\r\n${'x'.repeat(4 * MIB)}`, true),
  'wrong passwords for accounts of others, 16 at once': () =>
    askAgain(16, () => ['/api/auth/login', { body: JSON.stringify({ email: `victim${(turn += 1) % 500}@example.test`, password: 'not the password' }) }]),
  'tokens that nobody has, 64 at once': () => askAgain(64, () => ['/api/v1/chat/completions', { headers: { authorization: `Bearer byok_pat_${String((turn += 1)).padStart(43, 'A')}` }, body: chat() }]),
  "n = 128, priority, stored and plain calls on the platform's key, 32 at once": () =>
    askAgain(32, () => ['/api/v1/chat/completions', { headers: signedIn, body: chat(SPENDING[(turn += 1) % SPENDING.length]) }]),
  '600 jobs': () => askAgain(8, nextJob),
  '500 slow readers': () => hold(500, 'GET /api/openapi.json HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(2), false),
};

if (attack === '--list') process.stdout.write(`${Object.keys(ATTACKS).join('\n')}\n`);
else {
  ATTACKS[attack]();
  process.stdout.write('ready\n');
  setInterval(() => undefined, 60_000);
}
