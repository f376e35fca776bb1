import { expect, test } from '@jest/globals';
import { readSpecFiles } from '@kada-mandiya/codegen';
import { bundleAsyncApi, mergeAsyncApi } from '../../docs/renderers/asyncapi-bundle.ts';

function filesOf(contents: Readonly<Record<string, string>>): Parameters<typeof bundleAsyncApi>[0] {
  return readSpecFiles('specs', new Map(Object.entries(contents).map(([name, text]) => [name, Buffer.from(text)]))).documents.files;
}

const main = "asyncapi: 3.0.0\nchannels: { a: { $ref: '#/components/channels/a' } }\ncomponents: { schemas: { Own: { $ref: 'common/x.yaml#/components/schemas/X' } } }\n";
const x = "components: { schemas: { X: { properties: { y: { $ref: '../scalars.yaml#/components/schemas/Y' }, self: { $ref: '#/components/schemas/X' } } } } }\n";
const y = 'components: { schemas: { Y: { type: string } } }\n';

test('what a document takes from others, and what these take, becomes its own', () => {
  expect(bundleAsyncApi(filesOf({ 'a.yaml': main, 'common/x.yaml': x, 'scalars.yaml': y }), 'a.yaml')).toEqual({
    asyncapi: '3.0.0',
    channels: { a: { $ref: '#/components/channels/a' } },
    components: {
      schemas: {
        Own: { $ref: '#/components/schemas/X' },
        X: { properties: { y: { $ref: '#/components/schemas/Y' }, self: { $ref: '#/components/schemas/X' } } },
        Y: { type: 'string' },
      },
    },
  });
});

test('two parts of one name, or one that is not there, are refused', () => {
  const both = `${main}x-more: { $ref: 'scalars.yaml#/components/schemas/X' }\n`;
  expect(() => bundleAsyncApi(filesOf({ 'a.yaml': both, 'common/x.yaml': x, 'scalars.yaml': y }), 'a.yaml')).toThrow('/components/schemas/X is in common/x.yaml and in scalars.yaml');
  expect(() => bundleAsyncApi(filesOf({ 'a.yaml': main, 'common/x.yaml': y }), 'a.yaml')).toThrow('there is no /components/schemas/X in common/x.yaml');
});

test('documents become one, with the channels, operations and components of all', () => {
  const one = { asyncapi: '3.0.0', info: { title: 'one' }, channels: { a: 1 }, operations: { r: 1 }, components: { schemas: { A: 1 } } };
  const two = { asyncapi: '3.0.0', info: { title: 'two' }, channels: { b: 2 }, components: { schemas: { B: 2 }, messages: { M: 3 } } };
  expect(mergeAsyncApi([one, two], { title: 'all' })).toEqual({
    asyncapi: '3.0.0',
    info: { title: 'all' },
    servers: {},
    channels: { a: 1, b: 2 },
    operations: { r: 1 },
    components: { schemas: { A: 1, B: 2 }, messages: { M: 3 } },
  });
});
