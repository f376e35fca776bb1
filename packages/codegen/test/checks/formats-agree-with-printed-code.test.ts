import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formats } from '../../src/checks/validate/formats.ts';
import { formatFunction } from '../../src/print/formats.ts';
import { printRuntime } from '../../src/print/runtime/index.ts';

let dir = '';
let printed: Readonly<Record<string, unknown>> = {};
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'formats-'));
  await writeFile(join(dir, 'runtime.ts'), printRuntime(names().map(([, name]) => name)));
  printed = (await import(pathToFileURL(join(dir, 'runtime.ts')).href)) as typeof printed;
});
afterAll(() => rm(dir, { recursive: true, force: true }));

function names(): readonly (readonly [format: string, name: string])[] {
  return [...formats.keys()].map((format) => [format, formatFunction(format, 'string') ?? format]);
}

/** Texts that are of some format, or nearly. */
const texts: Readonly<Record<string, readonly string[]>> = {
  date: ['2026-03-14', '2024-02-29', '2000-02-29', '1900-02-29', '2026-04-31', '0000-01-01', '2026-3-14', '2026-13-01'],
  time: [
    '08:15:27Z',
    '08:15:27.310+05:30',
    '23:59:60Z',
    '22:59:60-01:00',
    '24:00:00Z',
    '08:15:27',
    '08:15:27z',
    '8:15:27Z',
  ],
  duration: ['P1Y2M3DT4H5M6S', 'P4W', 'PT1S', 'P', 'PT', 'P1YT', 'P1W2D', 'P1.5Y'],
  email: [
    'nimali@example.com',
    'a.b+c@d.e',
    '.a@b.c',
    'a..b@c.d',
    'a@b',
    'a@-b.c',
    'a b@c.d',
    '@b.c',
    'a@',
    '"a b"@c.d',
    '"a"b"@c.d',
    'a@[127.0.0.1]',
    'a@[IPv6:::1]',
  ],
  hostname: ['example.com', 'a', '-a', 'a-', 'a..b', 'a.', `${'a'.repeat(64)}.b`, 'A1.b-c'],
  ipv4: ['127.0.0.1', '256.0.0.1', '1.2.3', '01.2.3.4', '1.2.3.4.5'],
  ipv6: [
    '::',
    '::1',
    '1:2:3:4:5:6:7:8',
    '1::8',
    '1:2:3:4:5:6:7::',
    '::ffff:1.2.3.4',
    '1::2::3',
    ':1',
    'g::',
    '1:2:3:4:5:6:7:8:9',
  ],
  uri: [
    'https://example.com',
    'http://[::1]:80/a?b=c#d',
    'urn:isbn:1',
    'mailto:a@b.c',
    'a',
    '//a',
    'http://a b',
    'http://a/%zz',
    '',
  ],
  uuid: [
    '62182797-90f7-414a-9b65-2d7bd6d1744c',
    '62182797-90F7-414A-9B65-2D7BD6D1744C',
    '6218279790f7414a9b652d7bd6d1744c',
  ],
  pointer: ['', '/', '/a~0b', '/a~2', 'a', '0', '0#', '1/a', '01/a', '-1'],
  regex: ['^a+$', '[', '(?<a>b)', '\\p{L}', '\\q'],
};
const corpus = Object.values(texts).flat();
const { time: times = [], date: dates = [] } = texts;
const dateTimes = dates.flatMap((date) => times.map((time) => `${date}T${time}`));

function isFormat(value: unknown): value is (text: string) => boolean {
  return typeof value === 'function';
}

describe('examples are held to what printed code holds messages to', () => {
  test.each(names())('%s', (format, name) => {
    const [ours, theirs] = [formats.get(format), printed[name]];
    if (ours === undefined || !isFormat(theirs)) throw new Error(`no ${name}`);
    const disagreed = [...corpus, ...dateTimes].filter((text) => ours(text) !== theirs(text));
    expect(disagreed).toEqual([]);
    fc.assert(
      fc.property(
        fc.constantFrom(...corpus),
        fc.nat(20),
        fc.constantFrom('', ...'0aZ:-./@#%~ T'.split('')),
        (text, at, piece) => {
          const damaged = text.slice(0, at) + piece + text.slice(at + 1);
          expect([damaged, ours(damaged)]).toEqual([damaged, theirs(damaged)]);
        },
      ),
      { numRuns: 500 },
    );
  });
});
