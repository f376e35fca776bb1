import { describe, expect, test } from '@jest/globals';
import { parseFile } from '../../src/input/parse.ts';
import { follow, resolveReference, splitReference } from '../../src/read/references.ts';

const files = new Map(
  Object.entries({
    'a.yaml': [
      'list: [zero, { one: 1 }]',
      'a/b: slash',
      'm~n: tilde',
      "'50%': percent",
      '"": empty',
      "channel: { $ref: 'sub/b.yaml#/channel' }",
      "self: { $ref: '#/self/inner' }",
      "chain: { $ref: '#/channel' }",
    ].join('\n'),
    'sub/b.yaml': "channel: { messages: { Placed: { $ref: '../a.yaml#/list/1' } } }",
    'sub/with space.yaml': 'x: 1',
    'broken.yaml': 'a: [',
  }).map(([file, text]) => [file, parseFile(file, text).file]),
);

describe('a reference leads to', () => {
  test.each([
    ['a whole file', 'sub/b.yaml', 'sub/b.yaml', []],
    ['an item of a list', '#/list/1/one', 'a.yaml', ['list', '1', 'one']],
    ['a key with a slash', '#/a~1b', 'a.yaml', ['a/b']],
    ['a key with a tilde', '#/m~0n', 'a.yaml', ['m~n']],
    ['a percent-encoded key', '#/50%25', 'a.yaml', ['50%']],
    ['an empty key', '#/', 'a.yaml', ['']],
    ['a file by a longer way', './sub/.././sub/b.yaml#/channel', 'sub/b.yaml', ['channel']],
    ['a percent-encoded file', 'sub/with%20space.yaml#/x', 'sub/with space.yaml', ['x']],
    ['what is behind another reference', '#/channel/messages/Placed', 'sub/b.yaml', ['channel', 'messages', 'Placed']],
  ])('%s', (_, reference, file, path) => {
    expect(resolveReference(files, 'a.yaml', reference)).toMatchObject({ kind: 'found', node: { file, path } });
  });
});

describe('a reference is lost', () => {
  test.each([
    ['in a file that is not there', 'c.yaml', 'REF_FILE'],
    ['outside of the folder', '../c.yaml', 'REF_FILE'],
    ['on the network', 'https://example.com/a.yaml#/list', 'REF_REMOTE'],
    ['on the network, by a scheme of any kind', 'urn:example:order', 'REF_REMOTE'],
    ['beyond a list', '#/list/2', 'REF_POINTER'],
    ['at a list index with a leading zero', '#/list/01', 'REF_POINTER'],
    ['at what is inherited', '#/constructor', 'REF_POINTER'],
    ['at an anchor', '#list', 'REF_POINTER'],
    ['in itself', '#/self/inner', 'REF_POINTER'],
  ])('%s', (_, reference, code) => {
    expect(resolveReference(files, 'a.yaml', reference)).toMatchObject({ kind: 'lost', code });
  });
});

test('a reference into a file that does not parse is nobody else’s problem', () => {
  expect(resolveReference(files, 'a.yaml', 'broken.yaml#/a')).toEqual({ kind: 'hidden' });
});

test('references are followed to the end', () => {
  const start = { file: 'a.yaml', path: ['chain'], value: { $ref: '#/channel' } };
  expect(follow(files, start)).toMatchObject({ file: 'sub/b.yaml', path: ['channel'] });
  const circle = { file: 'a.yaml', path: ['self'], value: { $ref: '#/self' } };
  expect(follow(files, circle)).toBeUndefined();
});

test('a reference is taken apart relative to its file', () => {
  expect(splitReference('sub/b.yaml', '../a.yaml#/x')).toEqual({ file: 'a.yaml', fragment: '/x' });
  expect(splitReference('sub/b.yaml', '#/x')).toEqual({ file: 'sub/b.yaml', fragment: '/x' });
  expect(splitReference('sub/b.yaml', '')).toEqual({ file: 'sub/b.yaml', fragment: '' });
});
