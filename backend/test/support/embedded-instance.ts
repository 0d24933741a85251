import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { InstanceMessage, InstanceRequest } from './embedded-instance.process.js';

const SUPPORT = fileURLToPath(new URL('.', import.meta.url));

export interface InstanceOptions {
  environment?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
}

export interface Instance {
  readonly port: number;
  /** What the start said. */
  readonly log: readonly string[];
  /** Rejects with an error of the name and code that the instance's pool gave. */
  query<Row>(statement: string): Promise<Row[]>;
  /** Closes pool and share, and ends the process. */
  close(): Promise<void>;
  /** Ends it with `process.exit`, without closing anything. */
  exit(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
  /** The port after the next restart of the server. */
  nextRestart(): Promise<number>;
}

/** Starts a process of its own on `dataDir`; rejects with the message of a start that failed. */
export async function startInstance(
  dataDir: string,
  { environment, ...account }: InstanceOptions = {},
): Promise<Instance> {
  const child = fork(`${SUPPORT}embedded-instance.process.ts`, [dataDir], {
    ...account,
    cwd: '/',
    execArgv: ['--disable-warning=ExperimentalWarning', '--import', `${SUPPORT}register-typescript.mjs`],
    env: { ...process.env, ...environment },
  });
  const started = await messageOf(child, (message) =>
    'started' in message || 'failed' in message ? message : undefined,
  );
  if ('failed' in started) throw new Error(started.failed);
  let lastId = 0;

  async function ask(
    request: Omit<Extract<InstanceRequest, { ask: 'query' }>, 'id'> | { ask: 'close' },
  ): Promise<unknown[]> {
    const id = ++lastId;
    const answered = messageOf(child, (message) => ('id' in message && message.id === id ? message : undefined));
    child.send({ ...request, id });
    const { rows, error } = await answered;
    if (error) throw Object.assign(new Error(error.message), { name: error.name, code: error.code });
    return rows ?? [];
  }

  async function gone(end: () => void): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    end();
    await exited;
  }

  return {
    port: started.port,
    log: started.log,
    query: async <Row>(statement: string) => (await ask({ ask: 'query', statement })) as Row[],
    close: async () => {
      await ask({ ask: 'close' });
      await gone(() => child.disconnect());
    },
    exit: () => gone(() => child.send({ id: 0, ask: 'exit' })),
    kill: () => gone(() => child.kill('SIGKILL')),
    nextRestart: () => messageOf(child, (message) => ('restarted' in message ? message.restarted : undefined)),
  };
}

function messageOf<Wanted>(
  child: ChildProcess,
  pick: (message: InstanceMessage) => Wanted | undefined,
): Promise<Wanted> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: InstanceMessage) => {
      const wanted = pick(message);
      if (wanted !== undefined) settle(() => resolve(wanted));
    };
    const onExit = (code: number | null, signal: string | null) =>
      settle(() => reject(new Error(`The instance ended (${signal ?? code})`)));
    const onError = (error: Error) => settle(() => reject(error));
    const settle = (finish: () => void) => {
      child.off('message', onMessage).off('exit', onExit).off('error', onError);
      finish();
    };
    child.on('message', onMessage).once('exit', onExit).once('error', onError);
  });
}
