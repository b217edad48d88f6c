import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import type { Archive } from './archive.ts';
import { damaged } from './archive.ts';
import { type NumberStyle, styleOf } from './cell-text.ts';
import { SharedStrings } from './shared-strings.ts';
import type { CellRange } from './table-file.ts';
import { XmlBytes } from './xml-bytes.ts';
import { XmlText } from './xml-text.ts';

interface XmlHandlers {
  open(name: string, attributes: Record<string, string>): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** A parser that names elements without their prefix: some programs write `x:row`. Entities are never fetched. */
function xmlParser(handlers: XmlHandlers): SaxesParser {
  const parser = new SaxesParser({ xmlns: false, fragment: false, position: false });
  const local = (name: string) => name.slice(name.indexOf(':') + 1);
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag: SaxesTagPlain) => handlers.open(local(tag.name), tag.attributes));
  const { close, text } = handlers;
  if (close) parser.on('closetag', (tag) => close(local(tag.name)));
  if (text) {
    parser.on('text', text);
    parser.on('cdata', text);
  }
  return parser;
}

/** Feeds a stream to a parser, giving the caller its turn after every piece. */
async function* parsed(stream: Readable, parser: SaxesParser, part: string): AsyncGenerator<number> {
  const decoder = new StringDecoder('utf8');
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      parser.write(decoder.write(chunk));
      yield chunk.length;
    }
    parser.close();
  } catch (error) {
    throw damaged(error, part);
  } finally {
    stream.destroy();
  }
}

async function parseAll(archive: Archive, part: string, handlers: XmlHandlers): Promise<void> {
  const parser = xmlParser(handlers);
  for await (const _ of parsed(await archive.stream(part), parser, part));
}

export interface Sheet {
  name: string;
  part: string;
  isHidden: boolean;
}

export interface WorkbookParts {
  sheets: Sheet[];
  is1904: boolean;
  /** Style number of a cell → how its number is meant. */
  styles: NumberStyle[];
  stringsPart: string | null;
  hasMacros: boolean;
}

/** What the workbook says of itself: sheets in order, calendar, number formats. */
export async function readParts(archive: Archive): Promise<WorkbookParts> {
  const targets = new Map<string, { type: string; part: string }>();
  await parseAll(archive, 'xl/_rels/workbook.xml.rels', {
    open(name, { Id = '', Target = '', Type = '' }) {
      if (name !== 'Relationship') return;
      const part = Target.startsWith('/') ? Target.slice(1) : `xl/${Target.replace(/^\.\//, '')}`;
      targets.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), part });
    },
  });
  const found: WorkbookParts = { sheets: [], is1904: false, styles: [], stringsPart: null, hasMacros: false };
  await parseAll(archive, 'xl/workbook.xml', {
    open(name, attributes) {
      if (name === 'workbookPr') found.is1904 = /^(1|true|on)$/.test(attributes.date1904 ?? '');
      if (name !== 'sheet') return;
      const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
      const target = targets.get(id);
      if (target?.type !== 'worksheet') return;
      const isHidden = (attributes.state ?? 'visible') !== 'visible';
      found.sheets.push({ name: attributes.name ?? id, part: target.part, isHidden });
    },
  });
  const partOf = (type: string) => [...targets.values()].find((target) => target.type === type)?.part ?? null;
  const strings = partOf('sharedStrings');
  found.stringsPart = strings !== null && archive.has(strings) ? strings : null;
  found.hasMacros = archive.has('xl/vbaProject.bin');
  const styles = partOf('styles');
  if (styles !== null && archive.has(styles)) found.styles = await readStyles(archive, styles);
  return found;
}

async function readStyles(archive: Archive, part: string): Promise<NumberStyle[]> {
  const codes = new Map<number, string>();
  const formats: number[] = [];
  let isInCells = false;
  await parseAll(archive, part, {
    open(name, { numFmtId = '0', formatCode = '' }) {
      if (name === 'numFmt') codes.set(Number(numFmtId), formatCode);
      if (name === 'cellXfs') isInCells = true;
      if (name === 'xf' && isInCells) formats.push(Number(numFmtId));
    },
    close(name) {
      if (name === 'cellXfs') isInCells = false;
    },
  });
  return formats.map((id) => styleOf(id, codes.get(id) ?? null));
}

/** Reads a large part, giving the caller its turn after every piece. */
export async function* scanned(archive: Archive, part: string, xml: XmlBytes): AsyncGenerator<number> {
  const stream = await archive.stream(part);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      xml.write(chunk);
      yield chunk.length;
    }
    xml.finish();
  } catch (error) {
    throw damaged(error, part);
  } finally {
    stream.destroy();
  }
}

/** All shared texts; readings of Chinese and Japanese characters (`rPh`) are no part of a text. */
export async function readSharedStrings(
  archive: Archive,
  part: string | null,
  scratchDir: string,
): Promise<SharedStrings> {
  const strings = new SharedStrings(scratchDir);
  if (part !== null) {
    const text = new XmlText();
    const xml = new XmlBytes({
      open(name) {
        if (name === 'si') text.clear();
        text.open(name);
      },
      close(name) {
        if (name === 'si') {
          if (text.bytes) strings.addBytes(text.bytes, text.from, text.to);
          else strings.add(text.string());
        }
        text.close(name);
      },
      text: (bytes, from, to, isPlain) => text.add(bytes, { from, to, isPlain }),
    });
    for await (const _ of scanned(archive, part, xml));
  }
  strings.seal();
  return strings;
}

/** `B3` as zero-based column and row; column −1 when it is none. */
export function cellAddress(reference: string): { column: number; row: number } {
  let column = 0;
  let at = 0;
  for (; at < reference.length; at += 1) {
    const code = reference.charCodeAt(at) & 0xdf;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  const row = Number(reference.slice(at));
  return { column: column - 1, row: Number.isInteger(row) ? row - 1 : -1 };
}

/** `A1:C1` */
export function cellRange(reference: string): CellRange | null {
  const [from = '', to = from] = reference.split(':');
  const start = cellAddress(from);
  const end = cellAddress(to);
  if (start.column < 0 || end.column < start.column || end.row < start.row) return null;
  return { top: start.row, left: start.column, bottom: end.row, right: end.column };
}
