import { sealEnvelope } from '#transit';
import { startRedis, type RedisServer } from '../../backend/test/support/redis-server.js';
import { FreshFolder } from './support/fresh-folder.js';
import { publishedName } from './support/packages.js';
import { blocksOf } from './support/readme.js';
import { RunningProgram } from './support/running-program.js';

const LIBRARIES = ['contracts', 'nestjs-byok', 'providers', 'redaction', 'sandbox', 'transit'];
const OTHERS = [
  ...['@nestjs/bullmq', '@nestjs/common', '@nestjs/core', '@nestjs/platform-express', 'bullmq', 'ioredis', 'nestjs-pino', 'pino', 'pino-http', 'reflect-metadata', 'rxjs'],
  ...['@types/node', 'typescript'],
];
const KEY = 'sk-sandbox-fresh-job';

/** A queue and a processor of the host's own, as the README says. */
const JOBS = `
import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Module, Param, Post } from '@nestjs/common';
import { BullModule, InjectQueue, Processor, WorkerHost } from '@nestjs/bullmq';
import { Queue, type Job } from 'bullmq';
import { ByokChat, JobKeys, UseByok, type SealedJob } from '${publishedName('nestjs-byok')}';
import { AppModule } from './app.module.js';

interface Summary {
  text: string;
  byok: SealedJob;
}

@Processor('summaries')
class SummaryProcessor extends WorkerHost {
  constructor(private readonly jobKeys: JobKeys, private readonly chat: ByokChat) {
    super();
  }

  async process(job: Job<{ text: string; byok: SealedJob }>) {
    return this.jobKeys.withCredentials(job, () => this.chat.complete({ messages: [{ role: 'user', content: job.data.text }] }));
  }
}

@Controller('jobs')
class JobsController {
  constructor(private readonly jobKeys: JobKeys, @InjectQueue('summaries') private readonly queue: Queue<Summary>) {}

  @Post()
  @UseByok()
  async submit(@Body('text') text: string) {
    const id = randomUUID();
    await this.queue.add('summary', { text, byok: this.jobKeys.seal({ id }) }, { jobId: id });
    return { id };
  }

  @Get(':id')
  async read(@Param('id') id: string) {
    // The state first: a job that ends in between shows its result as well.
    const state = await this.queue.getJobState(id);
    const job = await this.queue.getJob(id);
    return { state, result: job?.returnvalue, data: job?.data };
  }
}

const connection = { url: process.env['REDIS'] ?? '' };
@Module({
  imports: [AppModule, BullModule.forRoot({ connection }), BullModule.registerQueue({ name: 'summaries' })],
  controllers: [JobsController],
  providers: [SummaryProcessor],
})
export class RootModule {}
`;

const MAIN = `
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { RootModule } from './jobs.module.js';

const application = await NestFactory.create(RootModule);
await application.listen(0, '127.0.0.1');
process.stdout.write(\`listening at \${await application.getUrl()}\\n\`);
`;

/** Of the README's section on jobs; it shows two pieces of the files above. */
const shownLines = () => blocksOf('nestjs-byok').filter(({ text }) => text.includes('withCredentials')).flatMap(({ text }) => text.split('\n'));

describe('a fresh Nest application with a queue of its own', () => {
  const folder = new FreshFolder();
  let redis: RedisServer;
  let program: RunningProgram;
  let origin: string;

  beforeAll(async () => {
    redis = await startRedis();
    folder.install(LIBRARIES, OTHERS);
    for (const { name, text } of blocksOf('nestjs-byok')) if (name !== undefined) folder.write(name, text.replace('ByokModule.forRoot({', "ByokModule.forRoot({ emulated: ['openai'],"));
    const run = JOBS.split('\n').map((line) => line.trim());
    expect(shownLines().length).toBeGreaterThan(5);
    for (const line of shownLines()) expect(run).toContain(line.trim());
    folder.write('jobs.module.ts', JOBS);
    folder.write('main.ts', MAIN);
    const compilerOptions = { strict: true, target: 'ES2024', module: 'nodenext', lib: ['ES2024'], types: ['node'], experimentalDecorators: true, emitDecoratorMetadata: true, skipLibCheck: true };
    folder.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    expect(folder.compile()).toEqual({ status: 0, output: '' });
    program = new RunningProgram(folder.path, ['main.js'], { REDIS: redis.url });
    [, origin = ''] = await program.said(/listening at (\S+)/);
  });
  afterAll(async () => {
    await program?.stop();
    await redis?.close();
    folder.remove();
  });

  it('opens a key in the job that it was sealed for, and the queue holds none', async () => {
    const transitKey = (await (await fetch(`${origin}/api/byok/transit-key`)).json()) as { kid: string; publicKey: string };
    const envelope = await sealEnvelope({ transitKey, provider: 'openai', userId: 'anna', key: Buffer.from(KEY), expiresAt: Math.floor(Date.now() / 1000) + 300 });
    const headers = { 'content-type': 'application/json', 'x-user': 'anna', 'x-byok-openai-key': envelope };
    const submitted = await fetch(`${origin}/jobs`, { method: 'POST', headers, body: JSON.stringify({ text: 'Why are there tides?' }) });
    const { id } = (await submitted.json()) as { id: string };
    const read = async () => (await (await fetch(`${origin}/jobs/${id}`, { headers: { 'x-user': 'anna' } })).json()) as { state: string; result: unknown; data: unknown };
    let job = await read();
    while (!['completed', 'failed'].includes(job.state)) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      job = await read();
    }
    expect(job).toMatchObject({ state: 'completed', result: { text: expect.stringMatching(/\w/) as string, receipt: { source: 'byok' } } });
    // What the queue holds: the envelope, sealed anew, and no key.
    expect(JSON.stringify(job.data)).toContain('byok1.');
    expect(JSON.stringify(job.data)).not.toContain(envelope);
    expect(JSON.stringify(job.data)).not.toContain(KEY);
    expect(program.output).not.toContain(KEY);
  });
});
