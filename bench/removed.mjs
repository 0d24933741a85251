/**
 * `node bench/removed.mjs`: what each optimisation that was removed would save a call, against a twentieth of what a call
 * costs. Each is timed by itself, as it was and as the plain code is, in turns: two processes of one build differ by
 * more than any of them, so that a whole call can't show it. Needs a build (`npm run build`). Writes results/removed.md.
 */
import './lib/modern-node.mjs';
import { randomBytes } from 'node:crypto';
import { ServerResponse } from 'node:http';
import { createAccount } from './lib/account.mjs';
import { median, plainLoad } from './lib/load.mjs';
import { stop } from './lib/processes.mjs';
import { RowBlock, StreamedKey, decodeNatively, isoTime, rememberHash, rememberedHash, rememberedPattern, rowJson, writeTogether } from './lib/removed.mjs';
import { machine, publish } from './lib/report.mjs';
import { measure, reader } from './lib/rounds.mjs';
import { startByok, startUpstream } from './lib/servers.mjs';
import { EncryptedCredential } from '../dist/server/libs/nestjs-byok/src/credential/encrypted-credential.js';
import { Credential } from '../dist/server/libs/nestjs-byok/src/credential/credential.js';
import { decodeBase64Url } from '../dist/server/libs/transit/src/base64url.js';
import { hashToken } from '../dist/server/backend/src/auth/hash-token.js';

const ROUNDS = 15;
const ROUND_MS = 60;
const BATCH = 256;
const TWENTIETH = 1 / 20;

/** What the operations come to, so that V8 leaves none of them out. */
let sum = 0;

const token = `byok_${randomBytes(32).toString('base64url')}`;
const headers = { authorization: `Bearer ${token}`, host: 'localhost' };
const connection = {};
rememberHash(connection, headers, hashToken(token));

/** As an SDK's call has them, and as a provider's answer. */
const NAMES =
  'host connection accept content-type user-agent x-stainless-lang x-stainless-package-version x-stainless-os x-stainless-arch x-stainless-runtime x-stainless-retry-count authorization content-length date content-type openai-processing-ms openai-version openai-organization x-request-id x-ratelimit-limit-requests x-ratelimit-remaining-requests x-ratelimit-reset-requests strict-transport-security cf-ray server alt-svc'.split(' ');
const pattern = /^(?:accept|content-type|user-agent|x-stainless-.+|openai-beta|idempotency-key|retry-after|openai-version|openai-processing-ms|x-ratelimit-.+|openai-organization)$/;
const remembered = rememberedPattern(pattern);

const row = (at) => ({
  id: '0198f3b0-7c1a-7000-8000-0123456789ab', at, user_id: '0198f3b0-7c1a-7000-8000-0123456789ab', job_id: null, token_id: '0198f3b0-7c1a-7000-8000-0123456789ab',
  strategy: 'global', face: 'v1', route: '/api/v1/chat/completions', provider: 'openai', model: 'gpt-6-luna', tier: 1, source: 'byok', tokens_in: 12, tokens_out: 34,
  audio_seconds: null, estimated: false, status: 200, code: null, aborted: false, fallback_reason: null, duration_ms: 812, rub_paid: 0, rub_avoided: 0.0123, is_counted: false,
});
let block = new RowBlock();
let rows = [];

/** Of every answer that passes on, and of one provider's. */
const COMMON = Object.entries({
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox", 'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'cache-control': 'no-store', 'x-request-id': '0198f3b0-7c1a-7000-8000-0123456789ab',
});
const HELD = COMMON.flat();
const ownHeaders = (length) => ({
  'content-type': 'application/json', 'openai-version': '2020-10-01', 'openai-processing-ms': '12', 'x-provider-request-id': 'req_123', 'x-byok-source': 'byok', 'x-byok-provider': 'openai',
  'x-byok-model': 'gpt-6-luna', 'x-byok-tier': '1', 'x-byok-attempts': 'openai:byok:ok', 'x-byok-receipt': '0198f3b0-7c1a-7000-8000-0123456789ab', 'content-length': length,
});
const newResponse = () => new ServerResponse({ method: 'POST', httpVersionMajor: 1, httpVersionMinor: 1 });

const proven = { principal: {} };
const guardOfPromises = {
  async admit() {
    return (await this.prove()) !== undefined;
  },
  async prove() {
    return this.proveTokens();
  },
  async proveTokens() {
    return proven;
  },
};
const guardOfValues = {
  admit() {
    const proof = this.prove();
    return proof instanceof Promise ? proof.then((value) => value !== undefined) : proof !== undefined;
  },
  prove() {
    return this.proveTokens();
  },
  proveTokens() {
    return proven;
  },
};

const parts = [65, 57].map((length) => randomBytes(length).toString('base64url'));
const KEY = 'sk-bench-0123456789-0123456789-0123456789';

/** `[what, plain code, as it was]`: each function does what one call, or one call of a job, does. */
const REMOVED = [
  ['a connection remembered the hash of its last token', () => (sum += hashToken(token).length), () => (sum += rememberedHash(connection, headers).length)],
  [
    'the guard answered with a value where it could',
    async () => (sum += Number(await guardOfPromises.admit())),
    async () => (sum += Number(await guardOfValues.admit())),
  ],
  [
    'dates were put together by hand, three for a call',
    (at) => (sum += new Date(at).toISOString().length + new Date(at + 1).toISOString().length + new Date(at + 2).toISOString().length),
    (at) => (sum += isoTime(at).length + isoTime(at + 1).length + isoTime(at + 2).length),
  ],
  ['judgements on 26 header names were remembered', () => NAMES.forEach((name) => (sum += Number(pattern.test(name)))), () => NAMES.forEach((name) => (sum += Number(remembered.test(name))))],
  [
    'usage rows were written by hand into blocks of bytes',
    (at) => {
      if (rows.push(row(at)) < BATCH) return;
      sum += JSON.stringify(rows).length;
      rows = [];
    },
    (at) => {
      const json = rowJson(row(at));
      if (block.add(json)) return;
      sum += block.toJson().length;
      block = new RowBlock();
      block.add(json);
    },
  ],
  [
    'headers of every response were held back and written in one list, 18 in all',
    (at) => {
      const response = newResponse();
      for (const [name, value] of COMMON) response.setHeader(name, value);
      for (const [name, value] of Object.entries(ownHeaders(at))) response.setHeader(name, value);
      response.writeHead(200);
    },
    (at) => writeTogether(newResponse(), HELD, ownHeaders(at)),
  ],
  ["an envelope was decoded by Node's base64url", () => parts.forEach((part) => (sum += decodeBase64Url(part)[0])), () => parts.forEach((part) => (sum += decodeNatively(part)[0]))],
  [
    'keys of jobs stood under one stream of AES-CTR (encrypted and opened once)',
    () => {
      const credential = new Credential('byok', 'openai', Buffer.from(KEY));
      const opened = new EncryptedCredential(credential).open();
      credential.dispose();
      opened.dispose();
    },
    () => {
      const credential = new Credential('byok', 'openai', Buffer.from(KEY));
      const opened = new Credential('byok', 'openai', credential.useBytes((key) => new StreamedKey(key)).open());
      credential.dispose();
      opened.dispose();
    },
  ],
];

/** Microseconds that one run of it takes. */
async function timed(operation) {
  const started = performance.now();
  let runs = 0;
  for (; performance.now() - started < ROUND_MS; runs += BATCH) {
    for (let index = 0; index < BATCH; index += 1) {
      const result = operation(started + runs + index);
      if (result instanceof Promise) await result;
    }
  }
  return ((performance.now() - started) * 1000) / runs;
}

const upstream = await startUpstream();
const byok = await startByok(upstream.origin);
byok.child.stdout.resume();
const account = await createAccount(byok.origin);
const asUser = { authorization: `Bearer ${account.token}`, 'x-byok-openai-key': account.key };
const call = await measure({ call: [byok, () => plainLoad(byok.origin, '/api/v1/chat/completions', () => asUser, 1, 2)] }, 5);
const callMicroseconds = reader(call).of('call', 'cpuMs') * 1000;
await stop(byok);

const lines = [];
for (const [what, plain, asItWas] of REMOVED) {
  const times = { plain: [], asItWas: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.plain.push(await timed(plain));
    times.asItWas.push(await timed(asItWas));
  }
  const [now, before] = [median(times.plain), median(times.asItWas)];
  const share = (now - before) / callMicroseconds;
  lines.push(`| ${what} | ${before.toFixed(2)} | ${now.toFixed(2)} | ${(share * 100).toFixed(2)} % | ${share < TWENTIETH ? 'plain code' : 'a twentieth'} |`);
}
publish('removed', 'What the removed optimisations would save', [
  `${machine()}`,
  '',
  `A call under a user's own key takes ${callMicroseconds.toFixed(0)} µs of CPU (\`/api/v1\`, same run); a twentieth is ${(callMicroseconds * TWENTIETH).toFixed(1)} µs.`,
  '',
  '| optimisation | as it was, µs | plain code, µs | would save of a call | by the rule |',
  '|---|---|---|---|---|',
  ...lines,
]);
process.exit(Number.isFinite(sum) ? 0 : 1);
