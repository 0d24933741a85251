import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { ArrivalLimits } from './arrival-limits.js';

type Bounds = Pick<ArrivalLimits, 'drainMs' | 'drainBytes'>;

const draining = new WeakSet<IncomingMessage>();

/**
 * Drains what still comes of a body whose answer is on its way; closes the connection when the client has
 * more to send than that. Begun before the answer it counts each byte: Node hides those that nobody listened for.
 */
export function drainInBackground(request: IncomingMessage, { drainMs, drainBytes }: Bounds): void {
  if (request.complete || request.destroyed || draining.has(request)) return;
  draining.add(request);
  let size = 0;
  const cut = (): void => void request.socket.destroy();
  const timer = setTimeout(cut, drainMs).unref();
  const stop = (): void => clearTimeout(timer);
  request
    .on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > drainBytes) cut();
    })
    .on('error', () => undefined)
    .once('end', stop)
    .once('close', stop)
    .resume();
}

/**
 * Lets Node close the connection in steps behind this request: first our side, so that the answer is heard, and the
 * other when the body has ended, for which `drainInBackground` sets bounds. Closed at once with bytes unread, the
 * system would take the answer back.
 */
export function closeGently(request: IncomingMessage): void {
  const { socket } = request;
  // What tests inject has no such socket.
  if (typeof (socket as Partial<Socket>).destroySoon !== 'function') return;
  const destroySoon = socket.destroySoon.bind(socket);
  socket.destroySoon = () => {
    socket.destroySoon = destroySoon;
    if (request.complete || request.destroyed) return destroySoon();
    socket.end();
    request.once('end', destroySoon);
  };
}
