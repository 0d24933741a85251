import { EventEmitter } from 'node:events';
import type { FastifyReply } from 'fastify';
import { ClientGoneError, clientSignal, ignoreClientAbort } from './client-signal.js';

function connection(state: { destroyed?: boolean; writableFinished?: boolean } = {}) {
  const raw = Object.assign(new EventEmitter(), { destroyed: false, writableFinished: false, ...state });
  return { raw, signal: clientSignal({ raw } as unknown as FastifyReply) };
}

describe('clientSignal', () => {
  it('fires once, for those who listen, with the reason to throw', () => {
    const { raw, signal } = connection();
    const heard: string[] = [];
    const left = () => heard.push('left');
    signal.addEventListener('abort', () => heard.push('first'));
    signal.addEventListener('abort', () => heard.push('second'));
    signal.addEventListener('abort', left);
    signal.removeEventListener('abort', left);
    expect(() => signal.throwIfAborted()).not.toThrow();
    raw.emit('close');
    raw.emit('close');
    expect(heard).toEqual(['first', 'second']);
    expect(signal.aborted).toBe(true);
    expect(() => signal.throwIfAborted()).toThrow(ClientGoneError);
  });

  it('stays silent when the answer was finished', () => {
    const { raw, signal } = connection();
    raw.writableFinished = true;
    raw.emit('close');
    expect(signal.aborted).toBe(false);
    expect(signal.asAbortSignal().aborted).toBe(false);
  });

  it('has fired already for a connection that is gone', () => {
    expect(connection({ destroyed: true }).signal.reason).toBeInstanceOf(ClientGoneError);
  });

  it.each(['before', 'after'])('makes a real signal, taken %s it fired', (when) => {
    const { raw, signal } = connection();
    const early = when === 'before' ? signal.asAbortSignal() : undefined;
    raw.emit('close');
    const real = early ?? signal.asAbortSignal();
    expect(real.aborted).toBe(true);
    expect(real.reason).toBe(signal.reason);
    expect(signal.asAbortSignal()).toBe(real);
  });

  it('takes a client that is gone for no failure, and any other failure for one', async () => {
    await expect(ignoreClientAbort(Promise.reject(new ClientGoneError()))).resolves.toBeUndefined();
    await expect(ignoreClientAbort(Promise.reject(new Error('other')))).rejects.toThrow('other');
  });
});
