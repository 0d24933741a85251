import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { startInstance, type Instance, type InstanceOptions } from '../../../test/support/embedded-instance.js';
import { canReach, runsAsRoot, unprivilegedAccount } from './account.js';
import { readPassword, superuserUrl } from './credentials.js';
import { isPostmasterOf, readPostmaster } from './postmaster-file.js';

/** Every server of this file is ended by its cluster, whatever a failed expectation left running. */
describe('embedded PostgreSQL', () => {
  let folder: string;
  let dataDir: string;
  const instances: Instance[] = [];
  const bystanders: (ChildProcess | Server)[] = [];

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'byok-embedded-')));
    chmodSync(folder, 0o755);
    dataDir = join(folder, 'data');
  });

  afterEach(async () => {
    await Promise.all(instances.splice(0).map((instance) => instance.kill()));
    for (const bystander of bystanders.splice(0)) {
      if ('kill' in bystander) bystander.kill('SIGKILL');
      else bystander.close();
    }
    const cluster = findCluster();
    const server = cluster === undefined ? undefined : readPostmaster(cluster);
    if (cluster && server && isPostmasterOf(server.pid, cluster)) await endServer(cluster);
    if (cluster && !cluster.startsWith(folder)) rmSync(dirname(cluster), { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(options?: InstanceOptions): Promise<Instance> {
    const instance = await startInstance(dataDir, options);
    instances.push(instance);
    return instance;
  }

  function findCluster(): string | undefined {
    const home = join(dataDir, 'postgres');
    const pointer = join(home, 'cluster-location');
    if (existsSync(pointer)) return readFileSync(pointer, 'utf8').trim();
    return existsSync(join(home, 'cluster')) ? join(home, 'cluster') : undefined;
  }

  const cluster = () => findCluster() ?? fail('no cluster was made');
  const serverPid = () => readPostmaster(cluster())?.pid;
  const isRunning = () => isPostmasterOf(serverPid() ?? -1, cluster());

  async function keepsData(instance: Instance): Promise<void> {
    await instance.query('create table kept (word text)');
    await instance.query("insert into kept values ('here')");
  }

  const kept = (instance: Instance) => instance.query<{ word: string }>('select word from kept');

  async function endServer(of: string): Promise<void> {
    const pid = readPostmaster(of)?.pid ?? fail('no server runs');
    process.kill(pid, 'SIGKILL');
    await until(() => !isPostmasterOf(pid, of));
  }

  it('starts under a folder that only root may enter, and finds its data there again', async () => {
    chmodSync(folder, 0o700);
    const first = await start();
    await keepsData(first);
    await first.close();
    expect(isRunning()).toBe(false);

    const second = await start();
    expect(await kept(second)).toEqual([{ word: 'here' }]);
    expect(statSync(cluster()).mode & 0o777).toBe(0o700);
    expect(cluster().startsWith(folder)).toBe(!runsAsRoot());
    expect(first.log).toEqual(runsAsRoot() ? [expect.stringContaining(dirname(cluster()))] : []);
    expect(second.log).toEqual([]);
  });

  it('takes the database along when a folder above it is closed to PostgreSQL', async () => {
    const before = await start();
    await keepsData(before);
    await before.close();
    chmodSync(folder, 0o700);
    const after = await start();
    expect(await kept(after)).toEqual([{ word: 'here' }]);
    expect(after.log).toHaveLength(runsAsRoot() ? 1 : 0);
  });

  it("starts as an ordinary user under that user's own mode-700 folder", async () => {
    const account = unprivilegedAccount() ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
    chownSync(folder, account.uid, account.gid);
    chmodSync(folder, 0o700);
    // Tests of a checkout that only root may enter: nobody else can run it from there.
    if (!canReach(process.execPath, account)) return expect(start(account)).rejects.toMatchObject({ code: 'EACCES' });
    const instance = await start(account);
    expect(await instance.query('select current_user::text as name')).toEqual([{ name: 'byok_app' }]);
    expect(instance.log).toEqual([]);
    expect(statSync(join(dataDir, 'postgres', 'password')).mode & 0o777).toBe(0o600);
  });

  it('sorts and compares by code point in UTF-8 under a locale that does not exist', async () => {
    const instance = await start({
      environment: { LANG: 'tr_TR.UTF-8', LC_ALL: 'xx', LC_COLLATE: 'nowhere', PGPORT: '1', TZ: 'Mars/Base' },
    });
    expect(
      await instance.query("select lower('ÇIİ') as lower, upper('жё') as upper, current_setting('TimeZone') as zone"),
    ).toEqual([{ lower: 'çii', upper: 'ЖЁ', zone: 'UTC' }]);
    expect(
      await instance.query(
        "select datlocprovider, datlocale, pg_encoding_to_char(encoding) as encoding from pg_database where datname = 'byok'",
      ),
    ).toEqual([{ datlocprovider: 'b', datlocale: 'C.UTF-8', encoding: 'UTF8' }]);
  });

  it('asks for the password, on loopback only, without a socket file', async () => {
    const instance = await start();
    // Only the superuser may see all of it, which the application is not.
    const client = new pg.Client({ connectionString: superuserUrl(instance.port, readPassword(join(dataDir, 'postgres'), true), 'byok') });
    await client.connect();
    const { rows: settings } = await client.query<{ setting: string }>(
      "select setting from pg_settings where name in ('listen_addresses', 'password_encryption', 'unix_socket_directories') order by name",
    );
    expect(settings.map(({ setting }) => setting)).toEqual(['127.0.0.1', 'scram-sha-256', '']);
    const { rows } = await client.query<{ rules: string[] }>('select array_agg(distinct auth_method) as rules from pg_hba_file_rules');
    await client.end();
    expect(rows[0]?.rules).toEqual(['scram-sha-256']);
  });

  it('gives two starts at once the same server', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    expect(one?.port).toBe(two?.port);
    const identity = 'select pg_postmaster_start_time()::text as started';
    expect(await one?.query(identity)).toEqual(await two?.query(identity));
    expect(readdirSync(join(dataDir, 'postgres')).filter((name) => name.startsWith('new-cluster-'))).toEqual([]);
  });

  it('lets the first of two stop without taking the server from the other', async () => {
    const first = await start();
    const second = await start();
    await keepsData(second);
    await first.close();
    expect(await kept(second)).toEqual([{ word: 'here' }]);
    await second.close();
    expect(isRunning()).toBe(false);
  });

  it('does not count a holder that was killed', async () => {
    const killed = await start();
    const other = await start();
    await killed.kill();
    await other.close();
    expect(isRunning()).toBe(false);
  });

  it('takes over the server of an application that was killed', async () => {
    const killed = await start();
    await keepsData(killed);
    const pid = serverPid();
    await killed.kill();
    expect(isRunning()).toBe(true);

    const next = await start();
    expect(serverPid()).toBe(pid);
    expect(await kept(next)).toEqual([{ word: 'here' }]);
    await next.close();
    expect(isRunning()).toBe(false);
  });

  it('ends by itself when its applications were killed and none comes back', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    await one?.kill();
    await pause(4_000);
    expect(isRunning()).toBe(true);
    await two?.kill();
    await until(() => !isRunning());
    expect(existsSync(join(cluster(), 'postmaster.pid'))).toBe(false);
  });

  it('stops the server of an application that exits without closing it', async () => {
    const instance = await start();
    await instance.exit();
    await until(() => !isRunning());
  });

  it('recovers when application and server were killed together', async () => {
    const killed = await start();
    await keepsData(killed);
    await killed.kill();
    await endServer(cluster());
    expect(await kept(await start())).toEqual([{ word: 'here' }]);
  });

  it("is not fooled by another program under the dead server's process number", async () => {
    const killed = await start();
    await keepsData(killed);
    await killed.kill();
    await endServer(cluster());
    const bystander = spawn('sleep', ['600'], { ...unprivilegedAccount() });
    bystanders.push(bystander);
    await once(bystander, 'spawn');
    const file = join(cluster(), 'postmaster.pid');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(bystander.pid)));

    expect(await kept(await start())).toEqual([{ word: 'here' }]);
    expect(bystander.exitCode).toBeNull();
  });

  it('starts a crashed server again, and says unavailable meanwhile', async () => {
    const [one, two] = [await start(), await start()];
    await keepsData(one);
    const port = one.port;
    const restarts = [one.nextRestart(), two.nextRestart()];
    await endServer(cluster());

    const failures: unknown[] = [];
    await until(async () => {
      try {
        return (await kept(one)).length === 1;
      } catch (error) {
        failures.push(error);
        return false;
      }
    });
    for (const failure of failures) expect(failure).toMatchObject({ name: 'ByokError', code: 'unavailable' });
    expect(await Promise.all(restarts)).toEqual([port, port]);
    expect(await kept(two)).toEqual([{ word: 'here' }]);
  });

  it('moves to another port when its own is taken, at a start and after a crash', async () => {
    const first = await start();
    await keepsData(first);
    await first.close();
    bystanders.push(await listen(first.port));
    const second = await start();
    expect(second.port).not.toBe(first.port);
    expect(await kept(second)).toEqual([{ word: 'here' }]);

    const moved = second.nextRestart();
    const lock = takePortAsSoonAsFree(second.port, bystanders);
    await endServer(cluster());
    await lock;
    const port = await moved;
    expect(await kept(second)).toEqual([{ word: 'here' }]);
    expect(port).toBeGreaterThan(0);
  });

  it('makes the cluster anew after a start that was killed in the middle of it', async () => {
    mkdirSync(join(dataDir, 'postgres', 'new-cluster-abandoned', 'cluster'), { recursive: true });
    if (runsAsRoot()) for (const path of [dataDir, join(dataDir, 'postgres')]) chmodSync(path, 0o711);
    const instance = await start();
    expect(await instance.query('select 1 as one')).toEqual([{ one: 1 }]);
    expect(existsSync(join(dataDir, 'postgres', 'new-cluster-abandoned'))).toBe(false);
  });

  it('refuses a data directory that it cannot write, and names DATA_DIR', async () => {
    writeFileSync(dataDir, 'a file');
    await expect(start()).rejects.toThrow(/^EmbeddedPostgresError: DATA_DIR names a folder that this user can't write \(ENOTDIR\).*Example: DATA_DIR=/);
    rmSync(dataDir);
  });

  (process.platform === 'linux' ? it : it.skip)('refuses a data directory where no folder can be made, instead of trying for ever', async () => {
    await expect(startInstance('/proc/byok')).rejects.toThrow(/^EmbeddedPostgresError: DATA_DIR names a folder that this user can't write/);
  });

  it('refuses a data directory that another machine is using, and takes it over once nobody is', async () => {
    const first = await start();
    writeFileSync(join(dataDir, 'postgres', 'host'), 'another-machine\n');
    await expect(start()).rejects.toThrow(/in use by another-machine.*DATABASE_URL/);
    await first.close();
    expect(await (await start()).query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('refuses a cluster whose password file is gone, and says what to do', async () => {
    await (await start()).close();
    rmSync(join(dataDir, 'postgres', 'password'));
    await expect(start()).rejects.toThrow(/password is missing.*Put the file back/);
  });
});

async function until(condition: () => boolean | Promise<boolean>, seconds = 120): Promise<void> {
  const deadline = Date.now() + seconds * 1_000;
  while (!(await condition())) {
    if (Date.now() > deadline) fail(`it did not happen within ${seconds} seconds`);
    await pause(20);
  }
}

async function listen(port: number): Promise<Server> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function takePortAsSoonAsFree(port: number, bystanders: (ChildProcess | Server)[]): Promise<void> {
  for (let attempts = 0; attempts < 100; attempts++) {
    try {
      bystanders.push(await listen(port));
      return;
    } catch {
      await pause(2);
    }
  }
}

function fail(reason: string): never {
  throw new Error(reason);
}
