/**
 * The measure: Fastify and undici, nothing else. No authentication, no log, no receipt. Prints its port.
 * Arguments: where calls go, and `<path>=<origin>` for those of a path that go elsewhere.
 */
import fastify from 'fastify';
import { Pool } from 'undici';

const [upstream, ...elsewhere] = process.argv.slice(2);
const poolTo = (origin) => new Pool(origin, { connections: 512, pipelining: 1 });
const usual = poolTo(upstream);
const pools = elsewhere.map((pair) => pair.split('=')).map(([path, origin]) => ({ path, pool: poolTo(origin) }));
const app = fastify({ logger: false, bodyLimit: 20 * 1024 * 1024 });
app.removeAllContentTypeParsers();
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.post('/*', async (request, reply) => {
  const path = request.url.replace('/api/', '/');
  const pool = pools.find((one) => path.startsWith(one.path))?.pool ?? usual;
  const { statusCode, headers, body } = await pool.request({
    path,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-bench-0123456789' },
    body: request.body,
  });
  reply.code(statusCode).header('content-type', headers['content-type']);
  return reply.send(body);
});
process.on('SIGINT', () => process.exit(0));
await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`port ${app.server.address().port}\n`);
