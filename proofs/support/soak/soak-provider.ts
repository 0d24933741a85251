import { text } from 'node:stream/consumers';
import { breakOff, startWireServer, type Protocol, type WireServer } from '../../../backend/test/support/wire-server.js';
import { drained } from '../../../backend/src/gateway/reply/drained.js';
import { soakAnswer, type SoakProvider } from './soak-answers.js';

/** What a call asks its provider for, in the words of its prompt. */
export interface SoakOrder {
  readonly isStream: boolean;
  readonly isCut: boolean;
  readonly bytes: number;
}

const ORDER = /soak:(\w+):(\w+):(\d+)/;
/** Written at once; a stream in pieces of this size. */
const PIECE_BYTES = 16 * 1024;

export const promptOf = ({ isStream, isCut, bytes }: SoakOrder): string => `soak:${isStream ? 'stream' : 'whole'}:${isCut ? 'cut' : 'full'}:${bytes}`;

function orderIn(body: string): SoakOrder {
  const [, kind, end, bytes] = ORDER.exec(body) ?? [];
  return { isStream: kind === 'stream', isCut: end === 'cut', bytes: Number(bytes) };
}

/** A provider over one protocol that answers each call with what its prompt orders. */
export async function startSoakProvider(provider: SoakProvider, protocol: Protocol): Promise<WireServer> {
  const server = await startWireServer(protocol);
  server.answer = async (request, response) => {
    const { isStream, isCut, bytes } = orderIn(await text(request));
    const { contentType, body } = soakAnswer(provider, isStream, bytes);
    const sent = isCut ? body.subarray(0, Math.ceil(body.length / 2)) : body;
    response.writeHead(200, { 'content-type': contentType });
    if (isStream) {
      for (let at = 0; at < sent.length && !response.destroyed; at += PIECE_BYTES) {
        if (!response.write(sent.subarray(at, at + PIECE_BYTES))) await drained(response);
      }
    } else response.write(sent);
    if (isCut) setTimeout(() => breakOff(response), 20);
    else response.end();
  };
  return server;
}
