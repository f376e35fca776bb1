import { Ajv2019 } from 'ajv/dist/2019.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export const infra = join(import.meta.dirname, '../../infra');

export function readInfra(file: string): string {
  return readFileSync(join(infra, file), 'utf8');
}

/** A Compose file; anchors and their merges are resolved. */
export function parseCompose(source: string): unknown {
  return parse(source, { merge: true });
}

/** Gives what a Compose file has against the Compose Specification. */
export function compileComposeSchema(): (file: unknown) => readonly unknown[] {
  // The specification's own durations, not those of ISO 8601.
  const formats = { ports: true, expose: true, subnet_ip_address: true, duration: /^(?:\d+(?:us|ms|s|m|h))+$/ } as const;
  const ajv = new Ajv2019({ strict: false, allErrors: true, formats });
  const validate = ajv.compile(readSchema());
  return (file) => (validate(file) ? [] : (validate.errors ?? []));
}

/** The schema names its parts by `id`, as no draft since the fourth does, and ajv refuses that. */
function readSchema(): Record<string, unknown> {
  const text = readFileSync(join(import.meta.dirname, 'fixtures/compose-spec/compose-spec.json'), 'utf8');
  const parsed: unknown = JSON.parse(text, (key, value: unknown) => (['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value));
  return z.record(z.string(), z.unknown()).parse(parsed);
}

/** The variables that Compose files ask for. */
export function variablesIn(...sources: readonly string[]): ReadonlySet<string> {
  return new Set(sources.flatMap((source) => Array.from(source.matchAll(/^[^#\n]*?\$\{.*$/gm), ([line]) => line)).flatMap((line) => Array.from(line.matchAll(/(?<!\$)\$\{(\w+)/g), ([, name = '']) => name)));
}
