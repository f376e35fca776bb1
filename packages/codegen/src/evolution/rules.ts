/** What a schema can change in, whatever it is the schema of. */
const schemaRules = {
  type: 'The type of a value',
  required: 'A property that must be there',
  property: 'A property that is new or gone',
  values: 'The values of an enum or const',
  range: 'Bounds, lengths and counts',
  form: 'A pattern or format',
  open: 'Whether there may be other properties',
  composition: 'anyOf, oneOf, not, if and what depends on what',
  default: 'What stands for a value that is left out',
  sensitive: 'x-sensitive, from which redaction is derived',
} as const;

export type SchemaAspect = keyof typeof schemaRules;

/** Whose schema it is: an event's, that of a request (body or parameter), that of a response (body or header). */
export type SchemaContext = 'event' | 'request' | 'response';

const others = {
  'event-channel': 'A routing key that is new or gone',
  'event-version': 'A version of an event that is new, gone or called otherwise',
  'event-producer': 'Who publishes a version',
  'event-consumer': 'Who consumes an event, and which version',
  'event-delivery': 'The retry policy and prefetch of a consumer',
  'event-exchange': 'The exchange that events go through',
  'event-content-type': 'The media type of a message',
  'event-envelope': 'The envelope around all events',
  'http-api': 'A service that serves HTTP, or no longer does',
  'http-operation': 'An operation that is new, gone, deprecated or called otherwise',
  'http-path': 'The path and method of an operation',
  'http-parameter': 'A parameter of an operation',
  'http-body': 'Whether an operation takes a body',
  'http-media-type': 'The media types of bodies',
  'http-status': 'The statuses of answers',
  'http-header': 'The headers of answers',
  'http-security': 'How a caller proves who it is',
  'http-roles': 'The roles that may call',
  'http-rate-limit': 'How often one may call',
  'http-exposure': 'Whether an operation is reachable through the gateway',
} as const;

export type RuleName = keyof typeof others | `${SchemaContext}-${SchemaAspect}`;

const contexts: Readonly<Record<SchemaContext, string>> = { event: 'an event', request: 'a request', response: 'an answer' };

/** Every rule with what it is about. */
export const rules: ReadonlyMap<RuleName, string> = new Map<RuleName, string>([
  ...Object.entries(contexts).flatMap(([context, of]) =>
    Object.entries(schemaRules).map(([aspect, title]) => [ruleOf(context, aspect), `${title}, of ${of}`] as const),
  ),
  ...Object.entries(others).flatMap(([name, title]) => (isOther(name) ? [[name, title] as const] : [])),
]);

function ruleOf(context: string, aspect: string): RuleName {
  return isContext(context) && isAspect(aspect) ? `${context}-${aspect}` : 'event-channel';
}

function isContext(name: string): name is SchemaContext {
  return Object.hasOwn(contexts, name);
}

function isAspect(name: string): name is SchemaAspect {
  return Object.hasOwn(schemaRules, name);
}

function isOther(name: string): name is keyof typeof others {
  return Object.hasOwn(others, name);
}

const aspects: Readonly<Record<string, SchemaAspect>> = {
  types: 'type',
  required: 'required',
  enum: 'values',
  const: 'values',
  pattern: 'form',
  format: 'form',
  additionalProperties: 'open',
  unevaluatedProperties: 'open',
  unevaluatedItems: 'open',
  patternProperties: 'open',
  propertyNames: 'open',
  default: 'default',
  'x-sensitive': 'sensitive',
  property: 'property',
  deprecated: 'property',
  readOnly: 'property',
  writeOnly: 'property',
  anyOf: 'composition',
  oneOf: 'composition',
  not: 'composition',
  if: 'composition',
  then: 'composition',
  else: 'composition',
  dependentRequired: 'composition',
  dependentSchemas: 'composition',
  '': 'composition',
};

/** What a keyword of a schema is about; what is not listed bounds something. */
export function aspectOf(keyword: string): SchemaAspect {
  return aspects[keyword] ?? 'range';
}
