import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { drawDiagrams, drifted, withBlocks } from '../../docs/diagrams.ts';
import { drawMap } from '../../docs/map/draw.ts';
import { mapGraph } from '../../docs/map/graph.ts';
import { layOut } from '../../docs/map/layout.ts';
import type { System } from '../../docs/model/system.ts';
import { readSystem } from '../../docs/read-system.ts';

const root = resolve(import.meta.dirname, '../../..');
let system: System;

beforeAll(async () => {
  ({ system } = await readSystem(join(root, 'specs')));
});

describe('the diagrams of README and docs', () => {
  test('are what the contracts say; npm run docs draws them again', async () => {
    expect(drifted(await drawDiagrams(root, system)).map(({ file }) => file)).toEqual([]);
  });

  test('drift where a service is added, and where an event has another consumer', async () => {
    const [first] = system.services;
    const more: System = { ...system, services: [...system.services, { ...(first ?? { operations: [], publishes: [], consumes: [] }), name: 'parcel-service' }] };
    const fewer: System = { ...system, events: system.events.map((event) => (event.key === 'order.paid' ? { ...event, consumers: [] } : event)) };
    const files = async (changed: System): Promise<readonly string[]> => drifted(await drawDiagrams(root, changed)).map(({ file }) => file);
    expect(await files(more)).toEqual(['README.md']);
    expect(await files(fewer)).toEqual(['docs/diagrams/events.svg']);
  });

  test('stand in blocks, and a block or diagram without the other is an error', () => {
    const page = 'a\n<!-- diagram:one -->\nold\n<!-- diagram:end -->\nb\n';
    expect(withBlocks(page, { one: 'flowchart\n' }, 'x.md')).toBe('a\n<!-- diagram:one -->\n```mermaid\nflowchart\n```\n<!-- diagram:end -->\nb\n');
    expect(() => withBlocks(page, {}, 'x.md')).toThrow('x.md: there is no diagram "one"');
    expect(() => withBlocks(page, { one: '', two: '' }, 'x.md')).toThrow('x.md: there is no <!-- diagram:two -->');
  });
});

describe('the map', () => {
  test('has no two boxes over each other but a box and what is in it, and every arrow begins and ends at its boxes', async () => {
    const { boxes, arrows } = await layOut(mapGraph(system));
    const overlapping = boxes.flatMap((one, index) =>
      boxes.slice(index + 1).filter((other) => other.box.inside !== one.box.id && one.box.inside !== other.box.id && one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height).map((other) => `${one.box.id} and ${other.box.id}`),
    );
    expect(overlapping).toEqual([]);
    const at = new Map(boxes.map((placed) => [placed.box.id, placed]));
    for (const { arrow, start, end } of arrows) {
      const [from, to] = [at.get(arrow.from), at.get(arrow.to)];
      expect(start.x).toBeCloseTo((from?.x ?? 0) + (from?.width ?? 0));
      expect(end.x).toBeCloseTo(to?.x ?? 0);
      expect(end.y).toBeGreaterThanOrEqual(to?.y ?? Infinity);
      expect(end.y).toBeLessThanOrEqual((to?.y ?? 0) + (to?.height ?? 0));
    }
    expect(arrows).toHaveLength(system.events.reduce((sum, { producers, consumers }) => sum + producers.length + consumers.length, 0));
  });

  test('links where it is told how, and nowhere in a file of its own', async () => {
    const layout = await layOut(mapGraph(system));
    const linked = drawMap(layout, { title: 'A & B', linkTo: (page) => `../${page}` }).text;
    expect(linked).toContain('aria-label="A &amp; B"');
    expect(linked).toContain('<a href="../events/order.created.html#payment-service" aria-label="the queue payment-service.order.created"');
    const alone = drawMap(layout, { title: 'x', standalone: true }).text;
    expect(alone).not.toContain('<a ');
    expect(alone).toContain('xmlns="http://www.w3.org/2000/svg"');
  });
});
