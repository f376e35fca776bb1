/** A content coding (RFC 9110, section 8.4.1) in which files may lie beside their originals, and what their names end in. */
export const extensions = { br: '.br', gzip: '.gz' } as const;

export type ContentCoding = keyof typeof extensions;

const preferred: readonly ContentCoding[] = ['br', 'gzip'];

/**
 * The codings that a client takes, by its `Accept-Encoding`: those of the greatest weight first, of equal ones the shorter. None
 * where it says nothing: then it may be one that takes none (RFC 9110, section 12.5.3).
 */
export function acceptedCodings(acceptEncoding: string | undefined): readonly ContentCoding[] {
  const weights = new Map((acceptEncoding ?? '').split(',').flatMap(weightOf));
  const weight = (coding: ContentCoding): number => weights.get(coding) ?? weights.get('*') ?? 0;
  return preferred.filter((coding) => weight(coding) > 0).sort((left, right) => weight(right) - weight(left));
}

/** `gzip;q=0.5`: its weight, from 0 to 1. Nothing where it cannot be read. */
function weightOf(entry: string): readonly (readonly [string, number])[] {
  const [, coding, weight = '1'] = /^\s*([\w*-]+)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/i.exec(entry) ?? [];
  return coding === undefined ? [] : [[coding.toLowerCase(), Number(weight)]];
}
