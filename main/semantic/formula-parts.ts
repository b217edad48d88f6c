/**
 * A measure as a formula of parts, computed as the database does: whole numbers add up exactly, division gives a
 * double, what is missing makes everything missing but `coalesce`.
 */
export type PartsFormula =
  | { part: string }
  | { number: number }
  | { op: '+' | '-' | '*' | '/' | 'nullif' | 'coalesce'; of: [PartsFormula, PartsFormula] };

const token =
  /\s*(?:(\d+(?:\.0+)?)(?![\w.])|\{(?:(\w+)\.)?(\w+)\}|(NULLIF|COALESCE|CAST)\s*\(|(AS\s+DOUBLE\s*\))|([-+*/(),]))/iy;

type Token =
  | { kind: 'number'; number: number }
  | { kind: 'member'; of: string | null; name: string }
  | { kind: 'call'; name: string }
  | { kind: 'sign'; sign: string };

/**
 * Reads the SQL of a measure made of measures; null where it is anything but + − × ÷, NULLIF, COALESCE and CAST AS
 * DOUBLE of measures and whole numbers. Other numbers are decimals in the database, which doubles do not follow.
 */
export function formulaOf(
  sql: string,
  measure: (name: string, of: string | null) => PartsFormula | null,
): PartsFormula | null {
  const tokens = tokensOf(sql);
  if (!tokens) return null;
  let at = 0;
  const isSign = (...signs: string[]) => {
    const one = tokens[at];
    return one?.kind === 'sign' && signs.includes(one.sign) ? one.sign : null;
  };
  const take = (sign: string) => {
    if (!isSign(sign)) return false;
    at += 1;
    return true;
  };
  const factor = (): PartsFormula | null => {
    const one = tokens[at];
    at += 1;
    if (one?.kind === 'number') return { number: one.number };
    if (one?.kind === 'member') return measure(one.name, one.of);
    if (one?.kind === 'sign' && one.sign === '(') {
      const inner = sum();
      return take(')') ? inner : null;
    }
    if (one?.kind !== 'call') return null;
    const first = sum();
    if (one.name === 'cast') return take('as double') ? first : null;
    if (!take(',')) return null;
    const second = sum();
    return first && second && take(')') ? { op: one.name as 'nullif', of: [first, second] } : null;
  };
  const chain = (signs: string[], next: () => PartsFormula | null): PartsFormula | null => {
    let left = next();
    for (let sign = isSign(...signs); left && sign; sign = isSign(...signs)) {
      at += 1;
      const right = next();
      left = right && { op: sign as '+', of: [left, right] };
    }
    return left;
  };
  const product = () => chain(['*', '/'], factor);
  const sum = (): PartsFormula | null => chain(['+', '-'], product);
  const made = sum();
  return at === tokens.length ? made : null;
}

function tokensOf(sql: string): Token[] | null {
  const tokens: Token[] = [];
  const text = sql.trim();
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (!match) return null;
    const [, number, of, name, call, cast, sign] = match;
    if (number !== undefined) tokens.push({ kind: 'number', number: Number(number) });
    else if (name !== undefined) tokens.push({ kind: 'member', of: of ?? null, name });
    else if (call !== undefined) tokens.push({ kind: 'call', name: call.toLowerCase() });
    else tokens.push({ kind: 'sign', sign: cast === undefined ? (sign ?? '') : 'as double' });
  }
  return tokens;
}

/** Names of the parts of a formula. */
export function partsIn(formula: PartsFormula): string[] {
  if ('part' in formula) return [formula.part];
  return 'number' in formula ? [] : [...new Set(formula.of.flatMap(partsIn))];
}

/**
 * The formula's value.
 *
 * @param read a part's figure; null = missing
 * @returns undefined where doubles might not give what the database gives: beyond 2^53, or divided by nought
 */
export function formulaValue(formula: PartsFormula, read: (part: string) => number | null): number | null | undefined {
  if ('part' in formula) return read(formula.part);
  if ('number' in formula) return formula.number;
  const [first, second] = [formulaValue(formula.of[0], read), formulaValue(formula.of[1], read)];
  if (first === undefined || second === undefined) return undefined;
  if (formula.op === 'coalesce') return first ?? second;
  if (formula.op === 'nullif') return first === second ? null : first;
  if (first === null || second === null) return null;
  switch (formula.op) {
    case '+':
      return exact(first + second);
    case '-':
      return exact(first - second);
    case '*':
      return exact(first * second);
    case '/':
      return second === 0 ? undefined : exact(first / second);
  }
}

const exact = (value: number): number | undefined => (Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : undefined);
