import { beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '../../../..');
const example = join(repository, 'packages/rabbitmq-client/fixtures/hello');

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(words: readonly string[], amqpUrl = ''): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    cwd: repository,
    encoding: 'utf8',
    env: { ...process.env, AMQP_URL: amqpUrl, NODE_OPTIONS: '' },
  });
  return { status, stdout, stderr };
}

/** The lines that one of the programs logged. */
function linesOf(program: string, { stdout }: Run): unknown[] {
  const lines = stdout.split('\n').filter((line) => line.startsWith(program));
  return lines.map((line): unknown => JSON.parse(line.slice(line.indexOf('{'))));
}

function idsOf(line: unknown): object {
  if (typeof line !== 'object' || line === null || !('eventId' in line) || !('correlationId' in line)) throw new Error('a line without ids');
  return { eventId: line.eventId, correlationId: line.correlationId };
}

describe('the hello example', () => {
  let hello: Run;
  beforeAll(() => {
    hello = run(['scripts/hello.ts']);
  }, 60_000);

  test('says hello through the embedded broker, and ends well', () => {
    expect(hello).toMatchObject({ status: 0, stderr: '' });
    expect(hello.stdout).toContain('broker    embedded, amqp://');
  });

  test('the consumer hears what the producer said, in the same correlation', () => {
    const [said] = linesOf('producer', hello);
    const [listening, ...heard] = linesOf('consumer', hello);

    expect(said).toMatchObject({ level: 'info', service: 'greeter-service', msg: 'said hello' });
    expect(listening).toMatchObject({ service: 'listener-service', msg: 'listening' });
    expect(heard).toEqual([
      {
        level: 'info',
        service: 'listener-service',
        time: expect.any(String),
        eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        name: 'Nimali',
        msg: 'heard hello',
      },
    ]);
    expect(said).toMatchObject(idsOf(heard[0]));
  });

  test('compiles under the settings of the repository', () => {
    expect(run(['node_modules/typescript-7/bin/tsc', '-p', example])).toMatchObject({ status: 0, stdout: '' });
  });

  test('generates what is in its folder', () => {
    const { status, stdout } = run(['packages/codegen/bin/kada-codegen.js', '--check', '--specs', join(example, 'specs'), '--out', join(example, 'generated')]);

    expect({ status, stdout }).toMatchObject({ status: 0 });
  });

  test.each(['producer.ts', 'consumer.ts'])('%s is read in a minute', (file) => {
    expect(readFileSync(join(example, file), 'utf8').split('\n').length).toBeLessThan(30);
  });

  test('ends with exit code 1 and one clear line, without the password, where AMQP_URL is wrong', () => {
    const { status, stderr } = run(['scripts/hello.ts'], 'http://guest:s3cr3t@127.0.0.1:1');

    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/^the consumer ended with exit code 1: ConnectError: /)]);
    expect(stderr).not.toContain('s3cr3t');
  });

  test('says what it does when it is asked, and refuses what it does not know', () => {
    expect(run(['scripts/hello.ts', '--help'])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Usage: npm run hello/) });
    const stray = run(['scripts/hello.ts', 'Nimali']);
    expect(stray).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(/^hello: unexpected argument "Nimali"/) });
  });
});
