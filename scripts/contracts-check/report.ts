import type { LocatedFinding, Verdict } from '@kada-mandiya/codegen';

type Place = NonNullable<LocatedFinding['before']>;

const verdicts = ['breaking', 'dangerous', 'safe'] as const satisfies readonly Verdict[];

/** `specs/asyncapi/order.created.yaml:168:11`. */
export function placeText({ file, line, column }: Place): string {
  return `${file}:${String(line)}:${String(column)}`;
}

/** `2 breaking, 1 dangerous, 4 safe`. */
export function countsText(findings: readonly LocatedFinding[]): string {
  return verdicts.map((verdict) => `${String(findings.filter((finding) => finding.verdict === verdict).length)} ${verdict}`).join(', ');
}

/** Who is affected, in one line: `payment-service consumes order.created version 1`. */
function affectedText(findings: readonly LocatedFinding[]): string {
  const parties = findings.flatMap(({ affected }) => affected.map(({ name, role }) => `${name} ${role}`));
  return [...new Set(parties)].join('; ');
}

/** Findings that are one change of the specs seen from several places: a schema that many share. */
function alike(findings: readonly LocatedFinding[]): readonly (readonly [LocatedFinding, ...LocatedFinding[]])[] {
  const groups = new Map<string, [LocatedFinding, ...LocatedFinding[]]>();
  for (const finding of findings) {
    const { verdict, rule, before, after, advice } = finding;
    const key = JSON.stringify([verdict, rule, before, after, advice]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

/** Findings of one change for people, and for editors that follow `file:line:column`. */
function groupText(group: readonly [LocatedFinding, ...LocatedFinding[]]): string {
  const [first, ...others] = group;
  const { verdict, rule, before, after, advice } = first;
  const affected = affectedText(group);
  const lines = [
    `${verdict.padEnd(9)}  ${first.subject}: ${first.message}  [${rule}]`,
    ...others.map(({ subject, message }) => `  also      ${subject}: ${message}`),
    ...(before === undefined ? [] : [`  was       ${placeText(before)}`]),
    ...(after === undefined ? [] : [`  is        ${placeText(after)}`]),
    ...(affected === '' ? [] : [`  affected  ${affected}`]),
    ...(advice === undefined ? [] : [`  to do     ${advice}`]),
  ];
  return lines.join('\n');
}

/** One finding for people. */
export function findingText(finding: LocatedFinding): string {
  return groupText([finding]);
}

/** Findings for people: the safe ones as one line each, with their places only if all is asked for. */
export function findingsText(findings: readonly LocatedFinding[], { all }: { readonly all: boolean }): string {
  const isShort = ({ verdict }: LocatedFinding): boolean => verdict === 'safe' && !all;
  const short = findings.filter(isShort).map(({ subject, message, rule }) => `safe       ${subject}: ${message}  [${rule}]`);
  return [...alike(findings.filter((finding) => !isShort(finding))).map(groupText), ...short].join('\n');
}

/** Findings as a comment on a pull request: a table of what needs a look, and the rest folded away. */
export function findingsMarkdown(findings: readonly LocatedFinding[], { against }: { readonly against: string }): string {
  const [first] = findings;
  const title = first === undefined ? 'no change' : countsText(findings);
  const urgent = findings.filter(({ verdict }) => verdict !== 'safe');
  const safe = findings.filter(({ verdict }) => verdict === 'safe');
  const table = urgent.length === 0 ? [] : ['', '| verdict | what | where | affected | to do |', '|---|---|---|---|---|', ...alike(urgent).map(row)];
  const rest = safe.length === 0 ? [] : ['', `<details><summary>${String(safe.length)} safe</summary>`, '', ...safe.map(item), '', '</details>'];
  return [`### Contracts: ${title}`, '', `Compared with ${against}.`, ...table, ...rest].join('\n');
}

function row(group: readonly [LocatedFinding, ...LocatedFinding[]]): string {
  const [{ verdict, rule, before, after, advice = '' }] = group;
  const places = [before, after].filter((place) => place !== undefined).map((place) => `\`${placeText(place)}\``);
  const what = group.map(({ subject, message }) => cell(`${subject}: ${message}`)).join('<br>');
  const cells = [verdict === 'breaking' ? '**breaking**' : verdict, `${what} (\`${rule}\`)`, [...new Set(places)].join(' → '), cell(affectedText(group)), cell(advice)];
  return `| ${cells.join(' | ')} |`;
}

function item({ subject, message, after, before, rule }: LocatedFinding): string {
  const place = after ?? before;
  return `- ${cell(`${subject}: ${message} (\`${rule}\`)`)}${place === undefined ? '' : ` \`${placeText(place)}\``}`;
}

/** What would end a cell or start markup is shown as it is. */
function cell(text: string): string {
  return text.replaceAll('\n', ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
