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
