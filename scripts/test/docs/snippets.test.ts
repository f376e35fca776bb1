import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { readSpecFiles } from '@kada-mandiya/codegen';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { consumingCode, publishingCode, subscribingCode } from '../../docs/pages/snippets.ts';
import { readSystem } from '../../docs/read-system.ts';

const root = resolve(import.meta.dirname, '../../..');
/** Within the repository, where its packages are found. */
const folder = join(root, '.cache/docs-snippets');

test('the code that the documentation shows compiles, for every event, producer and consumer', async () => {
  const { system } = await readSystem(join(root, 'specs'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  // Each in a folder that stands for its service's own: there is the store that it names.
  for (const { name } of system.services) {
    mkdirSync(join(folder, name));
    write(`${name}/store.ts`, `export * from '../../../services/${name}/src/store.ts';\n`);
  }
  let written = 0;
  for (const event of system.events) {
    for (const version of event.versions) {
      for (const producer of event.producers.filter(({ versions }) => versions.includes(version.version))) write(`${producer.service}/publish.${event.key}.v${version.version}.ts`, publishingCode(event, version, producer));
      for (const consumer of event.consumers.filter(({ consumption }) => consumption.version === version.version)) write(`${consumer.service}/consume.${event.key}.v${version.version}.ts`, consumingCode(event, version, consumer));
    }
    written += event.producers.length + event.consumers.length;
  }
  write('wrong.ts', "import type { OrderServiceContract } from '@kada-mandiya/service-contracts/order-service';\nimport type { ServiceUnit } from '@kada-mandiya/service-kit';\nexport const wrong = ({ publish }: ServiceUnit<OrderServiceContract, object>): Promise<void> => publish('order.created', { orderId: 1 });\n");
  write('tsconfig.json', JSON.stringify({ extends: '../../tsconfig.json', include: ['**/*.ts'], exclude: [] }));
  const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/typescript-7/bin/tsc'), '-p', folder, '--pretty', 'false'], { cwd: folder, encoding: 'utf8' });
  expect(written).toBeGreaterThan(20);
  // What does not hold is told: the compiler has looked.
  const complaints = stdout.split('\n').filter((line) => /^\S+\.ts\(/.test(line));
  expect(complaints.filter((line) => !line.startsWith('wrong.ts'))).toEqual([]);
  expect(complaints).toHaveLength(1);
});

test('what another consumer adds to a specification is taken as it stands, and makes it a consumer', async () => {
  const { system } = await readSystem(join(root, 'specs'));
  const Operations = z.looseObject({ operations: z.record(z.string(), z.unknown()) });
  const files = new Map(globSync('**/*.yaml', { cwd: join(root, 'specs') }).map((file) => [file, readFileSync(join(root, 'specs', file))]));
  for (const event of system.events) {
    const newcomer = system.services.find(({ name }) => ![...event.producers, ...event.consumers].some(({ service }) => service === name))?.name ?? '';
    const { file } = event.document.origin;
    const [version] = event.versions;
    const document = Operations.parse(parse(files.get(file)?.toString() ?? ''));
    const added = Operations.parse(parse(version === undefined ? '' : subscribingCode(event, version).replace('your-service', newcomer)));
    const changed = stringify({ ...document, operations: { ...document.operations, ...added.operations } });
    const { contract, diagnostics } = readSpecFiles('specs', new Map([...files, [file, Buffer.from(changed)]]));

    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(contract?.services.find(({ name }) => name === newcomer)?.consumes.map(({ routingKey }) => routingKey)).toContain(event.key);
  }
});
