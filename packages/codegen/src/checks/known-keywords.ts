import type { Problem } from '../diagnostics/problem.ts';
import { suggest } from '../diagnostics/suggest.ts';
import type { Contract } from '../ir/contract.ts';
import { below, keyOf } from '../ir/origin.ts';
import { eachSubschema } from '../ir/subschemas.ts';
import { didYouMean, quote } from './check.ts';

/** Keywords that assert nothing, of JSON Schema (drafts 7 and 2020-12), AsyncAPI 3.0 and OpenAPI 3.0 and 3.1. */
const annotations = words(`
  title description default examples example deprecated readOnly writeOnly contentEncoding contentMediaType
  contentSchema discriminator externalDocs xml nullable
`);

/** Keywords that assert something in one dialect or another; where they do not count, the reader of schemas says so. */
const assertions = words(`
  additionalItems additionalProperties allOf anyOf const contains dependencies dependentRequired dependentSchemas
  else enum exclusiveMaximum exclusiveMinimum format if items maxContains maxItems maxLength maxProperties maximum
  minContains minItems minLength minProperties minimum multipleOf not oneOf pattern patternProperties prefixItems
  properties propertyNames required then type unevaluatedItems unevaluatedProperties uniqueItems
`);

/** Keywords that say where a schema is and by which rules it is read. */
const structure = words(`
  $schema $id $ref $anchor $dynamicRef $dynamicAnchor $vocabulary $comment $defs definitions
`);

/** Every keyword that a schema may have; the editor's schemas list them too. */
export const schemaKeywords: ReadonlySet<string> = new Set([...annotations, ...assertions, ...structure]);
const extensions = ['x-sensitive'];

/** JSON Schema lets one write any keyword, and so lets a misspelt one pass. */
export function* knownKeywords({ schemas }: Contract): Iterable<Problem> {
  const found: Problem[] = [];
  for (const schema of schemas.values()) {
    eachSubschema(schema, ({ annotations: written, origin }) => {
      for (const keyword of Object.keys(written)) {
        if (schemaKeywords.has(keyword)) continue;
        const near = suggest(keyword, keyword.startsWith('x-') ? extensions : schemaKeywords);
        if (keyword.startsWith('x-') && near === undefined) continue;
        const message = `${quote(keyword)} is no keyword of JSON Schema${didYouMean(near)}`;
        found.push({ code: 'UNKNOWN_KEYWORD', message, origin: keyOf(below(origin, keyword)) });
      }
    });
  }
  yield* found;
}

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
