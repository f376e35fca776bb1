import { generatedBanner } from '../../print/code.ts';
import { predicateName, zodSchemaName } from '../../print/index.ts';

/**
 * `test/types/<folder>.ts`: compiles only if each type, what its Zod schemas infer and what its predicates guard are one
 * and the same type. Mutual assignability would not do: it also holds with `any`, with a missing optional property and
 * with a bogus optional one.
 */
export function printTypeTest(folder: string, names: readonly string[]): string {
  return `${generatedBanner}

import type { z } from 'zod';
import type * as predicates from '../../src/${folder}/predicates.ts';
import type * as schemas from '../../src/${folder}/schemas.ts';
import type * as types from '../../src/${folder}/types.ts';

/** Whether two types are identical, not just assignable to each other. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Does not compile for anything but \`true\`. */
type Proven<T extends true> = T;

type Guarded<F> = F extends (value: unknown) => value is infer T ? T : never;

/** For each schema: the type is what the Zod schemas infer and what the predicates guard. */
export interface TypesAndValidatorsAgree {
${names.map(proofs).join('\n')}
}
`;
}

function proofs(name: string): string {
  const others = [
    `z.infer<typeof schemas.${zodSchemaName(name)}>`,
    `z.infer<typeof schemas.${zodSchemaName(name, 'strict')}>`,
    `Guarded<typeof predicates.${predicateName(name)}>`,
    `Guarded<typeof predicates.${predicateName(name, 'strict')}>`,
  ];
  return `  ${name}: [\n${others.map((other) => `    Proven<Same<types.${name}, ${other}>>,\n`).join('')}  ];`;
}
