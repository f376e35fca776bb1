import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { drawMap } from './map/draw.ts';
import { mapGraph } from './map/graph.ts';
import { layOut } from './map/layout.ts';
import { generatorDiagram, systemDiagram } from './mermaid.ts';
import type { System } from './model/system.ts';

/** A file with a diagram in it, as it is and as the contracts want it. */
export interface Drawn {
  /** From the root of the repository. */
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string;
}

/** Pages with diagrams between `<!-- diagram:NAME -->` and `<!-- diagram:end -->`. */
const pages = ['README.md'];

/** Draws every diagram of README and docs. */
export async function drawDiagrams(root: string, system: System): Promise<readonly Drawn[]> {
  const blocks = { system: systemDiagram(system), generator: await generatorDiagram(root) };
  const map = drawMap(await layOut(mapGraph(system)), { title: 'All events, from those who publish them to those who consume them', standalone: true });
  const files = await Promise.all(pages.map(async (file) => {
    const before = (await textOf(join(root, file))) ?? '';
    return { file, before, after: withBlocks(before, blocks, file) };
  }));
  return [...files, { file: 'docs/diagrams/events.svg', before: await textOf(join(root, 'docs/diagrams/events.svg')), after: map.text }];
}

/** Those that are not what the contracts say. */
export function drifted(diagrams: readonly Drawn[]): readonly Drawn[] {
  return diagrams.filter(({ before, after }) => before !== after);
}

export async function writeDiagrams(root: string, diagrams: readonly Drawn[]): Promise<void> {
  for (const { file, after } of drifted(diagrams)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), after);
  }
}

/** The text with each block replaced by the diagram of its name. @throws Error where a diagram has no block, or a block no diagram */
export function withBlocks(text: string, diagrams: Readonly<Record<string, string>>, file: string): string {
  const met = new Set<string>();
  const replaced = text.replaceAll(/(<!-- diagram:([a-z-]+) -->\n).*?(<!-- diagram:end -->)/gs, (_, start: string, name: string, end: string) => {
    const diagram = diagrams[name];
    if (diagram === undefined) throw new Error(`${file}: there is no diagram "${name}"`);
    met.add(name);
    return `${start}\`\`\`mermaid\n${diagram}\`\`\`\n${end}`;
  });
  const missing = Object.keys(diagrams).filter((name) => !met.has(name));
  if (missing.length > 0) throw new Error(`${file}: there is no <!-- diagram:${missing.join(' -->, <!-- diagram:')} -->`);
  return replaced;
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
