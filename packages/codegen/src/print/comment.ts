/**
 * A TSDoc comment of some lines of text; empty text gives an empty string, otherwise it ends with a newline. Long lines
 * are wrapped where that changes nothing in Markdown.
 */
export function docComment(text: string | undefined): string {
  const lines = (text ?? '')
    .replaceAll('*/', '*\\/')
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .flatMap((line) => wrap(line.trimEnd()));
  while (lines.length > 0 && lines[0] === '') lines.shift();
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  if (lines.length === 0) return '';
  // On one line TypeScript would take `@ts-expect-error` for an order.
  if (lines.length === 1 && !/^\s*@ts-/.test(lines[0] ?? '')) return `/** ${lines[0] ?? ''} */\n`;
  return `/**\n${lines.map((line) => (line === '' ? ' *' : ` * ${line}`)).join('\n')}\n */\n`;
}

const lineWidth = 110;

/** Breaks a line at spaces; headings, table rows and what is indented (code, nested lists) stay as they are. */
function wrap(line: string): string[] {
  if (line.length <= lineWidth || /^(?:\s|\||#|```|~~~)/.test(line)) return [line];
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    // A line that starts like a list, a heading or a quotation would become one.
    if (longer.length > lineWidth && current !== '' && /^[\p{L}\p{N}\p{Ps}"'`]/u.test(word) && !/^\d+[.)]/.test(word)) {
      lines.push(current);
      current = word;
    } else {
      current = longer;
    }
  }
  return [...lines, current];
}
