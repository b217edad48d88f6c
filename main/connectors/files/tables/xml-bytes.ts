import { AppError } from '../../../../contract/errors.ts';

const lessThan = 60;
const greaterThan = 62;
const slash = 47;
const exclamation = 33;
const question = 63;
const colon = 58;
const equals = 61;
const doubleQuote = 34;
const singleQuote = 39;
const ampersand = 38;
const carriageReturn = 13;
const space = 32;

/** What is told of a document as it is read. Names come without their prefix: some programs write `x:row`. */
export interface XmlBytesHandlers {
  /** `tag` may be asked until the call returns. */
  open(name: string, tag: XmlTag): void;
  close(name: string): void;
  /** Text, maybe one of several pieces; `isPlain`: there is nothing to be resolved in it. */
  text(bytes: Buffer, from: number, to: number, isPlain: boolean): void;
}

/** Attributes of the element that opens. */
export interface XmlTag {
  readonly bytes: Buffer;
  /** Whether there is such an attribute; its value then stands from `start` to `end`, as written. */
  has(attribute: string): boolean;
  readonly start: number;
  readonly end: number;
}

/** More than this cannot be one tag or text of a sheet: a cell holds 32,767 characters. */
const maxPieceBytes = 16 * 2 ** 20;

/**
 * Reads large XML (UTF-8) piece by piece without making objects of its elements: sheets have tens of millions. It
 * refuses documents whose elements do not close in order, and those with a document type: entities are never fetched.
 */
export class XmlBytes implements XmlTag {
  readonly #handlers: XmlBytesHandlers;
  readonly #names = new Map<number, string>();
  readonly #open: string[] = [];
  #rest: Buffer = Buffer.alloc(0);
  #isSeen = false;
  bytes: Buffer = this.#rest;
  start = 0;
  end = 0;
  #from = 0;
  #to = 0;

  constructor(handlers: XmlBytesHandlers) {
    this.#handlers = handlers;
  }

  /** @throws import/damaged-file */
  write(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (at < bytes.length) {
      const done = bytes[at] === lessThan ? this.#markup(bytes, at) : this.#text(bytes, at);
      if (done < 0) break;
      at = done;
    }
    if (bytes.length - at > maxPieceBytes) throw damagedXml();
    // A copy: what was read already need not be kept for it.
    this.#rest = at < bytes.length ? Buffer.from(bytes.subarray(at)) : Buffer.alloc(0);
  }

  /** @throws import/damaged-file when the document is not whole */
  finish(): void {
    const isBlank = this.#rest.toString('latin1').trim() === '';
    if (!this.#isSeen || this.#open.length > 0 || !isBlank) throw damagedXml();
  }

  #text(bytes: Buffer, at: number): number {
    const end = bytes.indexOf(lessThan, at);
    if (end < 0) return -1;
    if (this.#open.length > 0) {
      let isPlain = true;
      for (let next = at; next < end; next += 1) {
        const code = bytes[next];
        if (code === ampersand || code === carriageReturn) isPlain = false;
      }
      this.#handlers.text(bytes, at, end, isPlain);
    }
    return end;
  }

  /** Result: where it ends; −1 = not yet here. */
  #markup(bytes: Buffer, at: number): number {
    const next = bytes[at + 1];
    if (next === undefined) return -1;
    if (next === question) return endOf(bytes, at, '?>');
    if (next === exclamation) return this.#declaration(bytes, at);
    const end = tagEnd(bytes, at + 1);
    if (end < 0) return -1;
    if (next === slash) {
      const name = this.#name(bytes, at + 2, end);
      if (this.#open.pop() !== name) throw damagedXml();
      this.#handlers.close(name);
      return end + 1;
    }
    const isEmpty = bytes[end - 1] === slash;
    const name = this.#name(bytes, at + 1, end);
    if (name === '') throw damagedXml();
    this.#isSeen = true;
    this.bytes = bytes;
    this.#from = at + 1;
    this.#to = isEmpty ? end - 1 : end;
    this.#handlers.open(name, this);
    if (isEmpty) this.#handlers.close(name);
    else this.#open.push(name);
    return end + 1;
  }

  #declaration(bytes: Buffer, at: number): number {
    const start = bytes.toString('latin1', at, at + 9);
    if (start.startsWith('<!--')) return endOf(bytes, at + 4, '-->');
    if (start === '<![CDATA[') {
      const end = endOf(bytes, at + 9, ']]>');
      if (end > 0) this.#handlers.text(bytes, at + 9, end - 3, true);
      return end;
    }
    if ('<![CDATA['.startsWith(start) || '<!--'.startsWith(start)) return -1;
    throw damagedXml();
  }

  /** Names repeat: each is made a text once. */
  #name(bytes: Buffer, from: number, end: number): string {
    let start = from;
    let hash = 0;
    let at = from;
    for (; at < end; at += 1) {
      const code = bytes[at] as number;
      if (code <= space || code === slash) break;
      if (code === colon) {
        start = at + 1;
        hash = 0;
      } else hash = (Math.imul(hash, 131) + code) | 0;
    }
    const known = this.#names.get(hash);
    if (known !== undefined && isSame(bytes, { start, end: at }, known)) return known;
    const name = bytes.toString('utf8', start, at);
    if (known === undefined && this.#names.size < 1000) this.#names.set(hash, name);
    return name;
  }

  has(attribute: string): boolean {
    const { bytes } = this;
    for (let at = this.#from; at < this.#to; at += 1) {
      const code = bytes[at];
      if (code !== equals) continue;
      let start = at + 1;
      while ((bytes[start] as number) <= space) start += 1;
      const end = bytes.indexOf(bytes[start] as number, start + 1);
      if (this.#isNamed(attribute, at)) {
        this.start = start + 1;
        this.end = end;
        return true;
      }
      at = end;
    }
    return false;
  }

  /** Whether an attribute's name stands before its `=`. */
  #isNamed(wanted: string, equal: number): boolean {
    let end = equal;
    while ((this.bytes[end - 1] as number) <= space) end -= 1;
    const start = end - wanted.length;
    if (start <= this.#from || (this.bytes[start - 1] as number) > space) return false;
    return isSame(this.bytes, { start, end }, wanted);
  }
}

/** Whether bytes are a text of ASCII. */
export function isSame(bytes: Buffer, { start, end }: { start: number; end: number }, text: string): boolean {
  if (end - start !== text.length) return false;
  for (let at = 0; at < text.length; at += 1) if (bytes[start + at] !== text.charCodeAt(at)) return false;
  return true;
}

/** A tag's `>`: one inside an attribute's value is not it. */
function tagEnd(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at += 1) {
    const code = bytes[at] as number;
    if (code === greaterThan) return at;
    if (code === lessThan) throw damagedXml();
    if (code === doubleQuote || code === singleQuote) {
      at = bytes.indexOf(code, at + 1);
      if (at < 0) return -1;
    }
  }
  return -1;
}

function endOf(bytes: Buffer, from: number, mark: string): number {
  const at = bytes.indexOf(mark, from, 'latin1');
  return at < 0 ? -1 : at + mark.length;
}

const named = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Text with its references resolved and its line ends as XML has them. @throws import/damaged-file */
export function resolved(text: string): string {
  if (!text.includes('&') && !text.includes('\r')) return text;
  return text.replace(/\r\n?/g, '\n').replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w*));?/gi, (whole, hex, decimal, name) => {
    const code = hex !== undefined ? Number.parseInt(hex, 16) : decimal !== undefined ? Number(decimal) : -1;
    const found = code >= 0 ? (code <= 0x10ffff ? String.fromCodePoint(code) : undefined) : named.get(name);
    if (found === undefined || !whole.endsWith(';')) throw damagedXml();
    return found;
  });
}

const damagedXml = (): AppError => new AppError('import/damaged-file', { params: { kind: 'xlsx' } });
