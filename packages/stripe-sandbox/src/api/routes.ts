import type { FormMap } from '../form.ts';
import { listOf as listReader, readParams, text, type Params, type ParamSpec } from '../params.ts';
import type { Access } from '../resources/payment-intents.ts';
import type { Unit } from '../unit.ts';
import { expand } from './expand.ts';

interface Call<S extends ParamSpec> {
  readonly params: Params<S>;
  /** What stands in the path's place for an id. */
  readonly id: string;
  readonly access: Access;
}

export interface Route {
  readonly method: 'DELETE' | 'GET' | 'POST';
  /** With `:id` where an id stands. */
  readonly path: string;
  /** The weaker key that will do. */
  readonly access: Access;
  /** @returns the body of the answer. @throws ApiError for every other answer than 200. */
  readonly run: (unit: Unit, call: { readonly form: FormMap; readonly id: string; readonly access: Access }) => object;
}

interface RouteDefinition<S extends ParamSpec> extends Pick<Route, 'method' | 'path'> {
  readonly access?: Access;
  readonly params: S;
  readonly answer: (unit: Unit, call: Call<S>) => object;
}

const expandable = { expand: listReader(text()) };

/** What browsers send beside their own parameters: the key, where it is no header. */
const fromBrowsers = { key: text() };

/** A route with its parameters read, and its answer expanded. */
export function route<S extends ParamSpec>({ method, path, access = 'secret', params: spec, answer }: RouteDefinition<S>): Route {
  return {
    method,
    path,
    access,
    run: (unit, { form, id, access: given }) => {
      const { general, own } = separated(form);
      const { expand: paths = [] } = readParams(general, { ...expandable, ...fromBrowsers });
      return expand(unit, answer(unit, { params: readParams(own, spec), id, access: given }), paths);
    },
  };
}

function separated(form: FormMap): { general: FormMap; own: FormMap } {
  const isGeneral = (name: string): boolean => name === 'expand' || name === 'key';
  return {
    general: new Map([...form].filter(([name]) => isGeneral(name))),
    own: new Map([...form].filter(([name]) => !isGeneral(name))),
  };
}

/** The route of a request, and the id in its path. */
export function findRoute(routes: readonly Route[], method: string, path: string): { route: Route; id: string } | undefined {
  for (const candidate of routes) {
    if (candidate.method !== method) continue;
    const [before = '', after] = candidate.path.split(':id');
    if (after === undefined) {
      if (path === candidate.path) return { route: candidate, id: '' };
      continue;
    }
    if (!path.startsWith(before) || !path.endsWith(after) || path.length <= before.length + after.length) continue;
    const id = path.slice(before.length, path.length - after.length);
    if (/^[\w-]+$/.test(id)) return { route: candidate, id };
  }
  return undefined;
}
