import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TEXT_FORMS, type Planted } from '#redaction/search';

/** Answers every request with controls: text in the reason phrase and the headers, all of them in the body. */
export async function startControlServer(planted: readonly Planted[]): Promise<{ url: string; close(): Promise<void> }> {
  const texts = planted.filter(({ form }) => TEXT_FORMS.includes(form)).map(({ bytes }) => bytes.toString('latin1').replace(/[^\x20-\x7e]/g, '.'));
  const server = createServer((_request, response) => {
    response.writeHead(200, texts[0], Object.fromEntries(texts.map((text, index) => [`x-control-${index}`, text])));
    response.end(Buffer.concat(planted.map(({ bytes }) => bytes)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
