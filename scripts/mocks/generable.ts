import { isObject } from './json.ts';
import type { Operation } from './prism.ts';

/** A time in UTC with milliseconds (RFC 3339), of these years, on a day that every month has. */
const timestamp = '^202[0-9]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\\.[0-9]{3}Z$';

/**
 * Readies operations for answers that are made up. Prism's generator fills a pattern before it looks at the format, fails where what
 * it got is no time, cuts times short, and adds properties that nobody declared to objects that are open. So in the answers'
 * schemas a format stands alone, a time has a pattern that only times fit, and objects are closed.
 */
export function generable(operations: readonly Operation[]): Operation[] {
  const copies = structuredClone([...operations]);
  for (const { responses } of copies) {
    for (const { contents = [], headers = [] } of responses) for (const { schema } of [...contents, ...headers]) ready(schema);
  }
  return copies;
}

function ready(node: unknown): void {
  if (Array.isArray(node)) {
    for (const item of node) ready(item);
    return;
  }
  if (!isObject(node)) return;
  if (typeof node.format === 'string') {
    for (const limit of ['pattern', 'minLength', 'maxLength']) Reflect.deleteProperty(node, limit);
    if (node.format === 'date-time') {
      Reflect.deleteProperty(node, 'format');
      Reflect.set(node, 'pattern', timestamp);
    }
  }
  if (isObject(node.properties) && node.additionalProperties === undefined) Reflect.set(node, 'additionalProperties', false);
  for (const inner of Object.values(node)) ready(inner);
}
