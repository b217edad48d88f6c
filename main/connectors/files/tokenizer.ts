import type { Delimiter } from '../../../contract/imports.ts';

/**
 * CSV records from decoded text. RFC 4180 with the tolerance real files need; see docs/adr/0006-csv-tokenizer.md.
 *
 * - [CSV1] A quote opens a quoted field only at the field's start (spaces before it are skipped); elsewhere it is text.
 * - [CSV2] In a quoted field `""` is one quote; delimiters and line ends are text.
 * - [CSV3] After the closing quote only spaces may stand. Anything else on the same line makes the whole field plain
 *   text, quotes included (`"12" monitor`).
 * - [CSV4] The same after a line end inside the quotes shows that the opening quote was a stray one, and so does a
 *   quote that is not closed within `maxRecordChars` or by the end: the lines up to that quote become one reject,
 *   reading goes on with the next line.
 * - [CSV5] Empty lines are no records.
 */
export interface TokenizerOptions {
  delimiter: Delimiter;
  /** `lf` also ends lines at CRLF; a lone CR is then text. `cr` is for old files without any LF. */
  newline: 'lf' | 'cr';
  /** Longest record in characters. */
  maxRecordChars: number;
}

/** Receives records in order; `line` is the physical line (1-based) a record starts on. */
export interface RecordSink {
  record(fields: string[], line: number): void;
  /** Text that cannot be a record because a quote opened on `quoteLine` is never closed. */
  unclosed(text: string, line: number, quoteLine: number): void;
}

export interface Tokenizer {
  /** Takes text of whole lines (the last call may end without one) and hands on every record it completes. */
  push(text: string, isLast: boolean): void;
  /** Gives an open record up, as at the end of the file; used before a line that is skipped. */
  abandonOpen(): void;
  /** Counts lines that were taken outside the tokenizer; none of them inside a record. */
  skipLines(count: number): void;
  /** A record has begun and waits for its end. */
  isOpen(): boolean;
  /** Physical line the next record starts on. */
  line(): number;
}

const quote = 34;
const lf = 10;
const cr = 13;
const space = 32;

/** Where a quoted field ended, or why it did not. */
const notClosed = -1;

export function createTokenizer(options: TokenizerOptions, sink: RecordSink): Tokenizer {
  const delimiter = options.delimiter.charCodeAt(0);
  const newline = options.newline === 'lf' ? lf : cr;
  const newlineText = options.newline === 'lf' ? '\n' : '\r';
  // Characters above this one end nothing, which most characters of a file are.
  const highestSpecial = Math.max(delimiter, quote);
  let open = '';
  let line = 1;
  /** Fields of the record before; the next array is made that long at once. */
  let width = 1;

  const countLines = (text: string, from: number, to: number): number => {
    let count = 0;
    for (let at = text.indexOf(newlineText, from); at >= 0 && at < to; at = text.indexOf(newlineText, at + 1))
      count += 1;
    return count;
  };

  /** Position after the closing quote of a field opened at `at`, or `notClosed`. */
  const closingQuote = (text: string, at: number): number => {
    let position = text.indexOf('"', at + 1);
    while (position >= 0 && text.charCodeAt(position + 1) === quote) position = text.indexOf('"', position + 2);
    return position < 0 ? notClosed : position + 1;
  };

  /** [CSV4] Rejects the lines from the record's start to the end of the line with the stray quote. */
  const rejectLines = (text: string, recordStart: number, quoteAt: number): number => {
    const found = text.indexOf(newlineText, quoteAt);
    const end = found < 0 ? text.length : found;
    const quoteLine = line + countLines(text, recordStart, quoteAt);
    sink.unclosed(text.slice(recordStart, end), line, quoteLine);
    line = quoteLine + 1;
    return end + 1;
  };

  const tokenize = (text: string, isLast: boolean): number => {
    const length = text.length;
    let position = 0;
    records: while (position < length) {
      const recordStart = position;
      let fields: string[] = new Array(width);
      let count = 0;
      let extraLines = 0;
      for (;;) {
        let start = position;
        let code = text.charCodeAt(position);
        while (code === space) code = text.charCodeAt(++position);
        let field: string | null = null;
        if (code === quote) {
          const quoteAt = position;
          const closed = closingQuote(text, quoteAt);
          if (closed === notClosed) {
            if (!isLast && length - recordStart <= options.maxRecordChars) return recordStart;
            position = rejectLines(text, recordStart, quoteAt);
            continue records;
          }
          if (closed === length && !isLast) return recordStart;
          let after = closed;
          while (after < length && text.charCodeAt(after) === space) after += 1;
          if (
            newline === lf &&
            text.charCodeAt(after) === cr &&
            (after + 1 >= length || text.charCodeAt(after + 1) === lf)
          )
            after += 1;
          const end = after >= length ? newline : text.charCodeAt(after);
          const innerLines = text.indexOf(newlineText, quoteAt) < closed ? countLines(text, quoteAt, closed) : 0;
          if (end === delimiter || end === newline) {
            field = text.slice(quoteAt + 1, closed - 1);
            if (field.includes('"')) field = field.replaceAll('""', '"');
            extraLines += innerLines;
            position = after;
            code = end;
          } else if (innerLines > 0) {
            position = rejectLines(text, recordStart, quoteAt);
            continue records;
          } else {
            position = closed;
            code = text.charCodeAt(position);
          }
        }
        if (field === null) {
          while (code > highestSpecial || (code !== delimiter && code !== newline && position < length)) {
            code = text.charCodeAt(++position);
          }
          let end = position;
          if (newline === lf && code !== delimiter && end > start && text.charCodeAt(end - 1) === cr) end -= 1;
          field = text.slice(start, end);
        }
        if (count < width) fields[count] = field;
        else fields.push(field);
        count += 1;
        start = position + 1;
        if (code === delimiter && position < length) {
          position += 1;
          continue;
        }
        break;
      }
      if (count < width) fields = fields.slice(0, count);
      position += 1;
      if (count > 1 || fields[0]?.trim() !== '') {
        sink.record(fields, line);
        width = count;
      }
      line += 1 + extraLines;
    }
    return length;
  };

  return {
    push(text, isLast) {
      const whole = open === '' ? text : open + text;
      const done = tokenize(whole, isLast);
      open = done < whole.length ? whole.slice(done) : '';
    },
    abandonOpen() {
      if (open !== '') tokenize(open, true);
      open = '';
    },
    skipLines(count) {
      line += count;
    },
    isOpen: () => open !== '',
    line: () => line,
  };
}
