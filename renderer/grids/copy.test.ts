import { describe, expect, it } from 'vitest';
import { copiedTable } from './copy.ts';

const cell = (text: string, more = {}) => ({ text, isHead: false, isBold: false, fill: null, ink: null, ...more });

describe('copied table', () => {
  it('is lines of tabs and a table; nothing in it runs', () => {
    const { text, html } = copiedTable([
      [cell('a\tb', { isHead: true }), cell('-5')],
      [cell('=1+1'), cell('<b>"x"', { fill: '#ffeeee' })],
    ]);
    expect(text).toBe('"a\tb"\t-5\r\n\'=1+1\t"<b>""x"""');
    expect(html).toContain('<th>a\tb</th><td>-5</td>');
    expect(html).toContain('<td style="background:#ffeeee">&lt;b&gt;&quot;x&quot;</td>');
  });
});
