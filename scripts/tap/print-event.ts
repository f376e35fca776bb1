import { styleText } from 'node:util';
import type { TappedEvent } from './tapped-event.ts';

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

/** Colours where the output takes them (`NO_COLOR`, `FORCE_COLOR`, a terminal). */
export function painterFor(stream: NodeJS.WriteStream): Paint {
  return (style, text) => styleText(style, text, { stream });
}

interface Printing {
  readonly paint: Paint;
  readonly data: boolean;
  /** The width of the terminal; `undefined` where the output is none. */
  readonly columns?: number | undefined;
}

/** What a line leaves out, one after the other, where the terminal is narrower than this. */
const widths = { event: 151, bytes: 107, wholeCorrelation: 97 };

/** One event as a line of columns, with its faults and, where asked for, its data below. */
export function printEvent(event: TappedEvent, { paint, data, columns = Infinity }: Printing): string {
  const { at, routingKey, envelope, faults, ageMs, bytes, payload } = event;
  const correlation = printable(envelope?.correlationId ?? '');
  const cells = [
    paint('dim', at.toISOString().slice(11, 23)),
    paint('bold', `${printable(routingKey)} v${envelope?.version ?? '?'}`.padEnd(26)),
    faults.length === 0 ? paint('green', 'valid  ') : paint('red', 'INVALID'),
    (ageMs === undefined ? '' : age(ageMs)).padStart(8),
    ...(columns < widths.bytes ? [] : [`${bytes} B`.padStart(8)]),
    paint(hueOf(correlation), columns < widths.wholeCorrelation ? correlation.slice(0, 8) : correlation.padEnd(36)),
    ...(columns < widths.event ? [] : [paint('dim', `event ${printable(envelope?.eventId ?? '?')}`)]),
  ];
  const below = [...faults.map((fault) => paint('red', `             ${printable(fault)}`)), ...(data ? [indented(payload)] : [])];
  return [cells.join('  '), ...below].join('\n');
}

/** What a stranger has sent must not command the terminal. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
}

/** Ages of what is sent at once are milliseconds, of what was replayed days. */
function age(milliseconds: number): string {
  const units: readonly (readonly [string, number])[] = [['d', 86_400_000], ['h', 3_600_000], ['min', 60_000], ['s', 1000]];
  const [unit, size] = units.find(([, from]) => Math.abs(milliseconds) >= from * 2) ?? ['ms', 1];
  return `${Math.round(milliseconds / size)} ${unit}`;
}

const hues = ['cyan', 'magenta', 'yellow', 'blue', 'green', 'cyanBright', 'magentaBright', 'yellowBright', 'blueBright'] as const;

/** The same colour for all that belongs together. */
function hueOf(correlationId: string): Style {
  let sum = 0;
  for (const character of correlationId) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return hues[sum % hues.length] ?? 'cyan';
}

function indented(payload: unknown): string {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload, undefined, 2);
  return text.split('\n').map((line) => `             ${printable(line)}`).join('\n');
}
