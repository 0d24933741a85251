/** Jest's global set-up of the backend: one embedded PostgreSQL for the whole run, with a migrated template database. */
import { importTypeScript } from './register-typescript.mjs';

export default async function setUp() {
  const { startTestServer } = await importTypeScript('backend/test/support/test-server.ts');
  globalThis.byokTestServer = await startTestServer();
}
