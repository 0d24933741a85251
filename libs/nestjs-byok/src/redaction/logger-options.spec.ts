import { Injectable, Logger as NestFacade, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { InjectPinoLogger, Logger, LoggerModule, PinoLogger } from 'nestjs-pino';
import { ByokError } from '#contracts';
import { canaryKey, findKey } from '#redaction/search';
import { createLogger } from './logger.js';
import { loggerOptions } from './logger-options.js';

@Injectable()
class Speaker {
  constructor(@InjectPinoLogger('Speaker') private readonly logger: PinoLogger) {}

  say(fields: object, message: string): void {
    this.logger.warn(fields, message);
  }
}

/** An application over the redacting logger, and the lines that it wrote. */
async function start(level: 'info' | 'trace' = 'trace') {
  const written: string[] = [];
  const root = createLogger({ logLevel: level }, { write: (line) => void written.push(line) });
  @Module({ imports: [LoggerModule.forRootAsync(loggerOptions(root))], providers: [Speaker] })
  class Application {}
  const application = await NestFactory.createApplicationContext(Application, { bufferLogs: true, autoFlushLogs: false, abortOnError: false });
  application.useLogger(application.get(Logger));
  application.flushLogs();
  const atStart = written.length;
  const lines = () => written.slice(atStart).map((line) => JSON.parse(line) as Record<string, unknown>);
  return { application, speaker: application.get(Speaker), text: () => written.join(''), lines, atStart: () => written.slice(0, atStart) };
}

describe('nestjs-pino over the redacting logger', () => {
  const key = canaryKey('gemini', 'nest');
  afterEach(() => NestFacade.overrideLogger(false));

  it('masks what a class logs', async () => {
    const { application, speaker, lines, text } = await start();
    speaker.say({ headers: { authorization: `Bearer ${key}` }, note: `got ${key}.` }, `refused ${key}`);
    expect(lines()).toEqual([{ level: 'warn', time: expect.any(String) as string, context: 'Speaker', headers: expect.anything() as object, note: 'got [redacted].', msg: 'refused [redacted]' }]);
    expect(findKey(text(), key)).toBeUndefined();
    await application.close();
  });

  it('writes what Nest’s Logger says, with context and error', async () => {
    const { application, lines, text } = await start();
    const facade = new NestFacade('Jobs');
    facade.log('started');
    facade.error({ err: new ByokError('unavailable', `refused ${key}`), requestId: 'r1' }, 'request failed');
    facade.error(new Error('thrown'));
    facade.error('with a stack', 'Error: x\n    at y (/z:1:1)');
    facade.debug({ count: 2 });
    expect(lines()).toMatchObject([
      { level: 'info', context: 'Jobs', msg: 'started' },
      { level: 'error', context: 'Jobs', requestId: 'r1', msg: 'request failed', err: { type: 'ByokError', message: 'refused [redacted]' } },
      { level: 'error', context: 'Jobs', msg: 'Error', err: { type: 'Error', stack: expect.stringContaining('at ') as string } },
      { level: 'error', context: 'Jobs', err: { type: 'Error', stack: expect.stringContaining('at y') as string } },
      { level: 'debug', context: 'Jobs', count: 2 },
    ]);
    expect(findKey(text(), key)).toBeUndefined();
    await application.close();
  });

  it('tells of errors that are not ours only type, code and place', async () => {
    const { application, speaker, lines, text } = await start();
    const prompt = 'my secret prompt';
    const foreign = Object.assign(new Error(`quotes ${prompt}`), { code: 'ERR_FOREIGN', responseBody: prompt });
    speaker.say({ err: foreign }, 'failed');
    new NestFacade('Jobs').error(foreign);
    new NestFacade('Jobs').error('failed', foreign.stack);
    NestFacade.error(foreign.stack);
    NestFacade.error('failed', foreign.stack);
    expect(lines()).toHaveLength(5);
    expect(lines()[1]).toMatchObject({ msg: 'ERR_FOREIGN', err: { type: 'Error', code: 'ERR_FOREIGN' } });
    expect(text()).not.toContain(prompt);
    await application.close();
  });

  it('keeps the lines of applications in one process apart', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    first.speaker.say({}, 'of the first');
    second.speaker.say({}, 'of the second');
    expect(first.lines().map(({ msg }) => msg)).toEqual(['of the first']);
    expect(second.lines().map(({ msg }) => msg)).toEqual(['of the second']);
    await Promise.all([first.application.close(), second.application.close()]);
  });

  it('says of the start of Nest nothing at info, and all of it at debug', async () => {
    const loud = await start();
    expect(loud.atStart().join('')).toContain('"level":"debug"');
    expect(loud.atStart().join('')).not.toContain('"level":"info"');
    const quiet = await start('info');
    expect(quiet.atStart()).toEqual([]);
    await Promise.all([loud.application.close(), quiet.application.close()]);
  });
});
