import { AttemptsFailedError } from '#nestjs-byok';

/** The error of a call, whose answer names what was left out; any other as it is. @param names fit to be shown in a header */
export function withDropped(error: unknown, names: readonly string[]): unknown {
  if (error instanceof AttemptsFailedError && error.receipt !== undefined) error.receipt = { ...error.receipt, dropped: names };
  return error;
}
