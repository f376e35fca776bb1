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
export function affectedText({ affected }: LocatedFinding): string {
  return affected.map(({ name, role }) => `${name} ${role}`).join('; ');
}

/** A finding for people, and for editors that follow `file:line:column`. */
export function findingText(finding: LocatedFinding): string {
  const { verdict, rule, subject, message, before, after, advice } = finding;
  const lines = [
    `${verdict.padEnd(9)}  ${subject}: ${message}  [${rule}]`,
    ...(before === undefined ? [] : [`  was       ${placeText(before)}`]),
    ...(after === undefined ? [] : [`  is        ${placeText(after)}`]),
    ...(finding.affected.length === 0 ? [] : [`  affected  ${affectedText(finding)}`]),
    ...(advice === undefined ? [] : [`  to do     ${advice}`]),
  ];
  return lines.join('\n');
}

/** Findings for people: the safe ones as one line each, with their places only if all is asked for. */
export function findingsText(findings: readonly LocatedFinding[], { all }: { readonly all: boolean }): string {
  const texts = findings.map((finding) => (finding.verdict === 'safe' && !all ? `safe       ${finding.subject}: ${finding.message}  [${finding.rule}]` : findingText(finding)));
  return texts.join('\n');
}

/** Findings as a comment on a pull request: a table of what needs a look, and the rest folded away. */
export function findingsMarkdown(findings: readonly LocatedFinding[], { against }: { readonly against: string }): string {
  const [first] = findings;
  const title = first === undefined ? 'no change' : countsText(findings);
  const urgent = findings.filter(({ verdict }) => verdict !== 'safe');
  const safe = findings.filter(({ verdict }) => verdict === 'safe');
  const table = urgent.length === 0 ? [] : ['', '| verdict | what | where | affected | to do |', '|---|---|---|---|---|', ...urgent.map(row)];
  const rest = safe.length === 0 ? [] : ['', `<details><summary>${String(safe.length)} safe</summary>`, '', ...safe.map(item), '', '</details>'];
  return [`### Contracts: ${title}`, '', `Compared with ${against}.`, ...table, ...rest].join('\n');
}

function row(finding: LocatedFinding): string {
  const { verdict, subject, message, rule, before, after, advice = '' } = finding;
  const places = [before, after].filter((place) => place !== undefined).map((place) => `\`${placeText(place)}\``);
  const cells = [verdict === 'breaking' ? '**breaking**' : verdict, `${subject}: ${message} (\`${rule}\`)`, places.join(' → '), affectedText(finding), advice];
  return `| ${cells.map(cell).join(' | ')} |`;
}

function item({ subject, message, after, before, rule }: LocatedFinding): string {
  const place = after ?? before;
  return `- ${cell(`${subject}: ${message} (\`${rule}\`)`)}${place === undefined ? '' : ` \`${placeText(place)}\``}`;
}

/** What would end a cell or start markup is shown as it is. */
function cell(text: string): string {
  return text.replaceAll('\n', ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
