/**
 * `npm run hello`: the example of packages/rabbitmq-client/fixtures/hello. A consumer and a producer, each a process of
 * its own, on the broker at AMQP_URL, or else on an embedded one that ends with them. Prints what they log.
 */
import { startBroker } from '@kada-mandiya/embedded-broker';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const example = join(import.meta.dirname, '../packages/rabbitmq-client/fixtures/hello');
const patienceMs = 60_000;

const help = `Usage: npm run hello

A consumer and a producer on the contract in packages/rabbitmq-client/fixtures/hello: one says hello, the other hears it.
They use the broker at AMQP_URL, and leave their exchange and queues there (npm run topology -- prune deletes them).
Without AMQP_URL they use an embedded broker that ends with them.
`;

type Line = Readonly<Record<string, unknown>>;

/** A running program of the example. */
interface Program {
  readonly name: string;
  /** The first line of its log with this message; rejects when the program ends without one. */
  readonly logged: (message: string) => Promise<Line>;
  /** Rejects where it ended with another exit code than 0. */
  readonly ended: Promise<void>;
  readonly stop: () => void;
}

process.exitCode = await answer(process.argv.slice(2));

async function answer([word]: readonly string[]): Promise<number> {
  if (word === undefined) return await main();
  if (word === '--help' || word === '-h') {
    console.log(help);
    return 0;
  }
  console.error(`hello: unexpected argument ${JSON.stringify(word)}\n\n${help}`);
  return 1;
}

async function main(): Promise<number> {
  const { AMQP_URL: given } = process.env;
  const broker = given === undefined || given === '' ? await startBroker() : undefined;
  const url = broker?.url ?? given ?? '';
  const programs: Program[] = [];
  const start = (file: string, ...words: string[]): Program => {
    const program = startProgram(file, url, words);
    programs.push(program);
    return program;
  };
  try {
    console.log(`broker    ${broker === undefined ? `the one at AMQP_URL${hostIn(url)}` : `embedded, ${broker.url.replace(/:[^/@]*@/, ':…@')}`}`);
    linkPackages();
    const consumer = start('consumer.ts');
    await consumer.logged('listening');
    const producer = start('producer.ts', 'Nimali');
    const said = await producer.logged('said hello');
    const heard = await consumer.logged('heard hello');
    await producer.ended;
    consumer.stop();
    await consumer.ended;
    return show(said, heard);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    for (const program of programs) program.stop();
    await Promise.allSettled(programs.map(({ ended }) => ended));
    await broker?.close();
  }
}

/** No other part of an address is repeated: its password may stand anywhere in one that is wrong. */
function hostIn(url: string): string {
  const host = /^amqps?:$/.test(URL.parse(url)?.protocol ?? '') ? URL.parse(url)?.host : '';
  return host === undefined || host === '' ? '' : `, ${host}`;
}

function show(said: Line, heard: Line): number {
  if (heard.eventId !== said.eventId || heard.correlationId !== said.correlationId) {
    console.error('the consumer heard another hello than the producer said: does something else consume this queue?');
    return 1;
  }
  console.log(`\nsaid and heard: event ${String(said.eventId)}, correlation ${String(said.correlationId)}`);
  return 0;
}

/** What `npm install` does for the packages of a workspace: the example is none of this repository's. */
function linkPackages(): void {
  const scope = join(example, 'node_modules/@hello');
  mkdirSync(scope, { recursive: true });
  const packages = readdirSync(join(example, 'generated')).filter((name) => name.endsWith('-contracts'));
  for (const name of packages) {
    const link = join(scope, name);
    if (!existsSync(link)) symlinkSync(join(example, 'generated', name), link, 'junction');
  }
}

function startProgram(file: string, url: string, words: readonly string[]): Program {
  const name = file.replace('.ts', '');
  const child = spawn(process.execPath, [join(example, file), ...words], {
    env: { ...process.env, AMQP_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const patience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line));
  const ended = endOf(child, name, complaints).finally(() => clearTimeout(patience));
  ended.catch(() => undefined);
  return { name, ended, logged: firstLines(child, name, ended), stop: () => void child.kill('SIGTERM') };
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

async function endOf(child: Child, name: string, complaints: readonly string[]): Promise<void> {
  await once(child, 'close');
  // Windows has no signals: there a program that is stopped ends without a code.
  if (child.exitCode === 0 || (process.platform === 'win32' && child.signalCode === 'SIGTERM')) return;
  const how = child.exitCode === null ? `by ${String(child.signalCode)}` : `with exit code ${child.exitCode}`;
  const reason = complaints.find((line) => /^\w*Error: /.test(line));
  throw new Error(reason === undefined ? [`the ${name} ended ${how}`, ...complaints].join('\n') : `the ${name} ended ${how}: ${reason}`);
}

/** Prints each line of a program's log, and finds the first one with a message. */
function firstLines(child: Child, name: string, ended: Promise<void>): Program['logged'] {
  const lines: Line[] = [];
  let another = Promise.withResolvers<boolean>();
  createInterface({ input: child.stdout }).on('line', (text) => {
    console.log(`${name.padEnd(9)} ${text}`);
    lines.push(parseLine(text));
    another.resolve(true);
    another = Promise.withResolvers();
  });
  return async (message) => {
    for (;;) {
      const line = lines.find(({ msg }) => msg === message);
      if (line !== undefined) return line;
      const isMore = await Promise.race([another.promise, ended.then(() => false)]);
      if (!isMore) throw new Error(`the ${name} ended without saying "${message}"`);
    }
  };
}

function parseLine(text: string): Line {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
