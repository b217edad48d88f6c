import { getDocumentProxy, getMeta } from 'unpdf';
import { expect, it } from 'vitest';
import { withProperties } from './document-properties.ts';

/** The smallest document of one empty page, as the specification shows it, with a cross-reference table. */
function smallPdf(): Uint8Array {
  const objects = [
    '<</Type /Catalog /Pages 2 0 R>>',
    '<</Type /Pages /Kids [3 0 R] /Count 1>>',
    '<</Type /Page /Parent 2 0 R /MediaBox [0 0 100 100]>>',
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const place = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const table = text.length;
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 4\n0000000000 65535 f \n${rows}trailer\n<</Size 4\n/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`;
  return new TextEncoder().encode(text);
}

it('title and author in any script come back from the document', async () => {
  const pdf = withProperties(smallPdf(), {
    title: '经营总览 (2026)',
    author: '罗盘 & Söhne 😀',
    createdAtMs: Date.UTC(2026, 2, 4, 5, 6, 7),
  });
  const { info } = await getMeta(await getDocumentProxy(new Uint8Array(pdf)));
  expect(info).toMatchObject({
    Title: '经营总览 (2026)',
    Author: '罗盘 & Söhne 😀',
    CreationDate: 'D:20260304050607Z',
  });
  expect((await getDocumentProxy(new Uint8Array(pdf))).numPages).toBe(1);
});

it('a document it cannot read stays as it is', () => {
  const bytes = new TextEncoder().encode('%PDF-1.7 something else');
  expect(withProperties(bytes, { title: 't', author: 'a', createdAtMs: 0 })).toBe(bytes);
});
