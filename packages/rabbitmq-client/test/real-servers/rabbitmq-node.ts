import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'amqplib';

/** A RabbitMQ node that a test has for itself: it may be killed and started again. */
export interface RabbitMqNode {
  readonly url: string;
  /** Ends the node without a word (SIGKILL): what it did not write is lost. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** Ends the node in order; its data stays. */
  shutDown(): Promise<void>;
  /** Starts the node again, on its port and with its data. Resolves when it takes connections. */
  start(): Promise<void>;
  /** Ends the node and removes its data. */
  remove(): Promise<void>;
}

interface Place {
  readonly folder: string;
  readonly port: number;
  readonly environment: NodeJS.ProcessEnv;
  readonly pidFile: string;
  readonly output: string;
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
}

const serverCommand = 'rabbitmq-server';
const startsWithinMs = 90_000;
const stopsWithinMs = 20_000;
const pollMs = 100;

/**
 * Starts a node by `rabbitmq-server` on the PATH, with a name, ports and folders of its own: it shares nothing with a
 * node that runs already.
 *
 * @throws Error with the end of the node's output, when it does not start
 */
export async function startRabbitMqNode(): Promise<RabbitMqNode> {
  const place = await preparePlace();
  let running: Running | undefined;

  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    if (running === undefined) return;
    const { ended } = running;
    running = undefined;
    signalNode(await pidOf(place), signal);
    if (await endsWithin(ended, stopsWithinMs)) return;
    signalNode(await pidOf(place), 'SIGKILL');
    await ended;
  };
  const node: RabbitMqNode = {
    url: `amqp://guest:guest@127.0.0.1:${place.port}`,
    kill: () => end('SIGKILL'),
    start: async () => {
      if (running !== undefined) throw new Error('The node runs already.');
      running = await spawnNode(place);
      await untilItTakesConnections(node.url, running, place);
    },
    shutDown: () => end('SIGTERM'),
    async remove() {
      await end('SIGKILL');
      await rm(place.folder, { recursive: true, force: true });
    },
  };
  try {
    await node.start();
    return node;
  } catch (error) {
    await node.remove();
    throw error;
  }
}

async function preparePlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'rabbitmq-node-'));
  // Started by root, packaged servers change to a user of their own, who must be able to write here.
  await chmod(folder, 0o777);
  const files = Object.fromEntries(['enabled_plugins', 'env.conf', 'rabbitmq.conf', 'pid'].map((name) => [name, join(folder, name)]));
  await writeFile(join(folder, 'enabled_plugins'), '[].\n');
  await writeFile(join(folder, 'env.conf'), '');
  const [port, distributionPort] = await freePorts();
  await writeFile(join(folder, 'rabbitmq.conf'), `listeners.tcp.local = 127.0.0.1:${port}\n`);
  for (const name of ['mnesia', 'log']) {
    await mkdir(join(folder, name));
    await chmod(join(folder, name), 0o777);
  }
  return {
    folder,
    port,
    pidFile: join(folder, 'pid'),
    output: join(folder, 'output'),
    environment: {
      ...process.env,
      RABBITMQ_NODENAME: `test-${randomBytes(6).toString('hex')}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
      RABBITMQ_NODE_PORT: String(port),
      RABBITMQ_DIST_PORT: String(distributionPort),
      RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
      RABBITMQ_LOG_BASE: join(folder, 'log'),
      RABBITMQ_ENABLED_PLUGINS_FILE: files.enabled_plugins,
      RABBITMQ_CONF_ENV_FILE: files['env.conf'],
      RABBITMQ_CONFIG_FILE: files['rabbitmq.conf'],
      RABBITMQ_PID_FILE: files.pid,
    },
  };
}

/** Two ports that nobody listens on now: RabbitMQ cannot be told to take any and say which. */
async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()];
  const ports: number[] = [];
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address !== null && typeof address === 'object') ports.push(address.port);
  }
  for (const server of servers) {
    server.close();
    await once(server, 'close');
  }
  const [one, other] = ports;
  if (one === undefined || other === undefined) throw new Error('No free ports.');
  return [one, other];
}

async function spawnNode({ environment, output, pidFile }: Place): Promise<Running> {
  await rm(pidFile, { force: true });
  const log = await open(output, 'a');
  const child = spawn(serverCommand, [], { env: environment, stdio: ['ignore', log.fd, log.fd] });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  }).finally(() => void log.close());
  return { child, ended };
}

async function untilItTakesConnections(url: string, { child }: Running, place: Place): Promise<void> {
  const deadline = Date.now() + startsWithinMs;
  while (!(await takesConnections(url))) {
    const hasEnded = child.pid === undefined || child.exitCode !== null;
    if (hasEnded || Date.now() > deadline) {
      throw new Error(`RabbitMQ does not start at ${url}:\n${await endOf(place.output)}`);
    }
    await sleep(pollMs);
  }
}

async function takesConnections(url: string): Promise<boolean> {
  try {
    const connection = await connect(url);
    await connection.close();
    return true;
  } catch {
    return false;
  }
}

async function endOf(file: string): Promise<string> {
  return (await readFile(file, 'utf8').catch(() => '')).slice(-2_000);
}

/** The process id that the node itself wrote; nothing else is ever signalled. */
async function pidOf({ pidFile }: Place): Promise<number | undefined> {
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''));
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}

function signalNode(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}

async function endsWithin(ended: Promise<void>, milliseconds: number): Promise<boolean> {
  const patience = new AbortController();
  try {
    return await Promise.race([
      ended.then(() => true),
      sleep(milliseconds, false, { signal: patience.signal }),
    ]);
  } finally {
    patience.abort();
  }
}
