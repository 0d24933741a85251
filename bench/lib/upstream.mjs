/** A provider that answers at once: a small completion, or a stream of `chunks` events. Prints its port. */
import { createServer } from 'node:http';

const completion = JSON.stringify({
  id: 'chatcmpl-bench',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-6-luna',
  choices: [{ index: 0, message: { role: 'assistant', content: 'x'.repeat(400) }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: 100, total_tokens: 110 },
});
const event = `data: ${JSON.stringify({
  id: 'chatcmpl-bench',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'gpt-6-luna',
  choices: [{ index: 0, delta: { content: 'слово ' }, finish_reason: null }],
})}\n\n`;

function stream(response, chunks, pauseMs) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let sent = 0;
  const next = () => {
    while (sent < chunks) {
      sent += 1;
      const free = response.write(event);
      if (pauseMs > 0) return setTimeout(next, pauseMs);
      if (!free) return response.once('drain', next);
      // One event a turn, as a provider's tokens come, not one large write.
      return setImmediate(next);
    }
    response.end('data: [DONE]\n\n');
  };
  next();
}

const server = createServer((request, response) => {
  const parts = [];
  request.on('data', (chunk) => parts.push(chunk));
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(parts).toString() || '{}');
    // In a field that every gateway passes on: `<chunks>,<pause in milliseconds>`.
    const [chunks = 200, pauseMs = 0] = (body.user ?? '').split(',').filter(Boolean).map(Number);
    if (body.stream) return stream(response, chunks, pauseMs);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(completion) });
    response.end(completion);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.stdout.write(`port ${server.address().port}\n`));
