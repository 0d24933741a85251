import { sealEnvelope } from '#transit';
import { setTimeout as sleep } from 'node:timers/promises';
import { FreshFolder } from './support/fresh-folder.js';
import { publishedName } from './support/packages.js';
import { blocksOf } from './support/readme.js';
import { RunningProgram } from './support/running-program.js';

const LIBRARIES = ['contracts', 'nestjs-byok', 'providers', 'redaction', 'sandbox', 'transit'];
const NEST = ['@nestjs/common', '@nestjs/core', '@types/node', 'nestjs-pino', 'pino', 'pino-http', 'reflect-metadata', 'rxjs', 'typescript'];
const COMPILER = { strict: true, target: 'ES2024', module: 'nodenext', lib: ['ES2024'], types: ['node'], experimentalDecorators: true, emitDecoratorMetadata: true, skipLibCheck: false };
const KEY = 'sk-sandbox-fresh-application';

/** What differs between the two adapters; the rest is the README's. */
const ADAPTERS = {
  express: { packages: ['@nestjs/platform-express'], create: 'NestFactory.create(RootModule)', also: '' },
  fastify: {
    packages: ['@nestjs/platform-fastify', 'fastify'],
    create: 'NestFactory.create<NestFastifyApplication>(RootModule, new FastifyAdapter())',
    also: "import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';",
  },
} as const;

/** As the README has it, with the emulator in OpenAI's place. */
const overEmulator = (text: string) => text.replace('ByokModule.forRoot({', "ByokModule.forRoot({ emulated: ['openai'],");

const mainOf = ({ create, also }: { readonly create: string; readonly also: string }) => `
import 'reflect-metadata';
import { Controller, Get, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
${also}
import { ByokKey, Credential, UseByok } from '${publishedName('nestjs-byok')}';
import { AppModule } from './app.module.js';

/** A careless host keeps what was lent to it. */
@Controller('kept')
class KeptController {
  private kept?: Credential;

  @Get()
  @UseByok()
  keep(@ByokKey('openai') key: Credential) {
    this.kept = key;
    return { opened: key.use((secret) => secret.length), gone: key.disposed };
  }

  @Get('now')
  now() {
    return { gone: this.kept?.disposed };
  }
}

@Module({ imports: [AppModule], controllers: [KeptController] })
class RootModule {}

const application = await ${create};
await application.listen(0, '127.0.0.1');
new Logger('fresh').log('a careless line with ${KEY}');
process.stdout.write(\`listening at \${await application.getUrl()}\\n\`);
`;

describe.each(Object.entries(ADAPTERS))('a fresh Nest application on %s', (_name, adapter) => {
  const folder = new FreshFolder();
  let program: RunningProgram;
  let origin: string;

  beforeAll(() => {
    folder.install(LIBRARIES, [...NEST, ...adapter.packages]);
    for (const { name, text } of blocksOf('nestjs-byok')) if (name !== undefined) folder.write(name, overEmulator(text));
    folder.write('main.ts', mainOf(adapter));
    folder.write('tsconfig.json', JSON.stringify({ compilerOptions: COMPILER, include: ['*.ts'] }));
  });
  afterAll(async () => {
    await program?.stop();
    folder.remove();
  });

  const seal = async (userId: string) => {
    const transitKey = (await (await fetch(`${origin}/api/byok/transit-key`)).json()) as { kid: string; publicKey: string };
    return sealEnvelope({ transitKey, provider: 'openai', userId, key: Buffer.from(KEY), expiresAt: Math.floor(Date.now() / 1000) + 300 });
  };
  const summarise = async (user: string, envelope: string) => {
    const response = await fetch(`${origin}/summaries`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-user': user, 'x-byok-openai-key': envelope },
      body: JSON.stringify({ text: 'Tides come twice a day.' }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('compiles, with every check of the types', () => {
    expect(folder.compile()).toEqual({ status: 0, output: '' });
  });

  it('starts', async () => {
    program = new RunningProgram(folder.path, ['main.js']);
    [, origin = ''] = await program.said(/listening at (\S+)/);
  });

  it('opens a sealed key for one call, and says whose key paid', async () => {
    const answer = await summarise('anna', await seal('anna'));
    expect(answer).toEqual({ status: 201, body: { summary: expect.stringMatching(/\w/) as string, paidBy: 'byok' } });
  });

  it('has wiped it behind the call, even where the host kept it', async () => {
    const read = async (path: string, headers = {}) => (await (await fetch(`${origin}/kept${path}`, { headers: { 'x-user': 'anna', ...headers } })).json()) as { gone: boolean };
    expect(await read('', { 'x-byok-openai-key': await seal('anna') })).toEqual({ opened: KEY.length, gone: false });
    let now = await read('/now');
    for (let wait = 0; wait < 100 && !now.gone; wait += 1) {
      await sleep(10);
      now = await read('/now');
    }
    expect(now).toEqual({ gone: true });
  });

  it("refuses another's envelope", async () => {
    const { status, body } = await summarise('boris', await seal('anna'));
    expect({ status, code: body['code'] }).toEqual({ status: 400, code: 'envelope_invalid' });
  });

  it('masks its log', async () => {
    await summarise('anna', await seal('anna'));
    await program.said(/a careless line with \[redacted\]/);
    expect(program.output).not.toContain(KEY);
    expect(program.output).not.toContain(Buffer.from(KEY).toString('base64'));
  });
});
