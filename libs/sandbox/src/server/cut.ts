import type { ServerResponse } from 'node:http';

const CUT = new WeakSet<ServerResponse>();

/** Breaks the connection off after what has been written, as a provider that dies halfway does. */
export function cutOff(response: ServerResponse): void {
  CUT.add(response);
  response.socket?.destroySoon();
}

/** Whether it was this side that broke the answer off, and not the client. */
export function wasCutOff(response: ServerResponse): boolean {
  return CUT.has(response);
}

/** Breaks the connection off behind that many bytes of a body that is still to be written, or at its end when it is shorter. */
export function cutAfter(response: ServerResponse, bytes: number): void {
  const write = response.write.bind(response) as (piece: Buffer) => boolean;
  let left = bytes;
  const writeUpTo = (piece: unknown): boolean => {
    if (wasCutOff(response)) return true;
    const part = Buffer.from(piece as string | Uint8Array).subarray(0, left);
    left -= part.length;
    const isDrained = write(part);
    if (left === 0) cutOff(response);
    return isDrained;
  };
  response.write = writeUpTo as typeof response.write;
  response.end = ((last?: unknown) => {
    if (last !== undefined) writeUpTo(last);
    if (!wasCutOff(response)) cutOff(response);
    return response;
  }) as typeof response.end;
}
