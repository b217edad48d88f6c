import { functions } from './functions.ts';
import { type FormulaType, type Node, parseFormula } from './parse.ts';
import { FormulaError } from './tokens.ts';

/** A formula that may be computed: its tree, its type, and the names it reads. */
export interface CheckedFormula {
  node: Node;
  type: FormulaType;
  references: string[];
}

/**
 * Reads a formula and checks every type and name in it.
 *
 * @param typeOf type of a name in brackets; null when there is no such name
 * @throws FormulaError
 */
export function checkFormula(text: string, typeOf: (name: string) => FormulaType | null): CheckedFormula {
  const node = parseFormula(text);
  const references = new Set<string>();
  const type = typeOfNode(node, (reference) => {
    const known = typeOf(reference.name);
    if (known === null)
      throw new FormulaError('unknown-member', reference.from, reference.to, { name: reference.name });
    references.add(reference.name);
    return known;
  });
  return { node, type, references: [...references] };
}

type TypeOf = (reference: Extract<Node, { kind: 'reference' }>) => FormulaType;

function typeOfNode(node: Node, typeOf: TypeOf): FormulaType {
  switch (node.kind) {
    case 'literal':
      return node.value === null
        ? 'empty'
        : ({ number: 'number', boolean: 'truth', string: 'text' } as const)[literalType(node.value)];
    case 'reference':
      return typeOf(node);
    case 'unary':
      need(node.operand, 'number', typeOf);
      return 'number';
    case 'binary':
      return typeOfBinary(node, typeOf);
    case 'call':
      return typeOfCall(node, typeOf);
  }
}

function literalType(value: number | boolean | string): 'number' | 'boolean' | 'string' {
  return typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'string';
}

function typeOfBinary(node: Extract<Node, { kind: 'binary' }>, typeOf: TypeOf): FormulaType {
  const { sign, left, right } = node;
  if (sign === 'and' || sign === 'or') {
    need(left, 'truth', typeOf);
    need(right, 'truth', typeOf);
    return 'truth';
  }
  if (sign === '=' || sign === '<>') {
    const [first, second] = [typeOfNode(left, typeOf), typeOfNode(right, typeOf)];
    if (first !== second && first !== 'empty' && second !== 'empty') throw mismatch(right, first, second);
    return 'truth';
  }
  need(left, 'number', typeOf);
  need(right, 'number', typeOf);
  return ['<', '<=', '>', '>='].includes(sign) ? 'truth' : 'number';
}

function typeOfCall(node: Extract<Node, { kind: 'call' }>, typeOf: TypeOf): FormulaType {
  const known = functions[node.name];
  if (!known) throw new FormulaError('unknown-function', node.from, node.to, { word: node.name });
  const [least, most] = known.count;
  if (node.args.length < least || node.args.length > most) {
    throw new FormulaError('wrong-count', node.from, node.to, { word: node.name, least, most });
  }
  const types = node.args.map((arg, index) => {
    const wanted = known.takes(index);
    return wanted === 'any' ? typeOfNode(arg, typeOf) : need(arg, wanted, typeOf);
  });
  // Branches of one call must agree, or nobody could say what it gives.
  const branches = types.filter((type, index) => known.takes(index) === 'any' && type !== 'empty');
  const first = branches[0];
  if (node.name !== 'isnull' && first && branches.some((type) => type !== first)) {
    const wrong =
      node.args[types.findIndex((type, index) => known.takes(index) === 'any' && type !== 'empty' && type !== first)];
    throw mismatch(wrong ?? node, first, 'text');
  }
  return known.gives(types);
}

function need(node: Node, wanted: FormulaType, typeOf: TypeOf): FormulaType {
  const type = typeOfNode(node, typeOf);
  if (type !== wanted && type !== 'empty') throw mismatch(node, wanted, type);
  return type;
}

function mismatch(node: Node, wanted: FormulaType, found: FormulaType): FormulaError {
  return new FormulaError('wrong-type', node.from, node.to, { wanted, found });
}
