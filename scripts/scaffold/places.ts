import type { ServiceNames } from './names.ts';

/** A file that lists the services, and the lines that a new one adds to it. */
interface Place {
  readonly file: string;
  /** Each after the last line that it names; the lines that a service has are of one kind. */
  readonly entries: readonly { readonly after: RegExp; readonly lines: string }[];
}

const imports = /^import \{ service as \w+ \} from '[./]+\/services\/[a-z-]+\/src\/service\.ts';$/;

/** Everywhere that the services are listed. */
function placesOf({ service, thing, variable, urlVariable, passwordVariable }: ServiceNames, port: number): readonly Place[] {
  const importFrom = (root: string): Place['entries'][number] => ({ after: imports, lines: `import { service as ${variable} } from '${root}/services/${service}/src/service.ts';` });
  return [
    {
      file: 'scripts/shop/parts.ts',
      entries: [
        importFrom('../..'),
        { after: /^ {2}'[a-z-]+-service': \(environment, options\) =>/, lines: `  '${service}': (environment, options) => launch(${variable}, loadConfig(${variable}.config, environment), options),` },
        { after: /^ {2}'[a-z-]+-service',$/, lines: `  '${service}',` },
      ],
    },
    { file: 'scripts/shop/start-shop.ts', entries: [{ after: /^ {2}'[a-z-]+-service': \d+,$/, lines: `  '${service}': ${port},` }] },
    { file: 'scripts/test/contract-types/every-service.ts', entries: [{ after: /^ {2}contracts\.\w+Service,$/, lines: `  contracts.${variable},` }] },
    { file: 'scripts/test/shop/rules.test.ts', entries: [importFrom('../../..'), { after: /^ {2}'[a-z-]+-service': \w+\.storage,$/, lines: `  '${service}': ${variable}.storage,` }] },
    {
      file: 'scripts/test/shop/declared-errors.test.ts',
      entries: [importFrom('../../..'), { after: /^ {2}'[a-z-]+-service': \(\) => startWithFailures\(/, lines: `  '${service}': () => startWithFailures(${variable}),` }],
    },
    {
      file: 'scripts/test/compose-shop.test.ts',
      entries: [
        { after: /^import \{ config as \w+ \} from '[./]+\/services\/[a-z-]+\/src\/config\.ts';$/, lines: `import { config as ${thing} } from '../../services/${service}/src/config.ts';` },
        { after: /^ {2}'[a-z-]+-service': \w+,$/, lines: `  '${service}': ${thing},` },
      ],
    },
    { file: '.github/workflows/checks.yml', entries: [{ after: /^ +- services\/[a-z-]+$/, lines: `          - services/${service}` }] },
    { file: 'gateway/.env.example', entries: [{ after: /^[A-Z_]+_SERVICE_URL=/, lines: `${urlVariable}=http://127.0.0.1:${port}` }] },
    { file: 'infra/.env.example', entries: [{ after: /^[A-Z_]+_DB_PASSWORD=/, lines: `${passwordVariable}=` }] },
    {
      file: 'infra/docker-compose.shop.yml',
      entries: [
        { after: /^ {6}DATABASE_PASSWORD: /, lines: composed(service, passwordVariable) },
        { after: /^ {6}[a-z-]+-service:\n {8}condition: service_healthy$/m, lines: `      ${service}:\n        condition: service_healthy` },
        { after: /^ {6}[A-Z_]+_SERVICE_URL: /, lines: `      ${urlVariable}: http://${service}:${port}` },
      ],
    },
  ];
}

function composed(service: string, passwordVariable: string): string {
  return `
  ${service}:
    <<: *every-service
    image: kada-mandiya/${service}
    build:
      context: ..
      dockerfile: services/${service}/Dockerfile
    secrets: [public-keys]
    environment:
      <<: [*servers, *verifying]
      DATABASE_PASSWORD: \${${passwordVariable}:?set ${passwordVariable} in infra/.env}`;
}

/**
 * The files that list the services, with a new one in them.
 *
 * @throws Error where a file no longer has the lists that are known here
 */
export function listedIn(read: (file: string) => string | undefined, names: ServiceNames, port: number): ReadonlyMap<string, string> {
  const changed = new Map<string, string>();
  for (const { file, entries } of placesOf(names, port)) changed.set(file, entries.reduce((lines, entry) => withEntry(lines, entry, file), read(file) ?? ''));
  return changed;
}

function withEntry(text: string, { after, lines }: Place['entries'][number], file: string): string {
  const last = [...text.matchAll(new RegExp(after.source, 'gm'))].at(-1);
  if (last === undefined) throw new Error(`${file} has no line like ${after.source}: the services are listed there in another way now`);
  const end = text.indexOf('\n', last.index + last[0].length);
  return `${text.slice(0, end)}\n${lines}${text.slice(end)}`;
}
