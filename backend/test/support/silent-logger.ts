import { PinoLogger } from 'nestjs-pino';

/** For services that a spec constructs by hand. */
export const silentLogger = new PinoLogger({ pinoHttp: { level: 'silent' } });
