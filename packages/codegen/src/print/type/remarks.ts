import { own } from '../../ir/json.ts';
import type { Schema } from '../../ir/schema.ts';
import { docComment } from '../comment.ts';

/** The TSDoc comment of a schema's title and description, with a line break after it; empty where it has none. */
export function commentOf({ annotations }: Schema): string {
  const texts = [own(annotations, 'title'), own(annotations, 'description')].filter((text) => typeof text === 'string');
  const deprecated = own(annotations, 'deprecated') === true ? ['@deprecated'] : [];
  return docComment([...texts, ...deprecated].map((text) => wrapped(text.trim())).join('\n\n'));
}

/** A text of one long line over several. */
function wrapped(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replaceAll(/(.{80,110}?) (?=\S)/gu, '$1\n'))
    .join('\n');
}
