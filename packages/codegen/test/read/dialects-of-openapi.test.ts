import { expect, test } from '@jest/globals';
import { parseFile } from '../../src/input/parse.ts';
import { diagnoseDocuments } from './diagnose-folder.ts';

function diagnose(dialect: string): readonly string[] {
  const text = `openapi: 3.1.0
info: { title: Lamps, version: 1.0.0 }
jsonSchemaDialect: ${dialect}
components: { schemas: { Pair: { type: array, items: [{ type: string }], prefixItems: [{ type: string }] } } }
`;
  const { file } = parseFile('api.yaml', text);
  const { diagnostics } = diagnoseDocuments({ dir: 'specs', files: new Map([['api.yaml', file]]), problems: [] });
  return diagnostics.map(({ line, code }) => `${String(line)} ${code}`);
}

test.each([
  'https://json-schema.org/draft/2020-12/schema',
  'https://spec.openapis.org/oas/3.1/dialect/base',
  'https://spec.openapis.org/oas/3.1/dialect/2024-11-10',
])('%s is 2020-12, where items is no list', (dialect) => {
  expect(diagnose(dialect)).toEqual(['4 WRONG_KIND']);
});

test.each(['http://json-schema.org/draft-07/schema#', 'http://json-schema.org/draft-07/schema'])(
  '%s is draft-07, where there is no prefixItems',
  (dialect) => {
    expect(diagnose(dialect)).toEqual(['4 SCHEMA_KEYWORD_IGNORED']);
  },
);

test('another dialect is refused', () => {
  expect(diagnose('http://json-schema.org/draft-04/schema#')).toContain('3 UNSUPPORTED_SCHEMA_FORMAT');
});
