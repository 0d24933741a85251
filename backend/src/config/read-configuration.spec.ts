import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetSecrets } from './forget-secrets.js';
import { readConfiguration } from './read-configuration.js';

describe('the configuration', () => {
  it('needs nothing for the embedded defaults', () => {
    const configuration = readConfiguration({});
    expect(configuration).toMatchObject({ port: 3000, host: '127.0.0.1', providers: 'sandbox', production: false });
    expect(configuration.databaseUrl).toBeUndefined();
    expect(configuration.publicUrl).toBe('http://127.0.0.1:3000');
  });

  it('calls the real providers in production', () => {
    expect(readConfiguration({ NODE_ENV: 'production' }).providers).toBe('live');
  });

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['HOST', 'two hosts'],
    ['HOST', 'http://127.0.0.1'],
    ['PUBLIC_URL', 'courses.test'],
    ['PUBLIC_URL', 'https://user:secret@courses.test'],
    ['PUBLIC_URL', 'https://courses.test/secret'],
    ['PUBLIC_URL', 'https://courses.test/?secret=1'],
    ['PUBLIC_URL', 'https://courses.test/#secret'],
    ['METRICS_TOKEN', 'ключ ключ ключ ключ'],
    ['METRICS_TOKEN', 'secretsecretsecret secret'],
    ['PROVIDERS', 'both'],
    ['OPENAI_BASE_URL', 'https://proxy.example.com/v1'],
    ['OPENAI_API_KEY', 'has a space'],
    ['PROVIDER_PROXY', 'socks5://secret@host:1080'],
    ['PROVIDER_PROXY', 'http://user:100%secret@host:3128'],
    ['PROVIDER_PROXY', 'http://host:3128/secret'],
    ['DATABASE_URL', 'mysql://secret@host/db'],
    ['QUEUE_URL', 'http://queue'],
    ['JWT_SECRET', 'tooshort'],
    ['BYOK_JOB_TTL', '-1'],
    ['LOG_LEVEL', 'loud'],
    ['PROVIDER_TIMEOUT_MS', '1e4'],
    ['REGISTRATION', 'friends'],
    ['TRUSTED_PROXIES', '0.0.0.0/0'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '10.0.0.1,'],
    ['TRUSTED_PROXIES', 'proxy.local'],
    ['TRUSTED_PROXIES', 'true'],
    ['TRUSTED_PROXIES', '16'],
    ['BYOK_TRANSIT_ROOT', 'tooshort'],
    ['BYOK_TRANSIT_ROOT', '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo='],
    ['CORS_ORIGINS', 'https://*'],
    ['CORS_ORIGINS', 'https://app.example.com/'],
    ['CORS_ORIGINS', 'https://App.example.com'],
    ['CORS_ORIGINS', 'pages.test'],
    ['CORS_ORIGINS', 'https://app.example.com:443'],
  ])('names %s and an example when it is %j, never the value', (name, value) => {
    let message = '';
    try {
      readConfiguration({ [name]: value });
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(new RegExp(`^${name} .+ Example: ${name}=`));
    expect(message).not.toContain(value);
    expect(message).not.toContain('\n');
  });

  it.each(['*', 'null', 'https://app.example.com, *', 'null,https://app.example.com'])('does not start with CORS_ORIGINS=%s', (value) => {
    expect(() => readConfiguration({ CORS_ORIGINS: value })).toThrow(/^CORS_ORIGINS must name each origin.+ Example: CORS_ORIGINS=/);
  });

  it('takes exact origins', () => {
    expect(readConfiguration({ CORS_ORIGINS: 'https://app.example.com, http://localhost:5173' }).corsOrigins).toEqual(['https://app.example.com', 'http://localhost:5173']);
    expect(readConfiguration({}).corsOrigins).toEqual([]);
  });

  it('wants both halves of the first administrator', () => {
    expect(() => readConfiguration({ ADMIN_EMAIL: 'a@b.c' })).toThrow(/^ADMIN_PASSWORD is missing/);
  });

  it('wants shared transit keys when another process takes the jobs', () => {
    expect(() => readConfiguration({ JOB_CONCURRENCY: '0' })).toThrow(/^BYOK_TRANSIT_KEYS is missing/);
  });

  it('wants signed transit keys where there is a root', () => {
    const root = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
    expect(() => readConfiguration({ BYOK_TRANSIT_ROOT: root })).toThrow(/^BYOK_TRANSIT_KEYS is missing: .*signed.* Example: BYOK_TRANSIT_KEYS=/);
    expect(readConfiguration({ BYOK_TRANSIT_ROOT: root, BYOK_TRANSIT_KEYS: 'k:v' })).toMatchObject({ transitRoot: root });
    expect(readConfiguration({}).transitRoot).toBeUndefined();
  });

  it('is live in production unless told otherwise', () => {
    expect(readConfiguration({ NODE_ENV: 'production' }).providers).toBe('live');
    expect(readConfiguration({ NODE_ENV: 'production', PROVIDERS: 'sandbox' })).toMatchObject({ production: true, providers: 'sandbox' });
  });
});

describe('a secret', () => {
  const folder = mkdtempSync(join(tmpdir(), 'byok-secrets-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (content: string) => {
    const path = join(folder, `${Math.random()}`);
    writeFileSync(path, content);
    return path;
  };
  const SECRET = ' a secret of more than 32 characters ';

  it.each([SECRET, `${SECRET}\n`, `${SECRET}\r\n`])('may stand in a file, whose one trailing newline is cut: %j', (content) => {
    expect(readConfiguration({ JWT_SECRET_FILE: file(content) }).jwtSecret).toBe(SECRET);
  });

  it('keeps a second newline', () => {
    expect(readConfiguration({ JWT_SECRET_FILE: file(`${SECRET}\n\n`) }).jwtSecret).toBe(`${SECRET}\n`);
  });

  it.each([
    'OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'GEMINI_API_KEY', 'CLOUDRU_API_KEY', 'PROVIDER_PROXY', 'DATABASE_URL', 'QUEUE_URL',
    'JWT_SECRET', 'BYOK_TRANSIT_KEYS', 'METRICS_TOKEN', 'ADMIN_PASSWORD',
  ])('%s may come from a file, and not from both', (name) => {
    const problem = (environment: Record<string, string>) => {
      try {
        readConfiguration(environment);
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(problem({ [name]: SECRET, [`${name}_FILE`]: file(SECRET) })).toBe(`${name}_FILE and ${name} are both set: keep one of them. Example: ${name}_FILE=/run/secrets/name`);
    expect(problem({ [`${name}_FILE`]: join(folder, 'missing') })).toMatch(new RegExp(`^${name}_FILE names a file that does not exist\\. Example: `));
    expect(problem({ [`${name}_FILE`]: folder })).toContain('must name a file of at most 65536 bytes');
    expect(problem({ [`${name}_FILE`]: file('\n') })).toContain('names an empty file');
  });

  it('of a bad form is not repeated', () => {
    expect(() => readConfiguration({ OPENAI_API_KEY_FILE: file('has a space\n') })).toThrow(/^OPENAI_API_KEY must be 8 to 512 printable ASCII/);
  });

  it('leaves the environment once it was read; the rest stays', () => {
    const environment: NodeJS.ProcessEnv = { JWT_SECRET: SECRET, DATABASE_URL: 'x', PORT: '3000', JWT_SECRET_FILE: '/a' };
    forgetSecrets(environment);
    expect(environment).toEqual({ PORT: '3000', JWT_SECRET_FILE: '/a' });
  });
});

describe('proxies that are trusted', () => {
  it.each([
    ['10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
    ['2', 2],
  ])('may be %s', (text, expected) => {
    expect(readConfiguration({ TRUSTED_PROXIES: text }).trustedProxies).toEqual(expected);
  });
});
