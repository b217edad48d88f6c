/** A mistake in a formula: where (in characters from the start) and what. */
export class FormulaError extends Error {
  readonly code: FormulaFault;
  readonly from: number;
  readonly to: number;
  readonly params: Record<string, string | number>;

  constructor(code: FormulaFault, from: number, to: number, params: Record<string, string | number> = {}) {
    super(`${code} at ${from}`);
    this.name = 'FormulaError';
    this.code = code;
    this.from = from;
    this.to = to;
    this.params = params;
  }
}

export type FormulaFault =
  | 'unexpected-sign'
  | 'unclosed-text'
  | 'unclosed-bracket'
  | 'unexpected-word'
  | 'unexpected-end'
  | 'unknown-function'
  | 'unknown-member'
  | 'wrong-count'
  | 'wrong-type'
  | 'circular'
  | 'too-deep';

export interface Token {
  kind: 'number' | 'text' | 'reference' | 'word' | 'sign' | 'end';
  text: string;
  from: number;
  to: number;
}

const signs = ['<=', '>=', '<>', '!=', '=', '<', '>', '+', '-', '*', '/', '%', '^', '(', ')', ','];

/**
 * Cuts a formula into tokens. `[…]` is a reference; a bracket inside is written twice: `[a]]b]`.
 *
 * @throws FormulaError
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (/\s/.test(character)) {
      at += 1;
      continue;
    }
    const token = tokenAt(text, at, character);
    tokens.push(token);
    at = token.to;
  }
  tokens.push({ kind: 'end', text: '', from: text.length, to: text.length });
  return tokens;
}

function tokenAt(text: string, from: number, character: string): Token {
  if (character === '[') return quoted(text, from, ']', 'reference', 'unclosed-bracket');
  if (character === '"' || character === "'") return quoted(text, from, character, 'text', 'unclosed-text');
  const number = /^(\d+(\.\d+)?|\.\d+)(e[+-]?\d+)?/i.exec(text.slice(from, from + 60))?.[0];
  if (number) return { kind: 'number', text: number, from, to: from + number.length };
  const word = /^\p{L}[\p{L}\p{N}_]*/u.exec(text.slice(from, from + 60))?.[0];
  if (word) return { kind: 'word', text: word.toLowerCase(), from, to: from + word.length };
  const plain = fullWidth[character] ?? character;
  const two = plain + (text[from + 1] ?? '');
  const sign = signs.find((one) => one === two) ?? signs.find((one) => one === plain);
  if (!sign) throw new FormulaError('unexpected-sign', from, from + 1, { sign: character });
  return { kind: 'sign', text: sign, from, to: from + sign.length };
}

/** Signs that a Chinese keyboard gives. */
const fullWidth: Record<string, string> = {
  '（': '(',
  '）': ')',
  '，': ',',
  '＋': '+',
  '－': '-',
  '×': '*',
  '÷': '/',
  '＝': '=',
  '＞': '>',
  '＜': '<',
};

function quoted(text: string, from: number, close: string, kind: 'reference' | 'text', fault: FormulaFault): Token {
  let at = from + 1;
  let content = '';
  for (;;) {
    const character = text[at];
    if (character === undefined) throw new FormulaError(fault, from, text.length);
    if (character === close && text[at + 1] !== close) return { kind, text: content, from, to: at + 1 };
    content += character;
    at += character === close ? 2 : 1;
  }
}
