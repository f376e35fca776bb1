/**
 * Printers of named schemas.
 *
 * ```ts
 * const scope: PrintScope = {
 *   schemas: contract.schemas,
 *   format: 'assertion',
 *   runtime: './runtime/index.ts',
 *   variants: ['open', 'strict'],
 *   locate: (id) => names.get(id),
 * };
 * printTypes(scope, ids);        // export type Order = { … };
 * printPredicates(scope, ids);   // export function isOrder(value: unknown): value is Order { … }
 * printZodSchemas(scope, ids);   // export const OrderSchema = z.object({ … });
 * printRuntime();                // the text of runtime.ts, which the others import
 * printDecoders(scope, decodableIds(scope.schemas, ids));   // export function decodeOrder(json: JsonCursor): Order | undefined { … }
 * printJsonCursor();             // the text of json-cursor.ts, which the decoders import
 * ```
 *
 * Each returns `Code` whose imports name everything it needs: `zod`, the runtime, the modules that `locate` tells.
 * The names of a schema called `Order` are: the type `Order`, the predicate `isOrder` (first letter in upper case), the
 * Zod schema `OrderSchema`; of its strict variant `isStrictOrder` and `strictOrderSchema` (the type is the same).
 * A module holds the result of one call of each printer at most, with all its ids: the calls choose their local names
 * alone. To have several kinds in one module, call `printDeclarations`.
 */
export { decodableIds } from './decoder/decodable.ts';
export { printJsonCursor } from './decoder/json-cursor.ts';
export { printDeclarations, printDecoders, printPredicates, printTypes, printZodSchemas } from './declarations.ts';
export type { Located, PrintScope } from './scope.ts';
export { decoderName, predicateName, zodSchemaName } from './scope.ts';
export { printRuntime } from './runtime/index.ts';
