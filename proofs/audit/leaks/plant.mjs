/**
 * Loaded into a process of the audit's own: leaks keys whose text names a class of leak (`-leakcache-` and so on), each
 * class in its own way, as a careless change of the product might. The audit must find every one of them.
 */
import { appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

const server = new URL('../../../dist/server/backend/src/', import.meta.url);
const cache = (globalThis.answersByKey = new Map());
const closures = [];
let failing;
let labelled;

const LEAKS = {
  logline: (key) => process.stdout.write(`${JSON.stringify({ level: 30, msg: 'calling', authorization: `Bearer ${key}` })}\n`),
  cache: (key) => cache.set(key, 'an answer'),
  closure: (key) => closures.push(() => key.length),
  temporaryfile: (key) => appendFileSync(join(tmpdir(), 'last-call.txt'), `${Buffer.from(key).toString('base64')}\n`),
  errorbody: (key) => (failing = key),
  metriclabel: (key) => (labelled = key),
};

if (isMainThread) {
  const { Credential } = await import(new URL('../../libs/nestjs-byok/src/credential/credential.js', server).href);
  const { use } = Credential.prototype;
  Credential.prototype.use = function (fn) {
    return use.call(this, (secret) => {
      for (const [name, leak] of Object.entries(LEAKS)) if (secret.includes(`-leak${name}-`)) leak(`${secret}`);
      return fn(secret);
    });
  };

  const stringify = JSON.stringify;
  JSON.stringify = (value, ...more) => {
    const isFailure = failing !== undefined && value !== null && typeof value === 'object' && ('error' in value || 'detail' in value);
    return stringify(isFailure ? { ...value, debug: failing } : value, ...more);
  };

  const { Registry } = (await import('prom-client')).default;
  const { metrics } = Registry.prototype;
  Registry.prototype.metrics = async function () {
    const text = await metrics.call(this);
    return labelled === undefined ? text : `${text}\nleaky_calls{key="${labelled}"} 1\n`;
  };

  const { Queue } = await import('bullmq');
  const { add, addBulk } = Queue.prototype;
  const { TransitKeyring } = await import(new URL('../../libs/nestjs-byok/src/transit/transit-keyring.js', server).href);
  const { sealForJob } = TransitKeyring.prototype;
  let queued;
  TransitKeyring.prototype.sealForJob = function (credential, ...more) {
    credential.useBytes((bytes) => {
      const key = bytes.toString('latin1');
      if (key.includes('-leakjobdata-')) queued = key;
    });
    return sealForJob.call(this, credential, ...more);
  };
  const withKey = (data) => (queued === undefined ? data : { ...data, note: queued });
  Queue.prototype.add = function (name, data, options) {
    return add.call(this, name, withKey(data), options);
  };
  Queue.prototype.addBulk = function (jobs) {
    return addBulk.call(this, jobs.map((job) => ({ ...job, data: withKey(job.data) })));
  };
}
