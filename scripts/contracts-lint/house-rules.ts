import spectralCore from '@stoplight/spectral-core';
import spectralFunctions from '@stoplight/spectral-functions';
import spectralResolver from '@stoplight/spectral-ref-resolver';
import { parse } from 'yaml';
import { z } from 'zod';
import { placeIn } from '../../packages/codegen/src/diagnostics/diagnose.ts';
import type { LoadedDocuments } from '../../packages/codegen/src/input/documents.ts';
import type { Finding } from './finding.ts';

const Then = z.looseObject({ function: z.string(), field: z.string().optional() });
const RulesFile = z.object({ rules: z.record(z.string(), z.looseObject({ then: Then })) });

const functions: Readonly<Record<string, unknown>> = { ...spectralFunctions };

/** Lints all files of a specs folder by a ruleset of Spectral's, and places what it finds as the generator does. */
export type HouseRules = (documents: LoadedDocuments) => Promise<readonly Finding[]>;

/**
 * House rules from the text of a `.spectral.yaml` that uses Spectral's own functions.
 *
 * @throws Error where it names a function that there is not
 */
export function houseRules(text: string): HouseRules {
  const { rules } = RulesFile.parse(parse(text));
  const aboutKeys = new Set(Object.entries(rules).flatMap(([name, { then }]) => (then.field === '@key' ? [name] : [])));
  const ruleset = new spectralCore.Ruleset({ rules: Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, { ...rule, then: { ...rule.then, function: functionOf(rule.then.function, name) } }])) });
  // Every file is looked at by itself, so references stay.
  const spectral = new spectralCore.Spectral({ resolver: new spectralResolver.Resolver({ dereferenceInline: false, dereferenceRemote: false }) });
  spectral.setRuleset(ruleset);
  return async (documents) => {
    const findings: Finding[] = [];
    for (const { file, value, kind } of documents.files.values()) {
      if (kind === 'settings' || typeof value !== 'object' || value === null) continue;
      for (const { code, message, path } of outermost(await spectral.run(JSON.stringify(value)))) {
        const rule = String(code);
        findings.push({ ...placeIn(documents, { file, path, ...(aboutKeys.has(rule) ? { at: 'key' as const } : {}) }), rule, message });
      }
    }
    return findings;
  };
}

interface Found {
  readonly code: string | number;
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Where a value is none of several, each of them complains, further in: the value itself is what is wrong. */
function outermost(all: readonly Found[]): readonly (Found & { readonly path: (string | number)[] })[] {
  const isWithin = (inner: Found, outer: Found): boolean => inner.code === outer.code && inner.path.length > outer.path.length && outer.path.every((step, index) => step === inner.path[index]);
  return all.filter((inner) => !all.some((outer) => isWithin(inner, outer))).map((found) => ({ ...found, path: [...found.path] }));
}

function functionOf(name: string, rule: string): unknown {
  const found = functions[name];
  if (found === undefined) throw new Error(`.spectral.yaml: ${rule} names the function ${name}, which Spectral does not have`);
  return found;
}
