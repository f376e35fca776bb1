import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { topicMatches } from '../src/topic.ts';

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

describe('a topic pattern', () => {
  test('fits the keys that the definition says', () => {
    fc.assert(
      fc.property(texts('a', 'b', '', '*', '#'), texts('a', 'b', 'c', ''), (pattern, key) => {
        expect(topicMatches(pattern, key)).toBe(slowlyMatches(words(pattern), words(key)));
      }),
      { numRuns: 5000 },
    );
  });

  test('with many # is decided without trying all ways', () => {
    const pattern = Array.from({ length: 40 }, () => '#.a').join('.');
    const key = Array.from({ length: 2000 }, () => 'a').join('.');
    expect(topicMatches(pattern, key)).toBe(true);
    expect(topicMatches(`${pattern}.b`, key)).toBe(false);
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
  ])('%s on %s: %s', (pattern, key, fits) => {
    expect(topicMatches(pattern, key)).toBe(fits);
  });
});
