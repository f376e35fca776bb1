import { rm } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { gatewayContract } from '../../../src/emitters/gateway/emitter.ts';
import { httpContracts } from '../../../src/emitters/http/emitter.ts';
import { emitters } from '../../../src/emitters/index.ts';
import { serviceContracts } from '../../../src/emitters/services/emitter.ts';
import { compile, workspace } from './compiling.ts';
import { contractOf, emit, expectedOf, readAll, specsOf, writeAll } from './emitting.ts';

describe.each([
  ['http-shop', '@shop/'],
  ['http-foreign', ''],
])('the specs of %s', (fixture, scope) => {
  test('become what is expected', async () => {
    const printed = await emit(await contractOf(specsOf(fixture)), [httpContracts, serviceContracts, gatewayContract]);
    // What the schema printers alone decide is tested with them.
    const texts = new Map([...printed].filter(([path]) => !/\/(?:runtime|predicates|schemas)\.ts$/.test(path)));
    const expected = expectedOf(fixture);
    if (process.env.UPDATE_EXPECTED !== undefined) {
      await rm(expected, { recursive: true, force: true });
      await writeAll(expected, texts);
    }
    const wanted = await readAll(expected);
    expect([...texts.keys()].toSorted()).toEqual([...wanted.keys()].toSorted());
    for (const [path, text] of texts) expect({ path, text }).toEqual({ path, text: wanted.get(path) });
  });

  test('become code that compiles under strict settings, its type proofs included', async () => {
    const texts = await emit(await contractOf(specsOf(fixture)), emitters);
    const folders = ['event-contracts', 'http-contracts', 'service-contracts'];
    const present = folders.filter((folder) => texts.has(`${folder}/package.json`));
    const dir = await workspace(texts, Object.fromEntries(present.map((folder) => [`${scope}${folder}`, folder])));
    expect([...texts.keys()].filter((path) => path.startsWith('http-contracts/test/types/')).length).toBeGreaterThan(0);
    expect(await compile(dir)).toEqual([]);
  }, 60_000);
});
