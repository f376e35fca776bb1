import type { Contract, Example } from '../../ir/contract.ts';
import type { SchemaSet } from '../../ir/schema.ts';
import { code, join, printModule, typeFrom, valueFrom } from '../../print/code.ts';
import { predicateName } from '../../print/index.ts';
import { constantNames } from './event-contracts.ts';
import { printExamples } from './examples.ts';
import { toConstantName } from './identifiers.ts';
import { layoutOf } from './layout.ts';
import type { Folder, Place } from './layout.ts';

/** The examples of one message, or of its headers. */
export interface ExampleList {
  /** `lightMeasuredExamples`. */
  readonly constant: string;
  readonly message: string;
  readonly type: Place;
  readonly examples: readonly Example[];
}

/** The messages of a document that have examples, each once. */
export function exampleLists(contract: Contract, folder: Folder): ExampleList[] {
  const { places } = layoutOf(contract);
  const nameFor = constantNames(folder);
  const messages = (folder.document?.channels ?? []).flatMap((channel) => channel.messages);
  const seen = new Set<string>();
  return messages.flatMap(({ name, origin, payload, examples, headers, headerExamples }) => {
    const key = JSON.stringify([origin.file, origin.path]);
    if (seen.has(key)) return [];
    seen.add(key);
    const lists = [
      { suffix: 'Examples', schema: payload?.id, values: examples },
      { suffix: 'HeaderExamples', schema: headers, values: headerExamples },
    ];
    return lists.flatMap(({ suffix, schema, values }): ExampleList[] => {
      const type = schema === undefined ? undefined : places.get(schema);
      if (type === undefined || values.length === 0) return [];
      return [{ constant: nameFor(toConstantName(name + suffix)), message: name, type, examples: values }];
    });
  });
}

/** `examples.ts` of a document's folder: the examples of its messages as typed values. */
export function printExamplesModule(folder: string, lists: readonly ExampleList[], schemas: SchemaSet): string {
  const constants = lists.map(({ constant, type: place, examples }) => {
    const base = place.folder === folder ? '.' : `../${place.folder}`;
    const type = typeFrom(`${base}/types.ts`, place.name);
    const predicate = valueFrom(`${base}/predicates.ts`, predicateName(place.name));
    return code`export const ${constant}: readonly ${type}[] = ${printExamples(examples, place.id, predicate, schemas)};`;
  });
  return printModule(join(constants, '\n\n'));
}
