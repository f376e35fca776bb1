import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { default as standalone } from 'ajv/dist/standalone/index.js';
import { default as addFormats } from 'ajv-formats';
import { parse } from 'yaml';
import { isFunction } from './is-function.ts';
import type { Workplace } from './workplace.ts';

/** ajv's standalone code for a schema of the specs, with all formats asserted. */
export function compileWithAjv(workplace: Workplace, file: string, pointer: string): (value: unknown) => boolean {
  const ajv = new Ajv({ strict: false, validateSchema: false, code: { source: true } });
  addFormats.default(ajv);
  for (const name of readdirSync(workplace.specs, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.yaml')) continue;
    const document: unknown = parse(readFileSync(join(workplace.specs, name), 'utf8'));
    if (typeof document === 'object' && document !== null) ajv.addSchema(document, address(name));
  }
  const validate = ajv.compile({ $ref: `${address(file)}#${pointer}` });
  const module = join(workplace.root, 'ajv-validator.cjs');
  writeFileSync(module, standalone.default(ajv, validate));
  const compiled: unknown = createRequire(module)(module);
  if (!isFunction(compiled)) throw new Error('ajv made no function');
  return (value) => Boolean(compiled(value));
}

function address(file: string): string {
  return `https://specs.example/${file}`;
}
