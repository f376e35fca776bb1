import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compressSite } from './compress.ts';
import type { Html } from './html.ts';
import { drawMap } from './map/draw.ts';
import { mapGraph } from './map/graph.ts';
import { layOut } from './map/layout.ts';
import { coverageIn } from './model/coverage.ts';
import { historyOf } from './model/history.ts';
import { viewOf, type System } from './model/system.ts';
import { storagesOf } from './model/tables.ts';
import { brokerPage } from './pages/broker.ts';
import { asyncApiPage, openApiPage, searchPage, type DocumentPage } from './pages/documents.ts';
import { eventPageOf } from './pages/event.ts';
import { homePage } from './pages/home.ts';
import { printPage, rootFrom, type Page } from './pages/page.ts';
import { servicePageOf } from './pages/service.ts';
import type { ReadSpecs } from './read-system.ts';
import { allEvents, asyncApiRenderer, parseAsyncApi } from './renderers/asyncapi.ts';
import { scalarBundle } from './renderers/scalar.ts';
import { scriptOf, searchIndex } from './search-index.ts';

export interface SiteOptions {
  /** The root of the repository. */
  readonly root: string;
  readonly specs: ReadSpecs;
  /** The folder of the site: what was in it is replaced when the new site is whole. */
  readonly out: string;
}

/**
 * Writes the whole site. Gives the number of its pages.
 *
 * @throws Error where the folder holds something else than a site
 */
export async function buildSite({ root, specs: { system, files }, out }: SiteOptions): Promise<number> {
  await assertReplaceable(out);
  const [pages, documents] = await Promise.all([readersPages(root, system), documentPages(root, system, files)]);
  const all = [...pages, ...documents.map(({ page }) => page)];
  const fresh = `${out}.new`;
  await rm(fresh, { recursive: true, force: true });
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(fresh, path)), { recursive: true });
    await writeFile(join(fresh, path), text);
  };
  await Promise.all([
    ...[...all, searchPage()].map((page) => write(page.path, printPage(page, system))),
    ...documents.map(({ script, document }) => write(script, scriptOf('kadaDocument', document))),
    write(index, searchIndex(all)),
    copyAssets(root, fresh),
    scalarBundle().then((script) => write('vendor/scalar.js', script)),
  ]);
  await compressSite(fresh);
  await rm(out, { recursive: true, force: true });
  await rename(fresh, out);
  return all.length + 1;
}

const index = 'assets/search-index.js';

/** What is there is deleted: it must be a site, or nothing. */
async function assertReplaceable(out: string): Promise<void> {
  const present = existsSync(out) ? await readdir(out) : [];
  if (present.length > 0 && !existsSync(join(out, index))) throw new Error(`${out} holds something else than this documentation: name another folder, or empty it`);
}

async function readersPages(root: string, system: System): Promise<readonly Page[]> {
  const coverage = coverageIn(root);
  const [history, storages] = await Promise.all([historyOf(root, 'specs'), storagesOf(root, system.services.map(({ name }) => name))]);
  const changesOf = (file: string | undefined): ReturnType<typeof history.get> & {} => history.get(`specs/${file ?? ''}`) ?? [];
  const home = homePage(system, await mapOf(system, 'index.html', 'All events, from those who publish them to those who consume them'), coverage);
  const events = system.events.map(async (event) =>
    eventPageOf(event, { system, coverage, changes: changesOf(event.document.origin.file), map: await mapOf({ ...system, events: [event] }, `events/${event.key}.html`, `The way of ${event.key}`) }),
  );
  const services = system.services.map(async (service) => {
    const view = viewOf(system, service);
    const map = view.events.length === 0 ? undefined : await mapOf(view, `services/${service.name}.html`, `The events of ${service.name}`);
    return servicePageOf(service, { system, coverage, map, changes: changesOf(service.api?.origin.file), storage: storages.get(service.name) });
  });
  return [home, brokerPage(system), ...(await Promise.all([...events, ...services]))];
}

async function mapOf(system: System, page: string, title: string): Promise<Html> {
  return drawMap(await layOut(mapGraph(system)), { title, linkTo: (target) => rootFrom(page) + target });
}

async function documentPages(root: string, system: System, files: ReadSpecs['files']): Promise<readonly DocumentPage[]> {
  const parsed = await parseAsyncApi(system, files);
  const publicApi: unknown = JSON.parse(await readFile(join(root, 'generated/gateway/openapi.json'), 'utf8'));
  return [
    openApiPage('public', 'The public HTTP API', publicApi),
    ...system.services.flatMap(({ name, api }) => (api === undefined ? [] : [openApiPage(name, `The API of ${name}`, api.bundled)])),
    asyncApiPage({ name: 'index', title: 'All events', description: allEvents, parsed: parsed.all }),
    ...system.events.map(({ key, document }) => asyncApiPage({ name: key, title: document.title, description: document.description, event: key, parsed: parsed.of(key) })),
  ];
}

const fonts = {
  'figtree.woff2': '@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2',
  'bricolage-grotesque.woff2': '@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal.woff2',
};

/** Style sheets, scripts and fonts. The tokens of the design are the storefront's own. */
async function copyAssets(root: string, out: string): Promise<void> {
  const assets = join(import.meta.dirname, 'assets');
  await mkdir(join(out, 'vendor'), { recursive: true });
  await cp(assets, join(out, 'assets'), { recursive: true });
  const tokens = await readFile(join(root, 'web/src/app/globals.css'), 'utf8');
  await writeFile(join(out, 'assets/site.css'), `${tokens}\n${await readFile(join(assets, 'site.css'), 'utf8')}`);
  const require = createRequire(join(root, 'web/package.json'));
  await Promise.all(Object.entries(fonts).map(([name, module]) => cp(require.resolve(module), join(out, 'assets', name))));
  const { script, style } = asyncApiRenderer();
  await cp(script, join(out, 'vendor/asyncapi.js'));
  await cp(style, join(out, 'vendor/asyncapi.css'));
  await cp(createRequire(import.meta.url).resolve('minisearch').replace(/cjs[/\\]index\.cjs$/, 'umd/index.js'), join(out, 'vendor/minisearch.js'));
}
