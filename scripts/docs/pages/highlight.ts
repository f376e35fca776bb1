import { html, joined, type Html } from '../html.ts';

export type Language = 'json' | 'ts' | 'yaml';

/** Each alternative is a named group: the class of what it matches. */
const tokens: Readonly<Record<Language, RegExp>> = {
  json: /(?<key>"(?:[^"\\]|\\.)*"(?=\s*:))|(?<string>"(?:[^"\\]|\\.)*")|(?<number>-?\d[\d.eE+-]*)|(?<word>\b(?:true|false|null)\b)/g,
  ts: /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<string>'(?:[^'\\]|\\.)*'|`[^`]*`)|(?<word>\b(?:import|type|from|export|async|function|await|const|return|satisfies|true|false|null)\b)|(?<key>\b[A-Za-z_]\w*(?=:))|(?<number>\b\d[\d_.]*)/g,
  yaml: /(?<comment>#[^\n]*(?=\n|$))|(?<string>'[^']*')|(?<key>[\w.$-]+(?=:))|(?<number>\b\d+\b)/g,
};

/** Code with the classes of its parts. */
export function highlight(language: Language, code: string): Html {
  const parts: (Html | string)[] = [];
  let from = 0;
  for (const match of code.matchAll(tokens[language])) {
    const groups: Readonly<Record<string, string | undefined>> = match.groups ?? {};
    const kind = Object.keys(groups).find((name) => groups[name] !== undefined) ?? 'word';
    parts.push(code.slice(from, match.index), html`<span class="t-${kind}">${match[0]}</span>`);
    from = match.index + match[0].length;
  }
  return joined([...parts, code.slice(from)], '');
}
