import { describe, expect, test } from '@jest/globals';
import { argon2Sync } from 'node:crypto';
import { atMost } from '../src/passwords/at-most.ts';
import { createPasswords, type Passwords } from '../src/passwords/passwords.ts';
import { fromPhc, toPhc } from '../src/passwords/phc.ts';
import { createTurns } from '../src/turns.ts';

const cost = { memoryKib: 1024, passes: 1, parallelism: 1 };
const passwords = createPasswords({ cost, atOnce: 2, waiting: 100 });
const hashOf = async (password: string, by: Passwords = passwords): Promise<string> => (await by.hash(password)) ?? '';

describe('a password', () => {
  test('matches its own hash, and no other does', async () => {
    const hash = await hashOf('lanterns-over-galle-road');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=1024,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(await passwords.verify('lanterns-over-galle-road', hash)).toBe('matches');
    for (const wrong of ['', 'lanterns-over-galle-road ', 'Lanterns-over-galle-road', 'lanterns-over-galle-roa']) expect(await passwords.verify(wrong, hash)).toBe('differs');
  });

  test('has another hash each time', async () => {
    expect(await hashOf('lanterns-over-galle-road')).not.toBe(await hashOf('lanterns-over-galle-road'));
  });

  test('is the same however its characters are composed', async () => {
    expect(await passwords.verify('cafe\u0301 in galle', await hashOf('caf\u00e9 in galle'))).toBe('matches');
  });

  // Of the reference implementation: github.com/P-H-C/phc-winner-argon2, src/test.c.
  test.each([
    '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc',
    '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4',
  ])('is verified as others do: %s', async (hash) => {
    expect(await passwords.verify('password', hash)).toBe('outdated');
    expect(await passwords.verify('passwort', hash)).toBe('differs');
  });

  test('is compared with a hash of any length', async () => {
    const salt = Buffer.from('sixteen bytes!!!');
    const hash = argon2Sync('argon2id', { message: 'password', nonce: salt, memory: 1024, passes: 1, parallelism: 1, tagLength: 48 });
    expect(await passwords.verify('password', toPhc({ ...cost, salt, hash }))).toBe('matches');
    expect(await passwords.verify('passwort', toPhc({ ...cost, salt, hash }))).toBe('differs');
  });

  test.each([{ memoryKib: 2048 }, { passes: 2 }, { parallelism: 2 }])('hashed at another cost than now (%j) is outdated', async (other) => {
    const hash = await hashOf('lanterns-over-galle-road', createPasswords({ cost: { ...cost, ...other }, atOnce: 1, waiting: 0 }));
    expect(await passwords.verify('lanterns-over-galle-road', hash)).toBe('outdated');
    expect(await passwords.verify('something else', hash)).toBe('differs');
  });

  test('of nobody differs, after as much work', async () => {
    const costly = createPasswords({ cost: { memoryKib: 32_768, passes: 2, parallelism: 1 }, atOnce: 1, waiting: 0 });
    const hash = await hashOf('lanterns-over-galle-road', costly);
    const took = { wrong: Infinity, nobody: Infinity };
    for (let round = 0; round < 3; round += 1) {
      for (const [name, kept] of [['wrong', hash], ['nobody', undefined]] as const) {
        const begin = performance.now();
        expect(await costly.verify('something else', kept)).toBe('differs');
        took[name] = Math.min(took[name], performance.now() - begin);
      }
    }
    // Without the work it would be a hundredth.
    expect(took.nobody / took.wrong).toBeGreaterThan(0.25);
    expect(took.nobody / took.wrong).toBeLessThan(4);
  });

  test('is hashed off the event loop', async () => {
    let isDone = false;
    const hashing = passwords.hash('lanterns-over-galle-road').finally(() => (isDone = true));
    // What was computed here would be there within the same turn; what comes from another thread needs another turn.
    for (let steps = 0; steps < 100; steps += 1) await Promise.resolve();
    expect(isDone).toBe(false);
    await hashing;
  });

  test.each(['', 'lanterns', '$2b$10$abcdefghijklmnopqrstuv', '$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'])(
    'is not compared with what is no hash of ours (%s), which an error says without showing it',
    async (text) => {
      const error: unknown = await passwords.verify('password', text).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ message: 'a stored password hash is not in the PHC form of Argon2id' });
      // And the place in the line is free again.
      expect(await passwords.verify('password', undefined)).toBe('differs');
    },
  );
});

test('the PHC form is read as it was written', () => {
  const hash = { memoryKib: 19_456, passes: 2, parallelism: 1, salt: Buffer.alloc(16, 0xfb), hash: Buffer.alloc(32, 0xff) };
  expect(toPhc(hash)).toBe('$argon2id$v=19$m=19456,t=2,p=1$+/v7+/v7+/v7+/v7+/v7+w$//////////////////////////////////////////8');
  expect(fromPhc(toPhc(hash))).toEqual(hash);
});

interface Step {
  readonly begun: Promise<void>;
  readonly work: () => Promise<string>;
  readonly end: () => void;
}

function step(name: string): Step {
  const begun = Promise.withResolvers<undefined>();
  const ended = Promise.withResolvers<undefined>();
  return {
    begun: begun.promise,
    end: () => ended.resolve(undefined),
    async work() {
      begun.resolve(undefined);
      await ended.promise;
      return name;
    },
  };
}

describe('at most so many at once', () => {
  test('the next begins when one ends, in the order of the calls; what finds the line full is not run', async () => {
    const queue = atMost({ atOnce: 2, waiting: 1 });
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(step);
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('four steps');
    const results = [a, b, c].map(({ work }) => queue.run(work));
    await Promise.all([a.begun, b.begun]);
    expect(await queue.run(d.work)).toBeUndefined();
    const first = await Promise.race([c.begun.then(() => 'begun'), Promise.resolve('waits')]);
    expect(first).toBe('waits');
    a.end();
    await c.begun;
    b.end();
    c.end();
    expect(await Promise.all(results)).toEqual(['a', 'b', 'c']);
    d.end();
    expect(await queue.run(d.work)).toBe('d');
  });

  test('a failure makes room too, and many run no more than allowed', async () => {
    const queue = atMost({ atOnce: 3, waiting: 1000 });
    let running = 0;
    let most = 0;
    const work = async (index: number): Promise<number> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      if (index % 3 === 0) throw new Error('no');
      return index;
    };
    const results = await Promise.allSettled(Array.from({ length: 50 }, (_, index) => queue.run(() => work(index))));
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(17);
    expect(most).toBe(3);
    expect(await queue.run(() => Promise.resolve('free'))).toBe('free');
  });
});

describe('turns', () => {
  test('one key one after the other, in the order of the calls; another key at the same time', async () => {
    const turns = createTurns();
    const [a, b, other] = ['a', 'b', 'other'].map(step);
    if (a === undefined || b === undefined || other === undefined) throw new Error('three steps');
    let isBegun = false;
    void b.begun.then(() => (isBegun = true));
    const results = [turns.take('one', a.work), turns.take('one', b.work), turns.take('two', other.work)];
    await Promise.all([a.begun, other.begun]);
    await new Promise(setImmediate);
    expect(isBegun).toBe(false);
    a.end();
    await b.begun;
    b.end();
    other.end();
    expect(await Promise.all(results)).toEqual(['a', 'b', 'other']);
  });

  test('a failure is its own, and the next has its turn', async () => {
    const turns = createTurns();
    const failing = turns.take('one', () => Promise.reject(new Error('no')));
    const next = turns.take('one', () => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
