import type { DimensionBody } from '../../contract/model.ts';
import type { MadeMember } from './custom-measure.ts';
import { type CustomScope, fault } from './custom-scope.ts';
import { formulaSql, numberSql, textSql } from './custom-sql.ts';
import type { IndexedMember } from './model-index.ts';

const formulaTypes = { number: 'number', text: 'string', truth: 'boolean', empty: 'string' } as const;

/** @throws ModelFaultError */
export function madeDimension(scope: CustomScope, body: DimensionBody): MadeMember {
  const one = (cube: string, type: string, sql: string): MadeMember => ({
    cube,
    member: { name: scope.definition.name, type, sql },
    hidden: [],
  });
  switch (body.kind) {
    case 'bins': {
      const found = scope.typed(body.member, 'number', 'body.member');
      return one(found.cube, 'string', binsSql(`{${found.member.name}}`, body.edges));
    }
    case 'groups': {
      const found = scope.find(body.member, 'dimension', 'body.member');
      if (found.member.type !== 'string' && found.member.type !== 'number') {
        fault('wrong-type', 'body.member', { name: body.member, wanted: 'string', found: found.member.type ?? '' });
      }
      const text = `CAST({${found.member.name}} AS VARCHAR)`;
      const cases = body.groups.map(
        ({ label, values }) => `WHEN ${text} IN (${values.map(textSql).join(', ')}) THEN ${textSql(label)}`,
      );
      const rest = body.other === null ? text : textSql(body.other);
      return one(found.cube, 'string', `CASE ${cases.join(' ')} ELSE ${rest} END`);
    }
    case 'cases': {
      const parts = body.cases.flatMap((branch, branchIndex) =>
        branch.conditions.map(({ member }, index) =>
          scope.find(member, 'dimension', `body.cases.${branchIndex}.conditions.${index}`),
        ),
      );
      const home = scope.homeOf(parts);
      const branches = body.cases.map(
        ({ label, conditions }, index) =>
          `WHEN ${scope.conditionsSql(conditions, home, `body.cases.${index}.conditions`)} THEN ${textSql(label)}`,
      );
      const rest = body.otherwise === null ? '' : ` ELSE ${textSql(body.otherwise)}`;
      return one(home, 'string', `CASE ${branches.join(' ')}${rest} END`);
    }
    case 'text': {
      const found = scope.typed(body.member, 'string', 'body.member');
      return one(found.cube, body.part === 'length' ? 'number' : 'string', textPartSql(`{${found.member.name}}`, body));
    }
    case 'date': {
      const found = scope.typed(body.member, 'time', 'body.member');
      const local = scope.localRef(found, body.member, found.cube, 'body.member');
      return one(found.cube, 'number', datePartSql(local, body.part));
    }
    case 'formula': {
      const { node, type, parts } = scope.formula(body.text, 'dimension');
      const home = scope.homeOf(parts);
      const ref = (found: IndexedMember, path: string) => {
        const sql = scope.ref(scope.reach(found, path, home, 'body.text'), home);
        return found.member.type === 'number' ? `CAST(${sql} AS DOUBLE)` : sql;
      };
      const sql = formulaSql(node, (path) => ref(scope.find(path, 'dimension', 'body.text'), path));
      return one(home, formulaTypes[type], sql);
    }
  }
}

/** `< 10`, `10 – 20`, `≥ 20`: half open, the lower bound belongs to the bin. */
function binsSql(ref: string, edges: readonly number[]): string {
  const branches = edges.map((edge, index) => {
    const before = edges[index - 1];
    const name = before === undefined ? `< ${edge}` : `${before} – ${edge}`;
    return `WHEN ${ref} < ${numberSql(edge)} THEN ${textSql(name)}`;
  });
  const last = `≥ ${edges.at(-1) ?? 0}`;
  return `CASE ${branches.join(' ')} WHEN ${ref} IS NOT NULL THEN ${textSql(last)} END`;
}

function textPartSql(ref: string, { part, count, mark }: Extract<DimensionBody, { kind: 'text' }>): string {
  const found = `strpos(${ref}, ${textSql(mark)})`;
  switch (part) {
    case 'first':
      return `left(${ref}, ${count})`;
    case 'last':
      return `right(${ref}, ${count})`;
    case 'before':
      return `CASE WHEN ${found} > 0 THEN left(${ref}, ${found} - 1) ELSE ${ref} END`;
    case 'after':
      return `CASE WHEN ${found} > 0 THEN substr(${ref}, ${found} + ${[...mark].length}) END`;
    case 'upper':
      return `upper(${ref})`;
    case 'lower':
      return `lower(${ref})`;
    case 'length':
      return `length(${ref})`;
  }
}

/** ISO 8601: weeks from Monday, weekday 1 = Monday. */
function datePartSql(local: string, part: Extract<DimensionBody, { kind: 'date' }>['part']): string {
  const calls = {
    year: 'year',
    quarter: 'quarter',
    month: 'month',
    week: 'week',
    day: 'day',
    weekday: 'isodow',
    hour: 'hour',
  };
  return `${calls[part]}(${local})`;
}
