import fc from 'fast-check';
import { expect, it } from 'vitest';
import { textWithLink } from './bot-text.ts';

const limit = 4096;
const page = 'https://bi.example.com/boards/sales';
const link = (url: string) => ({ url, words: 'Open' });

it('a text that is too long is cut, and the way to the page stays whole', () => {
  const end = `\n\n[Open](${page}?city=%28Bath%29#tile-a-title)`;
  const written = textWithLink('字'.repeat(3000), link(`${page}?city=(Bath)#tile-a-title`), limit);
  expect(written).toMatch(/^字+…\n/);
  expect(written.endsWith(end)).toBe(true);
  expect(Buffer.byteLength(written)).toBeLessThanOrEqual(limit);
  expect(textWithLink('Short', link(`${page}?city=(Bath)#tile-a-title`), limit)).toBe(`Short${end}`);
  expect(textWithLink('Short', null, limit)).toBe('Short');
});

it('a link of 5,000 characters leads to the page without its filters, or is left out', () => {
  const filters = `?city=${'a'.repeat(5000 - page.length - 6)}`;
  const text = 'x'.repeat(5000);
  expect(textWithLink('Short', link(`${page}${filters}`), limit)).toBe(`Short\n\n[Open](${page})`);
  expect(textWithLink('Short', link(`${page}${filters}#tile-a-title`), limit)).toBe(
    `Short\n\n[Open](${page}#tile-a-title)`,
  );
  expect(textWithLink('Short', link(`https://bi.example.com/${'a'.repeat(4977)}`), limit)).toBe('Short');
  expect(textWithLink(text, link(`${page}${filters}`), limit)).toMatch(/^x{3900,}…\n\n\[Open\]/);
});

it('keeps to any limit, with any text and link', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 300 });
  fc.assert(
    fc.property(texts, fc.option(texts), fc.integer({ min: 6, max: 400 }), (text, url, bytes) => {
      const written = textWithLink(text, url === null ? null : link(url), bytes);
      expect(Buffer.byteLength(written)).toBeLessThanOrEqual(bytes);
    }),
  );
});
