import type { Api } from '../../ir/contract.ts';
import { code, printModule, typeFrom } from '../../print/code.ts';
import type { Code } from '../../print/code.ts';
import { docComment } from '../../print/comment.ts';
import { prettyLiteral } from '../../print/literal.ts';

/** What a client is a client of. */
export interface ClientOf {
  /** `OrderService`. */
  readonly prefix: string;
  /** For people: `order-service`. */
  readonly title: string;
  /** The media types to send where that is not `application/json`, by method and path: `PATCH /users/me`. */
  readonly mediaTypes: ReadonlyMap<string, string>;
}

/** The operations that take JSON of one media type other than `application/json`, which openapi-fetch would send. */
export function mediaTypesToSend(operations: Api['operations']): ReadonlyMap<string, string> {
  return new Map(
    operations.flatMap(({ method, path, requestBody }) => {
      const [only, ...others] = requestBody?.content ?? [];
      const isOther = only !== undefined && others.length === 0 && /^application\/[\w.-]+\+json$/.test(only.mediaType);
      return isOther ? [[`${method.toUpperCase()} ${path}`, only.mediaType] as const] : [];
    }),
  );
}

/** `client.ts`: a client on openapi-fetch, typed by the `paths` of `openapi.ts`. */
export function printClient({ prefix, title, mediaTypes }: ClientOf): string {
  const options = code`Pick<${typeFrom('openapi-fetch', 'ClientOptions')}, 'fetch' | 'headers'> & { readonly baseUrl: string }`;
  return printModule(code`${docComment(`A client of ${title}: \`client.GET('/path', …)\` answers with \`{ data, error, response }\`.`)}export type ${prefix}Client = ${typeFrom('openapi-fetch', 'Client')}<${paths}>;

/** Where the API is (\`baseUrl\` is the address in front of the paths) and how to call it. */
export type ${prefix}ClientOptions = ${options};

${docComment(`Creates a client of ${title}. Its methods throw only where \`fetch\` does.`)}export function create${prefix}Client(options: ${prefix}ClientOptions): ${prefix}Client {
  ${mediaTypes.size === 0 ? code`return ${createClient}<${paths}>(options);` : withMediaTypes}
}${mediaTypes.size === 0 ? '' : code`\n\n${printMediaTypes(mediaTypes)}`}`);
}

const paths = typeFrom('./openapi.ts', 'paths');

const createClient: Code = {
  text: 'createClient',
  imports: [{ from: 'openapi-fetch', name: 'default as createClient', typeOnly: false }],
};

const withMediaTypes = code`const client = ${createClient}<${paths}>(options);
client.use({
  onRequest: ({ request, schemaPath }) => {
    const mediaType = mediaTypes.get(\`\${request.method} \${schemaPath}\`);
    if (mediaType !== undefined && request.body !== null) request.headers.set('Content-Type', mediaType);
  },
});
return client;`;

function printMediaTypes(mediaTypes: ReadonlyMap<string, string>): Code {
  return code`/** What to send where that is not \`application/json\`. */
const mediaTypes: ReadonlyMap<string, string> = new Map(${prettyLiteral([...mediaTypes].map(([key, value]) => [key, value]))});`;
}
