import { redactText } from '#redaction';

interface Coded {
  code?: unknown;
  message?: unknown;
}

/** One line for the operator: what stopped the start and what to do. Never holds a key or a password. */
export function explainStartFailure(error: unknown): string {
  const { code, message } = (error ?? {}) as Coded;
  switch (code) {
    case 'EADDRINUSE':
      return 'PORT is in use, perhaps by another BYOK. Stop that program, or choose another port: PORT=3001 npm start';
    case 'EACCES':
      return 'PORT may not be used by this user. Choose a port above 1023: PORT=3000 npm start';
    case 'EADDRNOTAVAIL':
      return 'HOST is no address of this machine. Example: HOST=127.0.0.1';
    default:
      return redactText(String(message ?? error)).split('\n', 1)[0] ?? 'The start failed.';
  }
}
