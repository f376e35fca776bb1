import { describe, expect, test } from '@jest/globals';
import { Html, html, inline, joined, prose } from '../../docs/html.ts';
import { highlight } from '../../docs/pages/highlight.ts';

describe('html', () => {
  test('escapes what stands in it, in content and in attributes', () => {
    const hostile = `<script>alert('1' & "2")</script>`;
    expect(html`<a title="${hostile}">${hostile}</a>`.text).toBe(
      '<a title="&lt;script&gt;alert(&#39;1&#39; &amp; &quot;2&quot;)&lt;/script&gt;">&lt;script&gt;alert(&#39;1&#39; &amp; &quot;2&quot;)&lt;/script&gt;</a>',
    );
  });

  test('prints pieces of HTML as they are, lists one after the other, and nothing for what is absent', () => {
    expect(html`${new Html('<b>1</b>')}${[html`<i>${2}</i>`, ['<', 3]]}${undefined}${false}`.text).toBe('<b>1</b><i>2</i>&lt;3');
  });

  test('does not read backslashes in a template', () => {
    expect(html`${'a\\n'}`.text).toBe('a\\n');
  });

  test('joins pieces', () => {
    expect(joined(['a', html`<b/>`], ', ').text).toBe('a, <b/>');
  });
});

describe('prose', () => {
  test('has paragraphs and code, and no other markup', () => {
    expect(prose('One `a<b>`.\n\n*Two* <i>2</i>').text).toBe('<p>One <code>a&lt;b&gt;</code>.</p><p>*Two* &lt;i&gt;2&lt;/i&gt;</p>');
    expect(prose(undefined).text).toBe('');
    expect(inline('a ` b').text).toBe('a ` b');
  });
});

describe('highlight', () => {
  test.each([
    ['json', '{ "a": "<", "b": -1.5e3, "c": null }', '{ <k "a">: <s "<">, <k "b">: <n -1.5e3>, <k "c">: <w null> }'],
    ['ts', "await f('it\\'s'); // done", "<w await> f(<s 'it\\'s'>); <c // done>"],
    ['yaml', "a: 'b' # c", "<k a>: <s 'b'> <c # c>"],
  ] as const)('tells the parts of %s apart', (language, code, expected) => {
    const marked = highlight(language, code).text.replaceAll(/<span class="t-(\w)\w*">(.*?)<\/span>/g, '<$1 $2>');
    const plain = (text: string): string => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>');
    expect(plain(marked)).toBe(expected);
  });
});
