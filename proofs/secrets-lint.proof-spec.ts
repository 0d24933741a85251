import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RuleTester, type Rule } from 'eslint';
import tseslint from 'typescript-eslint';

const root = fileURLToPath(new URL('..', import.meta.url));
const { default: rule } = (await import(join(root, 'tools/eslint/no-secret-in-text.js'))) as { default: Rule.RuleModule };

/** A file of the server, in whose place the cases stand, so that their imports and types are real. */
const filename = join(root, 'libs/nestjs-byok/src/strategy/transport/provider-transport.ts');

const HEAD = `
  import { Logger } from '@nestjs/common';
  import type { Job, Queue } from 'bullmq';
  import type { PinoLogger } from 'nestjs-pino';
  import { ByokError, type JobEnvelope, type PlainKey, type PlainKeyText, type RequestEnvelope, type TypedSecret } from '#contracts';
  import { redactText } from '#redaction';
  import type { Credential } from '../../credential/credential.js';
  declare const credential: Credential;
  declare const key: PlainKey;
  declare const secret: PlainKeyText;
  declare const typed: TypedSecret;
  declare const envelope: RequestEnvelope;
  declare const jobEnvelope: JobEnvelope;
  declare const record: { name: string; keys: Map<string, PlainKeyText> };
  declare const pino: PinoLogger;
  declare const queue: Queue;
  declare const job: Job;
  const logger = new Logger('Test');
`;

const tester = new RuleTester({
  languageOptions: { parser: tseslint.parser as never, parserOptions: { projectService: true, tsconfigRootDir: root } },
});

const valid = (name: string, code: string) => ({ name, filename, code: HEAD + code });
const invalid = (name: string, code: string, kind: string, where: string, times = 1) => ({
  name,
  filename,
  code: HEAD + code,
  errors: Array.from({ length: times }, () => ({ messageId: 'secret', data: { kind, where } })),
});

tester.run('no-secret-in-text', rule, {
  valid: [
    valid('a credential prints itself redacted', 'logger.log(`with ${credential}`); pino.info({ credential }, "called");'),
    valid('its provider and source', 'logger.warn(`The key of ${credential.provider} failed.`); throw new ByokError("key_invalid", `${credential.source}`);'),
    valid('a length, or whether there is one', 'logger.log(`${secret.length} characters`, key.byteLength, envelope !== undefined);'),
    valid('what a call says about it', 'declare function isOld(text: string): boolean; logger.log(`${isOld(envelope)}`);'),
    valid('the header of a call', 'export const headers: Record<string, PlainKeyText> = { "x-api-key": secret };'),
    valid("a job's own envelope in its data", 'void queue.add("job", { jobId: "1", envelopes: { openai: jobEnvelope } });'),
    valid('a text without secrets', 'throw new Error(`No answer from ${"openai"}` + redactText("text"));'),
    valid('what is called by a computed name of no logger', 'declare const record2: Record<string, (text: string) => void>; record2["warn"]?.(secret);'),
    valid('a destructured method without secrets', 'const { warn } = logger; warn("The key failed."); pino["info"](credential.provider);'),
    valid('a method of the same name', 'declare const list: { log(text: string): void }; const { log } = list; log(secret);'),
    valid('a logger where no secret comes', '["a"].forEach((text) => text); Promise.reject(new Error("x")).catch(console.error);'),
    valid('a function that is called elsewhere', 'logger.log("made", () => secret);'),
  ],
  invalid: [
    invalid("a credential's value in a log line", 'credential.use((value) => logger.log(value));', 'plain key', 'a logger call'),
    invalid('its bytes', 'credential.useBytes((bytes) => pino.info({ bytes }, "sent"));', 'plain key', 'a logger call'),
    invalid('a key as field', 'pino.warn({ call: { key: secret } }, "sent");', 'plain key', 'a logger call'),
    invalid('a key deep in a record', 'logger.debug(record);', 'plain key', 'a logger call'),
    invalid('a key spread into a record', 'pino.error({ ...record });', 'plain key', 'a logger call'),
    invalid('a key under any logger', 'pino.logger.child({ secret }).info("x");', 'plain key', 'a logger call'),
    invalid('an envelope in a log line', 'logger.error("refused", envelope);', 'request envelope', 'a logger call'),
    invalid("a job's envelope in a log line", 'logger.error("refused", jobEnvelope);', 'job envelope', 'a logger call'),
    invalid('what was typed', 'console.log(typed);', 'typed secret', 'a logger call'),
    invalid('a key that may be missing', 'declare const maybe: PlainKeyText | undefined; logger.log(maybe ?? "none");', 'plain key', 'a logger call'),
    invalid('a key in another form', 'logger.log(secret.slice(0, 4), String(secret), Buffer.from(key).toString("base64"));', 'plain key', 'a logger call', 3),
    invalid('a key that is called a text', 'logger.log(secret as string);', 'plain key', 'a logger call'),
    invalid('a key by a computed member', 'logger["warn"](secret); pino[`info`](secret);', 'plain key', 'a logger call', 2),
    invalid('by the name in a constant', 'const method = "warn"; logger[method](secret);', 'plain key', 'a logger call'),
    invalid('by a name that the run decides', 'declare const level: "warn" | "error"; logger[level](secret);', 'plain key', 'a logger call'),
    invalid('by an optional call', 'logger?.warn(secret); logger.warn?.(secret); logger?.["warn"]?.(secret); (logger?.warn)(secret); logger.warn!(secret);', 'plain key', 'a logger call', 5),
    invalid('by a destructured method', 'const { warn, error: fail } = logger; warn(secret); fail(secret);', 'plain key', 'a logger call', 2),
    invalid('by one with a computed name, or a default', 'const { ["warn"]: warn, log = console.log } = logger; warn(secret); log(secret);', 'plain key', 'a logger call', 2),
    invalid('by a method destructured deep', 'const { logger: { warn } } = pino; warn(secret);', 'plain key', 'a logger call'),
    invalid('by a method of a parameter', 'export const planted = ({ warn }: Logger) => warn(secret);', 'plain key', 'a logger call'),
    invalid("by a method of pino's", 'const { info } = pino; const { warn } = pino.logger; info(secret); warn(secret);', 'plain key', 'a logger call', 2),
    invalid('by a method under another name', 'const say = logger.warn; say(secret); const bound = logger.warn.bind(logger); bound(secret);', 'plain key', 'a logger call', 2),
    invalid('by a method of a logger without types', 'declare const log: any; const { warn } = log; warn(secret); log["debug"](secret);', 'plain key', 'a logger call', 2),
    invalid('by call, apply and bind', 'logger.warn.call(logger, secret); logger.warn.apply(logger, [secret]); logger.warn.bind(logger, secret)();', 'plain key', 'a logger call', 3),
    invalid('by a choice of methods', '(secret.length > 1 ? logger.warn : logger.log)(secret); (0, logger.warn)(secret);', 'plain key', 'a logger call', 2),
    invalid('by a method as callback', 'credential.use(logger.warn); credential.use(console.log.bind(console)); const { log } = console; credential.use(log);', 'plain key', 'a logger call', 3),
    invalid('a key as computed message', 'const error = new Error("refused"); error["message"] = secret;', 'plain key', 'an error'),
    invalid('a key in job data by a destructured method', 'const { add } = queue; void add("job", { secret }); void queue["add"]("job", { secret }); void job?.["log"]?.(secret);', 'plain key', 'job data', 3),
    invalid('a key in an error', 'throw new ByokError("key_invalid", secret);', 'plain key', 'an error'),
    invalid('an envelope in an error', 'throw new Error("refused", { cause: envelope });', 'request envelope', 'an error'),
    invalid('a key as message', 'const error = new Error("refused"); error.message = secret;', 'plain key', 'an error'),
    invalid('a key in a template string', 'export const text = `Bearer ${secret}`;', 'plain key', 'a template string'),
    invalid('an envelope in a tagged one', 'declare const sql: (...parts: unknown[]) => void; sql`select ${envelope}`;', 'request envelope', 'a template string'),
    invalid('a key in a sum of texts', 'export const text = "Bearer " + secret;', 'plain key', 'a concatenated text'),
    invalid('a key in job data', 'void queue.add("job", { jobId: "1", key: secret });', 'plain key', 'job data'),
    invalid("a request's envelope in job data", 'void queue.addBulk([{ name: "job", data: { envelopes: { openai: envelope } } }]);', 'request envelope', 'job data'),
    invalid('a key in the data of a running job', 'void job.updateData({ secret });', 'plain key', 'job data'),
  ],
});

describe("the project's lint", () => {
  /** As `npm run lint` configures ESLint, on a source in the place of a file that is there. */
  const LINTER = `
    import { text } from 'node:stream/consumers';
    import { ESLint } from 'eslint';
    const eslint = new ESLint();
    const reports = [];
    for (const { path, source } of JSON.parse(await text(process.stdin))) {
      const [{ messages }] = await eslint.lintText(source, { filePath: path });
      reports.push(messages.map(({ ruleId, message }) => ruleId + ': ' + message));
    }
    process.stdout.write('\\n' + JSON.stringify(reports));
  `;
  const BACKEND = 'libs/nestjs-byok/src/strategy/transport/provider-transport.ts';
  const CLIENT = 'libs/angular-byok/src/sealing/vault-envelopes.ts';
  const sourceOf = (path: string) => readFileSync(join(root, path), 'utf8');
  const PLANTED = [
    ['a key in a log line of the transport', BACKEND, 'export const planted = (credential: Credential) => credential.use((secret) => console.warn(secret));', 'a logger call'],
    ['a key in an error of the transport', BACKEND, 'export const planted = (credential: Credential) => credential.use((secret) => { throw new Error(secret); });', 'an error'],
    ["an envelope in a text of the client's", CLIENT, 'export const planted = (envelope: RequestEnvelope) => `sent ${envelope}`;', 'a template string'],
    ['a lent key in a log line of the client', CLIENT, 'export const planted = (vault: Vault) => vault.withKey("id", (key) => console.log(key));', 'a logger call'],
  ] as const;

  let reports: string[][];
  beforeAll(() => {
    const files = [
      ...PLANTED.map(([, path, line]) => ({ path, source: `${sourceOf(path)}\n${line}\n` })),
      ...[BACKEND, CLIENT].map((path) => ({ path, source: sourceOf(path) })),
    ];
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', LINTER], { cwd: root, input: JSON.stringify(files), encoding: 'utf8' });
    expect(stderr).not.toContain('Error');
    reports = JSON.parse(stdout.slice(stdout.lastIndexOf('\n'))) as string[][];
  });

  const ofTheRule = (report: string[] | undefined) => (report ?? ['no report']).filter((line) => line.startsWith('byok/') || line.startsWith('no '));

  it.each(PLANTED)('fails on %s', (_what, _path, line, where) => {
    const [problem, ...others] = ofTheRule(reports[PLANTED.findIndex((one) => one[2] === line)]);
    expect(problem).toContain('byok/no-secret-in-text');
    expect(problem).toContain(where);
    expect(problem).toContain('docs/security/secrets-as-types.md');
    expect(others).toEqual([]);
  });

  it('finds nothing in the files as they are', () => {
    expect(reports.slice(PLANTED.length).flatMap(ofTheRule)).toEqual([]);
  });
});
