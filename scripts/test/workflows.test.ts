import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const root = resolve(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');
const read = (path: string): unknown => parse(readFileSync(join(root, path), 'utf8'));

const Job = z.object({
  steps: z.array(z.object({ run: z.string().optional() })),
  strategy: z.object({ matrix: z.object({ part: z.array(z.string()) }) }).optional(),
  services: z.record(z.string(), z.object({ image: z.string() })).optional(),
});
const Workflow = z.object({ jobs: z.record(z.string(), Job) });
const Images = z.object({ services: z.record(z.string(), z.object({ image: z.string() })) });
const Manifest = z.object({ scripts: z.record(z.string(), z.string()) });

const { scripts } = Manifest.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
const jobs = readdirSync(folder).flatMap((file) => Object.entries(Workflow.parse(read(`.github/workflows/${file}`)).jobs));
const commands = jobs.flatMap(([, { steps }]) => steps.flatMap(({ run }) => run ?? []));

describe('the workflows', () => {
  test.each(commands.flatMap((command) => [...command.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, name = '']) => name)))('npm run %s is a command of ours', (name) => {
    expect(Object.keys(scripts)).toContain(name);
  });

  test('test every package and every service by itself', () => {
    const parts = jobs.flatMap(([, { strategy }]) => strategy?.matrix.part ?? []);
    const there = ['packages', 'services'].flatMap((group) => readdirSync(join(root, group)).filter((name) => existsSync(join(root, group, name, 'package.json'))).map((name) => `${group}/${name}`));
    expect(parts.toSorted()).toEqual([...there, 'gateway', 'scripts', 'web'].toSorted());
  });

  test('run on the servers that the compose file names', () => {
    const { services } = Images.parse(read('infra/docker-compose.yml'));
    const used = jobs.flatMap(([, job]) => Object.entries(job.services ?? {}).map(([name, { image }]) => [name, image]));
    expect(Object.fromEntries(used)).toEqual({ rabbitmq: services.rabbitmq?.image, sqlserver: services.sqlserver?.image });
  });
});
