/**
 * The operator's proxy opened no tunnel. The message is for the caller: it holds nothing of the proxy's address
 * or credentials.
 */
export class ProxyError extends Error {
  readonly code = 'PROXY_ERROR';

  /** @param reason for the operator: a status as `407`, or the system's code as `ECONNREFUSED` */
  constructor(
    message: string,
    readonly reason: string,
  ) {
    super(message);
    this.name = 'ProxyError';
  }

  /** The proxy can't be reached, or isn't one. */
  static unreachable(error: unknown): ProxyError {
    const { code, name } = error as NodeJS.ErrnoException;
    return new ProxyError(
      'The proxy through which this server reaches providers does not answer. Try again in a moment, or tell the operator.',
      typeof code === 'string' ? code : name,
    );
  }

  /** The proxy answered CONNECT with another status than 200. */
  static refused(status: number): ProxyError {
    const why = status === 407 ? 'wants other credentials' : 'opened no connection to the provider';
    return new ProxyError(
      `The proxy through which this server reaches providers ${why} (status ${status}). Tell the operator.`,
      String(status),
    );
  }
}
