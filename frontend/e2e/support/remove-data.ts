import { rmSync } from 'node:fs';
import { dataDirectory } from './application.js';

/** Runs after the server has stopped. */
export default function removeData(): void {
  rmSync(dataDirectory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
