import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** A running deployment, and a token of the scopes `calls` and `admin`. */
export interface Target {
  /** Origin, without a trailing slash. */
  readonly url: string;
  readonly token: string;
}

/** What of a running deployment is to be searched. */
export interface DeploymentOptions extends Target {
  readonly dataDirs: readonly string[];
  readonly logs: readonly string[];
  /** Connection string of PostgreSQL. */
  readonly database: string | undefined;
  /** Connection string of Redis. */
  readonly redis: string | undefined;
}

export interface AuditOptions {
  readonly outputFile: string | undefined;
  /** Undefined: the audit starts the application itself. */
  readonly deployment: DeploymentOptions | undefined;
  /** Where the result goes. */
  readonly post: Target | undefined;
}

/** What whoever started the audit can mend: told without a stack. */
export class OptionsError extends Error {}

const USAGE = `npm run audit:keys                                    starts the whole system itself, and audits it
npm run audit:keys -- --post-to <url> --token <token>  … and posts the result to a running deployment
npm run audit:keys -- --url <url> --token <token> [--log <file>]… [--data-dir <folder>]… [--database <url>] [--redis <url>]
                                                       audits a running deployment with decoy keys, and posts the result
  --outputFile=<file>  also writes the result as JSON
  Without any of --log, --data-dir, --database and --redis only answers are searched, and nothing is posted.
  --token may be left out when BYOK_TOKEN holds it: others of this machine read command lines. It needs the scopes calls
  and admin. --database is read only.`;

/** @throws OptionsError that says what is wrong and how it is used */
export function readOptions(args: readonly string[], environment: Readonly<Record<string, string | undefined>>): AuditOptions {
  const text = { type: 'string' } as const;
  const several = { type: 'string', multiple: true } as const;
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options: { outputFile: text, url: text, 'post-to': text, token: text, log: several, 'data-dir': several, database: text, redis: text, help: { type: 'boolean' } } }));
  } catch (error) {
    throw new OptionsError(`${(error as Error).message}\n${USAGE}`);
  }
  if (values.help === true) throw new OptionsError(USAGE);
  const outputFile = values.outputFile === undefined ? undefined : resolve(values.outputFile);
  const token = values.token ?? environment['BYOK_TOKEN'];
  const [logs, dataDirs] = [values.log ?? [], values['data-dir'] ?? []];
  for (const path of [...logs, ...dataDirs]) if (!existsSync(path)) throw new OptionsError(`${path} is not there.`);
  for (const path of logs) if (!statSync(path).isFile()) throw new OptionsError(`${path} is no file: name each file of the log with a --log of its own.`);
  if (values.url === undefined && (logs.length > 0 || dataDirs.length > 0 || values.database !== undefined || values.redis !== undefined)) {
    throw new OptionsError(`--log, --data-dir, --database and --redis belong to --url.\n${USAGE}`);
  }
  const target = (url: string): Target => {
    if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw new OptionsError('The deployment must be named as http://… or https://….');
    if (token === undefined) throw new OptionsError(`--token or BYOK_TOKEN is missing.\n${USAGE}`);
    return { url: new URL(url).origin, token };
  };
  const deployment = values.url === undefined ? undefined : { ...target(values.url), logs, dataDirs, database: values.database, redis: values.redis };
  const post = values['post-to'] === undefined ? deployment : target(values['post-to']);
  return { outputFile, deployment, post };
}
