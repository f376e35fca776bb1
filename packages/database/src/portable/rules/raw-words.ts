/** Text between quotes and in comments says nothing. Raw SQL comes in fragments, between which values stand. */
const silent = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g;

/** What raw SQL must not hold, since SQL Server refuses it, and what to use instead. */
const words: readonly (readonly [RegExp, string])[] = [
  [/\blimit\b/i, 'limit: use page(query, …) or top(n)'],
  [/\breturning\b/i, 'returning: use output'],
  [/\bon\s+conflict\b/i, 'on conflict: insert and catch unique-violation in a savepoint'],
  [/\b(?:insert\s+or|replace\s+into)\b/i, 'insert or replace: use insertOrUpdate'],
  [/\bfor\s+(?:update|share)\b|\bskip\s+locked\b/i, 'for update, skip locked'],
  [/\b(?:ilike|glob|regexp|match)\b/i, 'ilike, glob, regexp, match: use like'],
  [/\|\|/, '||: use concat(…)'],
  [/::/, ':: use cast(… as …)'],
  [/==/, '==: use ='],
  [/->/, 'reading inside JSON by ->'],
  [/`/, 'names in backticks: use sql.ref or sql.id'],
  [/\bnulls\s+(?:first|last)\b/i, 'nulls first or last'],
  [/\bdistinct\s+on\b/i, 'distinct on'],
  [/\bif\s+not\s+exists\b/i, 'if not exists: migrations run once'],
  [/\b(?:autoincrement|without\s+rowid|rowid|pragma)\b/i, 'SQLite’s own words'],
  [/\b(?:true|false)\b/i, 'true or false as a literal: give it as a value'],
  [/\b(?:current_timestamp|current_date|current_time|now|datetime|strftime|julianday|unixepoch)\b/i, 'the server’s clock: give the time as a value'],
  [/\b(?:ifnull|length|substr|instr|random|printf|group_concat|json_extract|json_each|typeof|hex)\s*\(/i, 'a function that SQL Server has not'],
  [/\bis\s+(?:not\s+)?(?:distinct\s+from|true|false)\b/i, 'is with something else than null'],
  [/\brecursive\b/i, 'with recursive: with is enough'],
  [/\bavg\s*\(/i, 'avg, which cuts averages of whole numbers on SQL Server'],
  [/;\s*\S/, 'several statements in one'],
];

/** What is not portable in raw SQL. It looks at words, so it finds the common cases, not all. */
export function rawProblem(fragments: readonly string[]): string | undefined {
  const text = fragments.join(' ? ').replace(silent, ' ');
  const found = words.filter(([pattern]) => pattern.test(text)).map(([, problem]) => problem);
  return found.length === 0 ? undefined : `in raw SQL: ${found.join(', ')}`;
}
