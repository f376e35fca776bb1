import type { Problem } from '../diagnostics/problem.ts';
import type { SpecFiles } from '../input/documents.ts';
import type { Settings } from '../ir/contract.ts';
import { check } from './grammar/walk.ts';
import { matching, object, oneOf } from './grammar/rule.ts';
import { childOf, type Node } from './node.ts';

const grammar = object('the configuration', {
  profile: oneOf('none', 'kada-mandiya'),
  scope: matching(/^@[a-z0-9~-][a-z0-9._~-]*$/, 'an npm scope, such as @acme'),
});

/** The settings in `kada-codegen.yaml`; without the file, or for what is wrong in it, those of no profile. */
export function readSettings(files: SpecFiles): { settings: Settings; problems: readonly Problem[] } {
  const file = [...files.values()].find(({ kind }) => kind === 'settings');
  if (file?.value === undefined || file.value === null) return { settings: { profile: 'none' }, problems: [] };
  const problems: Problem[] = [];
  const root: Node = { file: file.file, path: [], value: file.value };
  check({ files, problems, onSchema: () => undefined, besideReference: [], seen: new Map() }, grammar, root);
  const scope = childOf(root, 'scope')?.value;
  const profile = childOf(root, 'profile')?.value === 'kada-mandiya' ? 'kada-mandiya' : 'none';
  return { settings: { profile, ...(typeof scope === 'string' ? { scope } : {}) }, problems: problems.map(asSetting) };
}

/** An unknown field is no mere warning here: the profile that was meant would silently not hold. */
function asSetting(problem: Problem): Problem {
  return problem.code === 'UNKNOWN_FIELD' ? { ...problem, code: 'UNKNOWN_SETTING' } : problem;
}
