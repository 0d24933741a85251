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

  it('wants both halves of the first administrator', () => {
    expect(() => readConfiguration({ ADMIN_EMAIL: 'a@b.c' })).toThrow(/^ADMIN_PASSWORD is missing/);
  });

  it('wants shared transit keys when another process takes the jobs', () => {
    expect(() => readConfiguration({ JOB_CONCURRENCY: '0' })).toThrow(/^BYOK_TRANSIT_KEYS is missing/);
  });

  it('is live in production unless told otherwise', () => {
    expect(readConfiguration({ NODE_ENV: 'production' }).providers).toBe('live');
    expect(readConfiguration({ NODE_ENV: 'production', PROVIDERS: 'sandbox' })).toMatchObject({ production: true, providers: 'sandbox' });
  });
});
