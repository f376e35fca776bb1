import { docComment } from '../../print/comment.ts';
import { generatedBanner } from '../../print/code.ts';
import { propertyKey, stringLiteral } from '../../print/literal.ts';
import { predicateName, zodSchemaName } from '../../print/index.ts';
import type { ApiLayout } from './api-layout.ts';

/**
 * `test/types/<api>.ts`: a module that compiles only if a component schema is one and the same type to openapi-typescript,
 * to the Zod schema and to the predicate. Mutual assignability would not show it: it also holds with `any`, and where
 * an optional property is missing.
 */
export function printTypeProofs({ api, folder, names }: ApiLayout, components: ReadonlySet<string>): string {
  const proofs = api.schemas.flatMap(({ id, name }) => {
    const type = names.get(id);
    return type === undefined ? [] : [printProofs(name, type, components.has(name))];
  });
  return `${generatedBanner}

import type { z } from 'zod';
import type { components } from '../../src/${folder}/openapi.ts';
import type * as predicates from '../../src/${folder}/predicates.ts';
import type * as schemas from '../../src/${folder}/schemas.ts';
import type * as types from '../../src/${folder}/types.ts';

/** Whether two types are the same, not only assignable to each other. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Does not compile where something is not so. */
type Proven<T extends true> = T;

/** What a predicate says of a value. */
type Guarded<P> = P extends (value: unknown) => value is infer T ? T : never;

${docComment(`The types of ${api.name}'s component schemas are those that openapi-typescript, Zod and the predicates mean.`)}export interface Proofs {
${proofs.join('\n')}
}
`;
}

function printProofs(name: string, type: string, isComponent: boolean): string {
  const component = `components['schemas'][${stringLiteral(name)}]`;
  const openapi = isComponent ? `\n    openapi: Proven<Same<${component}, types.${type}>>;` : '';
  return `  ${propertyKey(name)}: {${openapi}
    zod: Proven<Same<z.infer<typeof schemas.${zodSchemaName(type)}>, types.${type}>>;
    predicate: Proven<Same<Guarded<typeof predicates.${predicateName(type)}>, types.${type}>>;
  };`;
}
