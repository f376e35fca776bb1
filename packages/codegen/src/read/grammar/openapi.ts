import {
  anything,
  choice,
  flag,
  list,
  map,
  object,
  oneOf,
  referable,
  schema,
  text,
  type Lazy,
  type ObjectRule,
  type Pattern,
  type Rule,
} from './rule.ts';
import { componentKey, contact, externalDocs, houseExtensions, noExtensions, type Extensions } from './shared.ts';

export type OpenApiVersion = '3.0' | '3.1';

/**
 * The grammar of an OpenAPI document (https://spec.openapis.org/oas/v3.0.4 and https://spec.openapis.org/oas/v3.1.1).
 */
export function openApiGrammar(version: OpenApiVersion, { house }: { house: boolean }): ObjectRule {
  const key = `${version} ${String(house)}`;
  const known = grammars.get(key);
  if (known !== undefined) return known;
  const made = documentGrammar(version === '3.1', house ? houseExtensions : noExtensions);
  grammars.set(key, made);
  return made;
}

const grammars = new Map<string, ObjectRule>();

const docs: Lazy = externalDocs;
const tag = object('a tag', { 'name*': text, description: text, externalDocs: docs });

const server = object('a server', {
  'url*': text,
  description: text,
  variables: map(object('a server variable', { enum: list(text), 'default*': text, description: text })),
});

const example = object('an example', { summary: text, description: text, value: anything, externalValue: text });
const examples = map(referable(example, 'examples'));

const link = object('a link', {
  operationRef: text,
  operationId: text,
  parameters: map(anything),
  requestBody: anything,
  description: text,
  server,
});

const flow = { refreshUrl: text, 'scopes*': map(text) };
const flows = object('an OAuth flows object', {
  implicit: object('an implicit flow', { 'authorizationUrl*': text, ...flow }),
  password: object('a password flow', { 'tokenUrl*': text, ...flow }),
  clientCredentials: object('a client credentials flow', { 'tokenUrl*': text, ...flow }),
  authorizationCode: object('an authorization code flow', { 'authorizationUrl*': text, 'tokenUrl*': text, ...flow }),
});

const securityKinds: Readonly<Record<string, ObjectRule>> = {
  apiKey: securityScheme('an API key', { 'name*': text, 'in*': oneOf('query', 'header', 'cookie') }),
  http: securityScheme('an HTTP security scheme', { 'scheme*': text, bearerFormat: text }),
  oauth2: securityScheme('an OAuth 2 security scheme', { 'flows*': flows }),
  openIdConnect: securityScheme('an OpenID Connect security scheme', { 'openIdConnectUrl*': text }),
};
const mutualTls = securityScheme('a mutual TLS security scheme', {});

function securityScheme(name: string, fields: Readonly<Record<string, Lazy>>): ObjectRule {
  return object(name, { 'type*': text, description: text, ...fields });
}

function securitySchemeOf(is31: boolean): Rule {
  const kinds = new Map(Object.entries(is31 ? { ...securityKinds, mutualTLS: mutualTls } : securityKinds));
  const unknown = object('a security scheme', { 'type*': oneOf(...kinds.keys()), description: text }, { open: true });
  return choice((value) => {
    const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
    return kinds.get(String(type)) ?? unknown;
  });
}

const pathKey: Pattern = { form: /^\//, says: 'a path that begins with "/"' };
const statusKey: Pattern = { form: /^(?:[1-5](?:\d\d|XX)|default)$/, says: 'a status such as 200, 4XX or default' };

/** The objects whose fields depend on the version or the profile, and those that hold them. */
interface Parts {
  readonly parameter: Rule;
  readonly header: Rule;
  readonly requestBody: Rule;
  readonly response: Rule;
  readonly callback: Rule;
  readonly pathItem: Rule;
}

const style = oneOf('matrix', 'label', 'form', 'simple', 'spaceDelimited', 'pipeDelimited', 'deepObject');

const content: Rule = map(() => mediaType);
const parameterFields = {
  description: text,
  required: flag,
  deprecated: flag,
  allowEmptyValue: flag,
  style,
  explode: flag,
  allowReserved: flag,
  schema,
  example: anything,
  examples,
  content,
};
const place = oneOf('query', 'header', 'path', 'cookie');
const parameter = object('a parameter', { 'name*': text, 'in*': place, ...parameterFields });
const header = object('a header', parameterFields);
const headers = map(referable(header, 'headers'));
const encoding = object('an encoding', { contentType: text, headers, style, explode: flag, allowReserved: flag });
const mediaType = object('a media type', { schema, example: anything, examples, encoding: map(encoding) });
const requestBody = object('a request body', { description: text, 'content*': content, required: flag });
const links = map(referable(link, 'links'));
const response = object('a response', { 'description*': text, headers, content, links });
const security = list(map(list(text)));

function partsGrammar(is31: boolean, extensions: Extensions): Parts {
  const responses = map(referable(response, 'responses'), statusKey);
  const callback: Rule = map(
    referable(() => pathItem),
    { form: /^(?!x-)/, says: 'a runtime expression' },
  );
  const parameters = list(referable(parameter, 'parameters'));
  const operation = object('an operation', {
    tags: list(text),
    summary: text,
    description: text,
    externalDocs: docs,
    operationId: text,
    parameters,
    requestBody: referable(requestBody, 'requestBodies'),
    ...(is31 ? { responses } : { 'responses*': responses }),
    callbacks: map(referable(callback, 'callbacks')),
    deprecated: flag,
    security,
    servers: list(server),
    ...extensions.httpOperation,
  });
  const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
  const pathItem: Rule = object('a path item', {
    $ref: text,
    summary: text,
    description: text,
    ...Object.fromEntries(methods.map((method) => [method, operation])),
    servers: list(server),
    parameters,
  });
  return { parameter, header, requestBody, response, callback, pathItem };
}

function componentsGrammar(is31: boolean, parts: Parts): Rule {
  const named = (section: string, rule: Lazy): [string, Rule] => [section, map(referable(rule, section), componentKey)];
  return object('a components object', {
    schemas: map(schema, componentKey),
    ...Object.fromEntries([
      named('responses', parts.response),
      named('parameters', parts.parameter),
      named('examples', example),
      named('requestBodies', parts.requestBody),
      named('headers', parts.header),
      named('securitySchemes', securitySchemeOf(is31)),
      named('links', link),
      named('callbacks', parts.callback),
    ]),
    ...(is31 ? { pathItems: map(referable(parts.pathItem), componentKey) } : {}),
  });
}

function documentGrammar(is31: boolean, extensions: Extensions): ObjectRule {
  const parts = partsGrammar(is31, extensions);
  const paths = map(referable(parts.pathItem), pathKey);
  return object('an OpenAPI document', {
    'openapi*': text,
    'info*': object('the info', {
      'title*': text,
      'version*': text,
      ...(is31 ? { summary: text } : {}),
      description: text,
      termsOfService: text,
      contact,
      license: object('a license', { 'name*': text, url: text, ...(is31 ? { identifier: text } : {}) }),
    }),
    ...(is31 ? { paths, webhooks: map(referable(parts.pathItem)), jsonSchemaDialect: text } : { 'paths*': paths }),
    servers: list(server),
    components: componentsGrammar(is31, parts),
    security,
    tags: list(tag),
    externalDocs: docs,
  });
}
