/** `node --import ./bench/lib/without-receipts.mjs dist/server/…`: the built application without its receipts, for comparison. */
import { registerHooks } from 'node:module';

const STUB = "export class ReceiptsModule { static forRoot() { return { module: ReceiptsModule }; } }";

registerHooks({
  load: (url, context, next) => (url.endsWith('/backend/src/receipts/index.js') ? { format: 'module', source: STUB, shortCircuit: true } : next(url, context)),
});
