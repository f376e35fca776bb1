import { parseArgs } from 'node:util';

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'wrong'; readonly message: string; readonly json: boolean }
  | {
      readonly kind: 'generate';
      readonly specs: string;
      readonly out: string;
      readonly check: boolean;
      readonly watch: boolean;
      readonly json: boolean;
    };

export const help = `Usage: kada-codegen --specs DIR --out DIR [--check | --watch] [--json]

Reads the AsyncAPI 3 and OpenAPI 3.0/3.1 documents (YAML or JSON) in the specs folder and generates
TypeScript types, validators, clients and topology from them. On any error nothing is written.

  --specs DIR   the folder with the documents
  --out DIR     the folder to generate into; only what differs is written
  --check       write nothing; fail where the output folder differs from the specs
  --watch       generate again on every save, until Ctrl-C
  --json        print the result as JSON: one object, or one a line with --watch
  --help        print this
  --version     print the version

Exit code: 0 all is well, 1 errors in the specs or files that differ, 2 the command could not run.
`;

const options = {
  specs: { type: 'string', multiple: true },
  out: { type: 'string', multiple: true },
  check: { type: 'boolean' },
  watch: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

/** Reads the command line. What is wrong with it is one line. */
export function parseCommand(args: readonly string[]): Command {
  const json = args.includes('--json');
  const wrong = (message: string): Command => ({ kind: 'wrong', message, json });
  const { values, positionals, tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    if (!Object.hasOwn(options, token.name)) return wrong(`unknown option ${token.rawName}`);
    const takesText = token.name === 'specs' || token.name === 'out';
    if (takesText && (token.value === undefined || token.value === '' || isOption(token))) return wrong(`${token.rawName} needs a folder`);
    if (!takesText && token.value !== undefined) return wrong(`${token.rawName} takes no value`);
  }
  const [stray] = positionals;
  if (stray !== undefined) return wrong(`unexpected argument ${JSON.stringify(stray)}`);
  const [specs, ...moreSpecs] = texts(values.specs);
  const [out, ...moreOut] = texts(values.out);
  if (specs === undefined) return wrong('--specs DIR is missing');
  if (out === undefined) return wrong('--out DIR is missing');
  if (moreSpecs.length > 0) return wrong('--specs can be given once only');
  if (moreOut.length > 0) return wrong('--out can be given once only');
  const check = values.check === true;
  const watch = values.watch === true;
  if (check && watch) return wrong('--check and --watch exclude each other');
  return { kind: 'generate', specs, out, check, watch, json };
}

/** `--specs --out generated` has forgotten the folder. */
function isOption(token: { readonly inlineValue: boolean | undefined; readonly value: string | undefined }): boolean {
  return token.inlineValue !== true && token.value?.startsWith('--') === true;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
