import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TopicPatterns } from '../src/topic.ts';

/** The definition, word by word, as slowly as it reads. */
function slowlyMatches(pattern: readonly string[], key: readonly string[]): boolean {
  const [first, ...others] = pattern;
  if (first === undefined) return key.length === 0;
  if (first === '#') return slowlyMatches(others, key) || (key.length > 0 && slowlyMatches(pattern, key.slice(1)));
  const [word, ...rest] = key;
  return word !== undefined && (first === '*' || first === word) && slowlyMatches(others, rest);
}

const words = (text: string): string[] => (text === '' ? [] : text.split('.'));
const texts = (...alphabet: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...alphabet), { maxLength: 7 }).map((each) => each.join('.'));

function patternsOf(...patterns: readonly string[]): TopicPatterns {
  const made = new TopicPatterns();
  for (const pattern of patterns) made.add(pattern);
  return made;
}

const fits = (pattern: string, key: string): boolean => patternsOf(pattern).fitting(key).length === 1;
const onePattern = texts('a', 'b', '', '*', '#');
const oneKey = texts('a', 'b', 'c', '', '*', '#');

describe('a topic pattern', () => {
  test('fits the keys that the definition says', () => {
    fc.assert(
      fc.property(onePattern, oneKey, (pattern, key) => {
        expect(fits(pattern, key)).toBe(slowlyMatches(words(pattern), words(key)));
      }),
      { numRuns: 5000 },
    );
  });

  test('with many # is decided without trying all ways', () => {
    const pattern = Array.from({ length: 40 }, () => '#.a').join('.');
    const key = Array.from({ length: 2000 }, () => 'a').join('.');
    expect(fits(pattern, key)).toBe(true);
    expect(fits(`${pattern}.b`, key)).toBe(false);
  });

  test.each([
    ['#', '', true],
    ['*', '', false],
    ['order.*', 'order', false],
    ['order.#', 'order', true],
    ['order.*', 'order.created', true],
    ['order.*', 'order.item.added', false],
    ['#.created', 'order.created', true],
    ['*.*.#', 'one', false],
  ])('%s on %s: %s', (pattern, key, expected) => {
    expect(fits(pattern, key)).toBe(expected);
  });
});

describe('many topic patterns', () => {
  test('are found by a key as if each were looked at, whatever was added and removed before', () => {
    const steps = fc.array(fc.record({ pattern: onePattern, adds: fc.boolean() }), { maxLength: 40 });
    fc.assert(
      fc.property(steps, fc.array(oneKey, { minLength: 1, maxLength: 5 }), (all, keys) => {
        const patterns = new TopicPatterns();
        const there = new Set<string>();
        for (const { pattern, adds } of all) {
          if (adds) patterns.add(pattern);
          else patterns.remove(pattern);
          if (adds) there.add(pattern);
          else there.delete(pattern);
        }
        for (const key of keys) {
          const expected = [...there].filter((pattern) => slowlyMatches(words(pattern), words(key)));
          expect(patterns.fitting(key).toSorted()).toEqual(expected.toSorted());
        }
      }),
      { numRuns: 2000 },
    );
  });
});
