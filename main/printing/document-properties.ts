export interface DocumentProperties {
  title: string;
  author: string;
  createdAtMs: number;
}

/**
 * Gives a PDF its title and author. Chromium writes only a title and its own name, so the document gets an update at
 * its end, as PDF allows: a new information dictionary and a trailer that names it. Nothing before it changes.
 *
 * @returns the same bytes when the document's trailer cannot be read
 */
export function withProperties(pdf: Uint8Array, { title, author, createdAtMs }: DocumentProperties): Uint8Array {
  const tail = Buffer.from(pdf.subarray(Math.max(0, pdf.length - 4096))).toString('latin1');
  const trailer = /trailer\s*<<([\s\S]*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*$/.exec(tail);
  const size = Number(/\/Size\s+(\d+)/.exec(trailer?.[1] ?? '')?.[1]);
  const root = /\/Root\s+\d+\s+\d+\s+R/.exec(trailer?.[1] ?? '')?.[0];
  if (!trailer || !Number.isInteger(size) || root === undefined) return pdf;
  const date = `(D:${new Date(createdAtMs).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z)`;
  const info =
    `${size} 0 obj\n<</Title ${textString(title)}\n/Author ${textString(author)}\n/Creator (Luopan)\n` +
    `/Producer (Luopan)\n/CreationDate ${date}\n/ModDate ${date}>>\nendobj\n`;
  const start = pdf.length + 1;
  const table = start + Buffer.byteLength(info, 'latin1');
  const update =
    `\n${info}xref\n${size} 1\n${String(start).padStart(10, '0')} 00000 n \n` +
    `trailer\n<</Size ${size + 1}\n${root}\n/Info ${size} 0 R\n/Prev ${trailer[2]}>>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.concat([pdf, Buffer.from(update, 'latin1')]);
}

/** UTF-16 with its mark, in hexadecimal: the one writing that every character has. */
function textString(text: string): string {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  return `<${bytes.toString('hex').toUpperCase()}>`;
}
