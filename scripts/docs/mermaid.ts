import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { System } from './model/system.ts';

/** The whole system, as far as the contracts tell of it: who is reached through the gateway, who by events. */
export function systemDiagram({ services, exchanges }: System): string {
  const reached = services.filter(({ operations }) => operations.some(({ internal }) => !internal));
  const callers = [...new Set(services.flatMap(({ operations }) => operations).flatMap(({ path, internal }) => (internal ? [] : [/^\/webhooks\/([a-z]+)/.exec(path)?.[1]])))].filter((name) => name !== undefined);
  const eventful = services.filter(({ publishes, consumes }) => publishes.length + consumes.length > 0);
  const together = eventful.length === services.length;
  return lines([
    'flowchart LR',
    '  browser([browser]) --> web[web: Next.js] --> gateway',
    ...callers.map((name) => `  ${name}([${name.charAt(0).toUpperCase()}${name.slice(1)}]) -- webhook --> gateway`),
    `  gateway -- HTTP --> ${reached.map(({ name }) => idOf(name)).join(' & ')}`,
    '  subgraph services [services, each with its own database]',
    ...services.map(({ name }) => `    ${idOf(name)}[${name}]`),
    '  end',
    ...exchanges.map(({ name }) => `  ${together ? 'services' : eventful.map((service) => idOf(service.name)).join(' & ')} <-- events --> broker{{RabbitMQ: ${name}}}`),
  ]);
}

const packageFile = z.object({ name: z.string(), description: z.string() });

/** What codegen makes of the specs: the packages under `generated/`, as they describe themselves, and the broker's file. */
export async function generatorDiagram(root: string): Promise<string> {
  const files = (await Array.fromAsync(glob('generated/*/package.json', { cwd: root }))).map((file) => file.replaceAll('\\', '/')).sort();
  const packages = await Promise.all(files.map(async (file) => ({ folder: file.split('/')[1] ?? '', ...packageFile.parse(JSON.parse(await readFile(join(root, file), 'utf8'))) })));
  return lines([
    'flowchart LR',
    '  subgraph specs',
    '    a[asyncapi/*.yaml]',
    '    o[openapi/*.yaml]',
    '  end',
    '  specs --> codegen[[npm run codegen]]',
    ...packages.map(({ folder, description }) => `  codegen --> ${idOf(folder)}["${folder}: ${description.charAt(0).toLowerCase()}${description.slice(1)}"]`),
    '  codegen --> rabbitmq["rabbitmq/definitions.json: the same topology for the import of a broker"]',
  ]);
}

/** Mermaid takes no hyphen in an id, and some words are its own. */
function idOf(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, '_').replace(/_service$/, '');
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}
