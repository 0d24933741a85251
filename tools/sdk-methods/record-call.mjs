/** What request a method of an SDK sends: the method is called, and its first request is kept and never sent. */

class Recorded extends Error {}

// Runners of streams fail behind everybody's back.
process.on('uncaughtException', () => undefined);
process.on('unhandledRejection', () => undefined);

const LOCAL = 'http://sdk.invalid';
const TIMEOUT_MS = 500;
const RUNNERS_MS = 50;

const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @returns {Promise<{ method: string, url: string, headers: Headers, body: unknown } | undefined>} undefined for a method without a request */
export async function recordedCall(sdk, { path, samples }) {
  const sent = globalThis.fetch;
  let request;
  const stub = (input, init = {}) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!url.startsWith(LOCAL)) return sent(input, init);
    request ??= { method: init.method ?? input.method ?? 'GET', url: url.slice(LOCAL.length), headers: new Headers(init.headers ?? input.headers), body: init.body ?? (input instanceof Request ? input.clone() : undefined) };
    return Promise.reject(new Recorded('kept'));
  };
  // Some look there whether forms can be sent.
  globalThis.fetch = Object.assign(stub, { Response, FormData, File, Headers });
  try {
    const client = sdk.client(LOCAL);
    const holder = path.slice(0, -1).reduce((at, name) => at[name], client);
    // Some answers are read by a loop, some by nobody: whatever comes back is only looked at.
    const answer = holder[path.at(-1)](...samples);
    await Promise.race([consume(answer), after(TIMEOUT_MS)]);
    // Runners send behind what they return.
    if (request === undefined) await after(RUNNERS_MS);
  } catch {
    // What the stub refuses, and what lacks an argument.
  } finally {
    globalThis.fetch = sent;
  }
  if (request?.body instanceof Request) {
    const bytes = await request.body.arrayBuffer();
    request.body = bytes.byteLength === 0 ? undefined : bytes;
  }
  return request;
}

async function consume(answer) {
  const value = await answer;
  if (value?.[Symbol.asyncIterator] !== undefined) for await (const _part of value) break;
}
