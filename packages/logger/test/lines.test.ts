import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createLogger, currentContext, runInContext } from '../src/index.ts';
import { captureLog } from './captured-lines.ts';

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('a line', () => {
  test('is one JSON object with level, service, time, the fields and the message', () => {
    const { logger, lines } = captureLog();

    logger.info({ orderId: 'o-1', amount: 488000 }, 'order placed');

    expect(lines()).toEqual([
      { level: 'info', service: 'order-service', time: expect.stringMatching(rfc3339), orderId: 'o-1', amount: 488000, msg: 'order placed' },
    ]);
  });

  test('names its level in a word', () => {
    const { logger, lines } = captureLog();

    for (const level of ['debug', 'info', 'warn', 'error'] as const) logger[level]({}, level);

    expect(lines().map(({ level }) => level)).toEqual(['debug', 'info', 'warn', 'error']);
  });

  test.each([
    ['info', ['info', 'warn', 'error']],
    ['error', ['error']],
    ['silent', []],
  ] as const)('below the level %s is not written', (level, written) => {
    const { logger, lines } = captureLog({ level });

    for (const each of ['debug', 'info', 'warn', 'error'] as const) logger[each]({}, '');

    expect(lines().map((line) => line.level)).toEqual(written);
  });

  test('below the level does not even look at the fields', () => {
    const { logger } = captureLog({ level: 'info' });
    let looked = false;

    logger.debug({ get costly() { return (looked = true); } }, '');

    expect(looked).toBe(false);
  });

  test('cannot be forged by fields of the same names, a line feed or quotes', () => {
    const { logger, lines } = captureLog();

    logger.child({ service: 'bank' }).info({ level: 'error', time: 'yesterday', msg: 'other' }, 'one\n{"level":"error"}');

    expect(lines()).toEqual([
      expect.objectContaining({ level: 'info', service: 'order-service', time: expect.stringMatching(rfc3339), msg: 'one\n{"level":"error"}' }),
    ]);
    expect(lines()[0]).toMatchObject({ service_: 'bank', level_: 'error', time_: 'yesterday', msg_: 'other' });
  });

  test('goes to standard output unless told otherwise', () => {
    const module = join(import.meta.dirname, '../src/index.ts');
    const script = `import { createLogger } from ${JSON.stringify(module)}; createLogger({ service: 's' }).info({ a: 1 }, 'm');`;

    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });

    expect(JSON.parse(stdout)).toMatchObject({ service: 's', a: 1, msg: 'm' });
  });
});

describe('a child', () => {
  test('adds its fields to its own lines only, and a call wins over it', () => {
    const { logger, text, lines } = captureLog();
    const child = logger.child({ queue: 'q', attempt: 1 }).child({ consumer: 'c' });

    child.info({ attempt: 2 }, 'again');
    logger.info({}, 'plain');

    expect(lines()[0]).toMatchObject({ queue: 'q', consumer: 'c', attempt: 2 });
    expect(text[0]?.match(/"attempt"/g)).toHaveLength(1);
    expect(lines()[1]).not.toHaveProperty('queue');
  });
});

describe('the context', () => {
  test('is in every line of the work, across awaits, and in no other', async () => {
    const { logger, lines } = captureLog();
    const work = async (name: string): Promise<void> => {
      await new Promise(setImmediate);
      logger.info({ name }, 'working');
    };

    await Promise.all([
      runInContext({ correlationId: 'c-1', requestId: 'r-1' }, () => work('one')),
      runInContext({ correlationId: 'c-2', eventId: 'e-2' }, () => work('two')),
      work('none'),
    ]);

    const byName = new Map(lines().map((line) => [line.name, line]));
    expect(byName.get('one')).toMatchObject({ correlationId: 'c-1', requestId: 'r-1' });
    expect(byName.get('one')).not.toHaveProperty('eventId');
    expect(byName.get('two')).toMatchObject({ correlationId: 'c-2', eventId: 'e-2' });
    expect(byName.get('none')).not.toHaveProperty('correlationId');
  });

  test('keeps what the outer one has', () => {
    const inner = runInContext({ correlationId: 'c-1', requestId: 'r-1' }, () => runInContext({ eventId: 'e-1' }, currentContext));

    expect(inner).toEqual({ correlationId: 'c-1', requestId: 'r-1', eventId: 'e-1' });
  });

  test('gives way to a field of the call', () => {
    const { logger, lines } = captureLog();

    runInContext({ correlationId: 'c-1', requestId: 'r-1' }, () => logger.info({ requestId: 'other' }, ''));

    expect(lines()[0]).toMatchObject({ correlationId: 'c-1', requestId: 'other' });
  });

  test('has a correlation id even where none was given, and is gone afterwards', () => {
    const inside = runInContext({}, currentContext);

    expect(inside?.correlationId).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(currentContext()).toBeUndefined();
  });
});

test('a logger needs no more than the name of its service', () => {
  expect(() => createLogger({ service: 's', level: 'silent' }).error({ error: new Error('x') }, 'x')).not.toThrow();
});
