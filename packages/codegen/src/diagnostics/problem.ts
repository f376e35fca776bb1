import type { Origin } from '../ir/origin.ts';
import type { DiagnosticCode } from './codes.ts';

export type { Severity } from './codes.ts';

/** Something wrong in the specs: what and where. Its severity follows from its code (and the profile). */
export interface Problem {
  readonly code: DiagnosticCode;
  /** One sentence without a final stop; names what was found and what is expected. */
  readonly message: string;
  readonly origin: Origin;
  /** The offsets of the place in the file's text, where it is no value: in a file that does not parse. */
  readonly range?: TextRange;
}

/** From the first offset up to, but not with, the second; both count UTF-16 units. */
export type TextRange = readonly [start: number, end: number];
