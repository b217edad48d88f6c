import {
  checkFormula,
  FormulaError,
  FormulaSetError,
  type FormulaType,
  type Node,
  parseFormula,
} from '../../contract/formula/index.ts';
import type { MemberDefinition, ModelCondition } from '../../contract/model.ts';
import { type ModelFaultCode, ModelFaultError } from '../../contract/model-faults.ts';
import { numberSql, textSql } from './custom-sql.ts';
import type { IndexedMember, IndexedView, MemberKind, ModelIndex } from './model-index.ts';
import { hasLocalTwin } from './settings.ts';

const numberTypes = /^(number|count|count_distinct|count_distinct_approx|sum|avg|min|max|running_total)$/;

export function fault(code: ModelFaultCode, path: string, params: Record<string, string | number> = {}): never {
  throw new ModelFaultError({ code, path, params });
}

/** A definition among the members it may use: looks names up, writes references and conditions. */
export class CustomScope {
  readonly index: ModelIndex;
  readonly definition: MemberDefinition;
  readonly view: IndexedView;

  constructor(index: ModelIndex, definition: MemberDefinition) {
    this.index = index;
    this.definition = definition;
    this.view = index.view(definition.view) ?? fault('unknown-view', 'view', { name: definition.view });
    if (this.view.members.has(definition.name)) {
      fault('name-taken', 'name', { view: definition.view, name: definition.name });
    }
  }

  /** @throws ModelFaultError naming the place of the definition */
  find(path: string, kind: MemberKind, at: string): IndexedMember {
    const [view, name = ''] = path.split('.');
    if (view !== this.definition.view) fault('other-view', at, { name: path, view: this.definition.view });
    const found = this.view.members.get(name) ?? fault('unknown-member', at, { name: path });
    if (found.kind !== kind) fault('wrong-kind', at, { name: path, wanted: kind });
    if (found.member.meta?.isSegment === true) fault('not-usable', at, { name: path });
    return found;
  }

  typed(path: string, type: 'number' | 'string' | 'time', at: string): IndexedMember {
    const found = this.find(path, 'dimension', at);
    if (found.member.type !== type)
      fault('wrong-type', at, { name: path, wanted: type, found: found.member.type ?? '' });
    return found;
  }

  measure(path: string, at: string): IndexedMember {
    const found = this.find(path, 'measure', at);
    if (!numberTypes.test(found.member.type ?? '')) {
      fault('wrong-type', at, { name: path, wanted: 'number', found: found.member.type ?? '' });
    }
    return found;
  }

  /** A reference as files of the model write it, seen from the cube the new member is in. */
  ref({ cube, member }: IndexedMember, home: string): string {
    return cube === home ? `{${member.name}}` : `{${cube}.${member.name}}`;
  }

  /** The time of a member as the clocks of the workspace show it. */
  localRef(found: IndexedMember, path: string, home: string, at: string): string {
    const sql = (found.member.sql ?? '').trim();
    if (sql.includes('/* wall clock */')) return this.ref(found, home);
    const column = /^\{CUBE\}\."?(\w+)"?$/.exec(sql)?.[1];
    if (column === undefined || !hasLocalTwin(column)) return fault('no-local-time', at, { name: path });
    return `{${found.cube === home ? 'CUBE' : found.cube}}."${column}_local"`;
  }

  /** Only rows there is at most one of per row of the home cube can decide about it. */
  reach(found: IndexedMember, path: string, home: string, at: string): IndexedMember {
    if (!this.index.reachable(home).has(found.cube)) fault('out-of-reach', at, { name: path, other: home });
    return found;
  }

  /** The cube a new dimension belongs to: that of its parts, or the one the view starts from. */
  homeOf(parts: readonly IndexedMember[]): string {
    const cubes = new Set(parts.map(({ cube }) => cube));
    const [only] = cubes;
    return cubes.size === 1 && only !== undefined ? only : this.view.root;
  }

  conditionsSql(conditions: readonly ModelCondition[], home: string, at: string): string {
    return conditions.map((one, index) => this.#conditionSql(one, home, `${at}.${index}`)).join(' AND ');
  }

  #conditionSql(condition: ModelCondition, home: string, at: string): string {
    const { member: path, operator, values } = condition;
    const found = this.reach(this.find(path, 'dimension', at), path, home, at);
    const type = found.member.type;
    const ref = this.ref(found, home);
    if (operator === 'set') return `(${ref} IS NOT NULL)`;
    if (operator === 'notSet') return `(${ref} IS NULL)`;
    if (values.length === 0) fault('value-needed', at, { name: path });
    const need = (wanted: string) => {
      if (type !== wanted) fault('wrong-type', at, { name: path, wanted, found: type ?? '' });
    };
    switch (operator) {
      case 'equals':
      case 'notEquals': {
        if (type === 'time') fault('wrong-type', at, { name: path, wanted: 'string', found: 'time' });
        const list = values.map((value) => valueSql(value, type, at)).join(', ');
        return operator === 'equals' ? `(${ref} IN (${list}))` : `(${ref} IS NULL OR ${ref} NOT IN (${list}))`;
      }
      case 'contains':
      case 'notContains':
      case 'startsWith':
      case 'endsWith': {
        need('string');
        const call = {
          contains: 'contains',
          notContains: 'contains',
          startsWith: 'starts_with',
          endsWith: 'ends_with',
        };
        const any = values.map((value) => `${call[operator]}(lower(${ref}), lower(${textSql(value)}))`).join(' OR ');
        return operator === 'notContains' ? `(${ref} IS NULL OR NOT (${any}))` : `(${any})`;
      }
      case 'onOrAfter':
      case 'before': {
        need('time');
        const local = this.localRef(found, path, home, at);
        return `(${local} ${operator === 'before' ? '<' : '>='} CAST(${daySql(values[0] ?? '', at)} AS TIMESTAMP))`;
      }
      default: {
        need('number');
        const sign = { gt: '>', gte: '>=', lt: '<', lte: '<=' }[operator];
        return `(${ref} ${sign} ${valueSql(values[0] ?? '', 'number', at)})`;
      }
    }
  }

  /** Reads a formula over measures or dimensions. */
  formula(text: string, kind: 'measure' | 'dimension'): { node: Node; type: FormulaType; parts: IndexedMember[] } {
    const parts: IndexedMember[] = [];
    try {
      const checked = checkFormula(text, (name) => {
        const found = this.view.members.get(name.split('.')[1] ?? '');
        if (!found || name.split('.')[0] !== this.definition.view) return null;
        parts.push(this.find(name, kind, 'body.text'));
        return kind === 'measure' ? typeOfMeasure(found) : typeOfDimension(found);
      });
      const zero = dividedByZero(checked.node);
      if (zero) {
        const { from, to } = zero;
        throw new ModelFaultError({ code: 'divides-by-zero', path: 'body.text', params: { from, to } });
      }
      return { node: checked.node, type: checked.type, parts };
    } catch (error) {
      throw formulaFault(error);
    }
  }
}

function typeOfMeasure({ member }: IndexedMember): FormulaType | null {
  return numberTypes.test(member.type ?? '') ? 'number' : null;
}

function typeOfDimension({ member }: IndexedMember): FormulaType | null {
  return ({ number: 'number', string: 'text', boolean: 'truth' } as const)[member.type ?? ''] ?? null;
}

/** A mistake of the formula language as one of the definition. */
export function formulaFault(error: unknown): unknown {
  const cause = error instanceof FormulaSetError ? error.fault : error;
  if (!(cause instanceof FormulaError)) return error;
  const { code, from, to, params } = cause;
  return new ModelFaultError({ code: 'formula', path: 'body.text', params: {}, formula: { code, from, to, params } });
}

/** Names in brackets, without looking any of them up; none of a formula that cannot be read. */
export function namesIn(text: string): string[] {
  try {
    const names: string[] = [];
    const visit = (node: Node): void => {
      if (node.kind === 'reference') names.push(node.name);
      for (const child of childrenOf(node)) visit(child);
    };
    visit(parseFormula(text));
    return names;
  } catch {
    return [];
  }
}

function childrenOf(node: Node): Node[] {
  if (node.kind === 'unary') return [node.operand];
  if (node.kind === 'binary') return [node.left, node.right];
  return node.kind === 'call' ? node.args : [];
}

function dividedByZero(node: Node): Node | null {
  if (node.kind === 'binary' && (node.sign === '/' || node.sign === '%')) {
    if (node.right.kind === 'literal' && node.right.value === 0) return node.right;
  }
  for (const child of childrenOf(node)) {
    const found = dividedByZero(child);
    if (found) return found;
  }
  return null;
}

function valueSql(value: string, type: string | undefined, at: string): string {
  if (type === 'number') {
    const number = Number(value);
    return value.trim() === '' || !Number.isFinite(number) ? fault('not-a-number', at, { value }) : numberSql(number);
  }
  if (type === 'boolean') return value === 'true' || value === '1' ? 'TRUE' : 'FALSE';
  return textSql(value);
}

function daySql(value: string, at: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value) && new Date(`${value}T00:00:00Z`).toJSON()?.startsWith(value);
  return isDay ? `'${value}'` : fault('not-a-day', at, { value });
}
