import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolved, XmlBytes } from './xml-bytes.ts';
import { XmlText } from './xml-text.ts';

/** What is told of a document that comes in pieces of the given sizes. */
function told(document: string, sizes: readonly number[]): string[] {
  const events: string[] = [];
  const xml = new XmlBytes({
    open(name, tag) {
      const value = tag.has('r') ? resolved(tag.bytes.toString('utf8', tag.start, tag.end)) : '-';
      events.push(`<${name} ${value}`);
    },
    close: (name) => void events.push(`/${name}`),
    text(bytes, from, to, isPlain) {
      const text = bytes.toString('utf8', from, to);
      events.push(isPlain ? text : resolved(text));
    },
  });
  const bytes = Buffer.from(document);
  let at = 0;
  for (const size of sizes) {
    xml.write(Buffer.from(bytes.subarray(at, at + size)));
    at += size;
  }
  xml.write(Buffer.from(bytes.subarray(at)));
  xml.finish();
  return events;
}

const document = `\ufeff<?xml version="1.0"?><!-- <c> --><x:row a='1>2' xr="no" r = "B&amp;3"><c r='7'/><v>甲&lt;乙\r\n&#x4e2d;&#20013;</v><t><![CDATA[<&>]]></t></x:row>\n`;

describe('XML read as bytes', () => {
  it('is told the same however it is cut into pieces', () => {
    const expected = ['<row B&3', '<c 7', '/c', '<v -', '甲<乙\n中中', '/v', '<t -', '<&>', '/t', '/row'];
    expect(told(document, [])).toEqual(expected);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 30 }), (sizes) => {
        expect(told(document, sizes)).toEqual(expected);
      }),
    );
  });

  it('is refused when it does not close in order, ends early, or says what entities are', () => {
    const damaged = [
      '<a><b></a></b>',
      '<a>',
      '</a>',
      '<a><b',
      '',
      'text',
      '<!DOCTYPE a><a/>',
      '<a>&unknown;</a>',
      '<a>&constructor;</a>',
      '<a <b/>',
    ];
    for (const one of damaged)
      expect(() => told(one, []), one).toThrow(expect.objectContaining({ code: 'import/damaged-file' }));
  });

  it('gives the text of a cell, of several runs too, without readings', () => {
    const text = new XmlText();
    const xml = new XmlBytes({
      open: (name) => text.open(name),
      close: (name) => text.close(name),
      text: (bytes, from, to, isPlain) => text.add(bytes, { from, to, isPlain }),
    });
    xml.write(
      Buffer.from('<si><r><t>东</t></r><rPh><t>ひがし</t></rPh><r><t xml:space="preserve"> &amp;京</t></r></si>'),
    );
    expect(text.string()).toBe('东 &京');
  });
});
