import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'templates');

/** Texts by their names in the templates: `{{thing}}`. */
export type Values = Readonly<Record<string, string>>;

/** The files of a template's folder, filled in, by paths in that folder without `.tpl`. */
export function filledFolder(name: string, values: Values): ReadonlyMap<string, string> {
  const files = readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tpl')).sort();
  return new Map(files.map((file) => [fill(file.replaceAll('\\', '/').replace(/\.tpl$/, ''), values), filledTemplate(`${name}/${file}`, values)]));
}

/** One template, filled in. */
export function filledTemplate(name: string, values: Values): string {
  return fill(readFileSync(join(folder, name), 'utf8'), values);
}

function fill(text: string, values: Values): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the template has {{${name}}}, which nobody fills in`);
    return value;
  });
}
