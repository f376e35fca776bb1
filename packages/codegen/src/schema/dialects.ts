/** Which JSON Schema a document speaks: AsyncAPI's default is draft-07, OpenAPI 3.1's is 2020-12, 3.0 has its own. */
export type Dialect = 'draft-07' | '2020-12' | 'openapi-3.0';

/** What the value of a keyword has to be; the kinds that hold subschemas say where they are. */
export type KeywordKind =
  | 'any'
  | 'array'
  | 'boolean'
  | 'boolean-or-number'
  | 'count'
  | 'dependencies'
  | 'number'
  | 'pattern'
  | 'pattern-map'
  | 'positive'
  | 'reference'
  | 'schema'
  | 'schema-map'
  | 'schema-or-list'
  | 'schemas'
  | 'string'
  | 'string-set'
  | 'string-sets'
  | 'type'
  | 'type-or-set';

/** The vocabularies of 2020-12; `core` cannot be left out. */
type Vocabulary = 'core' | 'applicator' | 'unevaluated' | 'validation' | 'meta-data' | 'format' | 'content';

/** One dialect, or one chosen by a meta-schema with only some of the vocabularies. */
export interface Rules {
  readonly dialect: Dialect;
  readonly keywords: ReadonlyMap<string, KeywordKind>;
  /** Draft 7 section 8.3 and OpenAPI 3.0.3 (Reference Object): what stands beside a `$ref` is ignored. */
  readonly ignoresSiblingsOfRef: boolean;
}

const applicators = {
  properties: 'schema-map',
  additionalProperties: 'schema',
  allOf: 'schemas',
  anyOf: 'schemas',
  oneOf: 'schemas',
  not: 'schema',
} as const;

const laterApplicators = {
  ...applicators,
  patternProperties: 'pattern-map',
  propertyNames: 'schema',
  contains: 'schema',
  if: 'schema',
  then: 'schema',
  else: 'schema',
  dependencies: 'dependencies',
} as const;

const assertions = {
  multipleOf: 'positive',
  maximum: 'number',
  minimum: 'number',
  maxLength: 'count',
  minLength: 'count',
  pattern: 'pattern',
  maxItems: 'count',
  minItems: 'count',
  uniqueItems: 'boolean',
  maxProperties: 'count',
  minProperties: 'count',
  required: 'string-set',
  enum: 'array',
} as const;

const laterAssertions = {
  ...assertions,
  type: 'type-or-set',
  const: 'any',
  exclusiveMaximum: 'number',
  exclusiveMinimum: 'number',
} as const;

const remarks = { title: 'string', description: 'string', default: 'any', readOnly: 'boolean', writeOnly: 'boolean' } as const;
const laterRemarks = { ...remarks, $comment: 'string', examples: 'array' } as const;
const content = { contentEncoding: 'string', contentMediaType: 'string' } as const;

const vocabularies: Readonly<Record<Vocabulary, Readonly<Record<string, KeywordKind>>>> = {
  core: {
    $id: 'string',
    $schema: 'string',
    $ref: 'reference',
    $anchor: 'string',
    $dynamicRef: 'reference',
    $dynamicAnchor: 'string',
    $defs: 'schema-map',
    definitions: 'schema-map',
    $comment: 'string',
  },
  applicator: { ...laterApplicators, prefixItems: 'schemas', items: 'schema', dependentSchemas: 'schema-map' },
  unevaluated: { unevaluatedItems: 'schema', unevaluatedProperties: 'schema' },
  validation: { ...laterAssertions, maxContains: 'count', minContains: 'count', dependentRequired: 'string-sets' },
  'meta-data': { ...laterRemarks, deprecated: 'boolean' },
  format: { format: 'string' },
  content: { ...content, contentSchema: 'schema' },
};

const draft07: Readonly<Record<string, KeywordKind>> = {
  $id: 'string',
  $schema: 'string',
  $ref: 'reference',
  definitions: 'schema-map',
  ...laterApplicators,
  items: 'schema-or-list',
  additionalItems: 'schema',
  ...laterAssertions,
  format: 'string',
  ...laterRemarks,
  ...content,
};

/** OpenAPI 3.0.3, "Schema Object". */
const openapi30: Readonly<Record<string, KeywordKind>> = {
  $ref: 'reference',
  ...applicators,
  items: 'schema',
  ...assertions,
  type: 'type',
  exclusiveMaximum: 'boolean-or-number',
  exclusiveMinimum: 'boolean-or-number',
  nullable: 'boolean',
  format: 'string',
  ...remarks,
  deprecated: 'boolean',
};

const allVocabularies = Object.keys(vocabularies);

const rules: Readonly<Record<Dialect, Rules>> = {
  'draft-07': { dialect: 'draft-07', keywords: new Map(Object.entries(draft07)), ignoresSiblingsOfRef: true },
  '2020-12': rulesOfVocabularies(allVocabularies),
  'openapi-3.0': { dialect: 'openapi-3.0', keywords: new Map(Object.entries(openapi30)), ignoresSiblingsOfRef: true },
};

export function rulesOf(dialect: Dialect): Rules {
  return rules[dialect];
}

/** 2020-12 with some of its vocabularies (Core, section 8.1.2); the keywords of the others assert nothing. */
export function rulesOfVocabularies(names: readonly string[]): Rules {
  const chosen = Object.entries(vocabularies).filter(([name]) => name === 'core' || names.includes(name));
  return {
    dialect: '2020-12',
    keywords: new Map(chosen.flatMap(([, keywords]) => Object.entries(keywords))),
    ignoresSiblingsOfRef: false,
  };
}

/** The vocabulary of 2020-12 that a URI names, if any. */
export function vocabularyOf(uri: string): string | undefined {
  const name = /^https:\/\/json-schema\.org\/draft\/2020-12\/vocab\/([a-z-]+)$/.exec(uri)?.[1];
  if (name === undefined) return undefined;
  return name.startsWith('format-') ? 'format' : allVocabularies.find((known) => known === name);
}

/** The dialects by the URI under `$schema`, without an empty fragment. */
const dialectsByUri: ReadonlyMap<string, Dialect> = new Map<string, Dialect>([
  ['http://json-schema.org/draft-07/schema', 'draft-07'],
  ['https://json-schema.org/draft-07/schema', 'draft-07'],
  ['http://json-schema.org/draft-06/schema', 'draft-07'],
  ['https://json-schema.org/draft/2020-12/schema', '2020-12'],
  ['https://spec.openapis.org/oas/3.1/dialect/base', '2020-12'],
  ['https://spec.openapis.org/oas/3.1/dialect/2024-11-10', '2020-12'],
]);

/** The dialect that a `$schema` names; undefined for one that is not built in. */
export function dialectOfUri(uri: string): Dialect | undefined {
  return dialectsByUri.get(uri.replace(/#$/, ''));
}

/** A keyword that asserts something in a later dialect and nothing in this one. */
export function isForeignAssertion(keyword: string, { keywords }: Rules): boolean {
  if (keywords.has(keyword) || keyword.startsWith('$') || keyword === 'definitions') return false;
  return foreignAssertions.has(keyword);
}

const foreignAssertions: ReadonlySet<string> = new Set(
  (['applicator', 'unevaluated', 'validation'] as const).flatMap((name) => Object.keys(vocabularies[name])),
);
