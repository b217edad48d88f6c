import { functions } from './functions.ts';
import { FormulaError, type Token, tokensOf } from './tokens.ts';

export type FormulaType = 'number' | 'truth' | 'text' | 'empty';

/** A formula as a tree; every node knows its place in the text. */
export type Node =
  | { kind: 'literal'; value: number | boolean | string | null; from: number; to: number }
  | { kind: 'reference'; name: string; from: number; to: number }
  | { kind: 'unary'; sign: '-'; operand: Node; from: number; to: number }
  | { kind: 'binary'; sign: BinarySign; left: Node; right: Node; from: number; to: number }
  | { kind: 'call'; name: string; args: Node[]; from: number; to: number };

export type BinarySign = '+' | '-' | '*' | '/' | '%' | '^' | '=' | '<>' | '<' | '<=' | '>' | '>=' | 'and' | 'or';

/** Binds less to more tightly. */
const levels: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['=', '<>', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];
const maxDepth = 60;

/**
 * Reads a formula.
 *
 * @throws FormulaError with the place and the reason
 */
export function parseFormula(text: string): Node {
  const parser = new Parser(tokensOf(text));
  return parser.whole();
}

class Parser {
  readonly #tokens: Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  whole(): Node {
    const node = this.#level(0);
    const rest = this.#peek();
    if (rest.kind !== 'end') throw unexpected(rest);
    return node;
  }

  #level(index: number): Node {
    const signs = levels[index];
    if (!signs) return this.#unary();
    let left = this.#level(index + 1);
    while (signs.includes(this.#peek().text) && ['sign', 'word'].includes(this.#peek().kind)) {
      const token = this.#next();
      const right = this.#level(index + 1);
      const sign = (token.text === '!=' ? '<>' : token.text) as BinarySign;
      left = { kind: 'binary', sign, left, right, from: left.from, to: right.to };
    }
    return left;
  }

  #unary(): Node {
    const token = this.#peek();
    if (token.kind !== 'sign' || (token.text !== '-' && token.text !== '+')) return this.#power();
    this.#next();
    const operand = this.#deeper(() => this.#unary());
    return token.text === '+' ? operand : { kind: 'unary', sign: '-', operand, from: token.from, to: operand.to };
  }

  #power(): Node {
    const base = this.#primary();
    if (this.#peek().kind !== 'sign' || this.#peek().text !== '^') return base;
    this.#next();
    const exponent = this.#deeper(() => this.#unary());
    return { kind: 'binary', sign: '^', left: base, right: exponent, from: base.from, to: exponent.to };
  }

  #primary(): Node {
    const token = this.#next();
    const { from, to } = token;
    switch (token.kind) {
      case 'number':
        return { kind: 'literal', value: Number(token.text), from, to };
      case 'text':
        return { kind: 'literal', value: token.text, from, to };
      case 'reference':
        return { kind: 'reference', name: token.text.trim(), from, to };
      case 'word':
        return this.#word(token);
      case 'sign':
        if (token.text !== '(') throw unexpected(token);
        return this.#deeper(() => {
          const inner = this.#level(0);
          this.#expect(')');
          return inner;
        });
      case 'end':
        throw unexpected(token);
    }
  }

  #word(token: Token): Node {
    const { text: name, from, to } = token;
    if (name === 'null') return { kind: 'literal', value: null, from, to };
    if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true', from, to };
    if (this.#peek().text !== '(') throw new FormulaError('unexpected-word', from, to, { word: name });
    if (!Object.hasOwn(functions, name)) throw new FormulaError('unknown-function', from, to, { word: name });
    this.#next();
    return this.#deeper(() => {
      const args: Node[] = [];
      if (this.#peek().text !== ')') {
        do args.push(this.#level(0));
        while (this.#take(','));
      }
      return { kind: 'call', name, args, from, to: this.#expect(')').to };
    });
  }

  #deeper<T>(read: () => T): T {
    this.#depth += 1;
    const { from, to } = this.#peek();
    if (this.#depth > maxDepth) throw new FormulaError('too-deep', from, to, { most: maxDepth });
    const result = read();
    this.#depth -= 1;
    return result;
  }

  #peek(): Token {
    return this.#tokens[this.#at] as Token;
  }

  #next(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#at += 1;
    return token;
  }

  #take(sign: string): boolean {
    if (this.#peek().kind !== 'sign' || this.#peek().text !== sign) return false;
    this.#next();
    return true;
  }

  #expect(sign: string): Token {
    const token = this.#next();
    if (token.kind !== 'sign' || token.text !== sign) throw unexpected(token);
    return token;
  }
}

function unexpected({ kind, text, from, to }: Token): FormulaError {
  if (kind === 'end') return new FormulaError('unexpected-end', from, to);
  return new FormulaError(kind === 'sign' ? 'unexpected-sign' : 'unexpected-word', from, to, {
    sign: text,
    word: text,
  });
}
