import type { MeasureBody, MemberFormat, ModelCondition } from '../../contract/model.ts';
import { type CustomScope, fault } from './custom-scope.ts';
import { formulaSql } from './custom-sql.ts';
import type { IndexedMember, WrittenMember } from './model-index.ts';

/** A member as it is written into its cube, with the hidden ones it is made of. */
export interface MadeMember {
  cube: string;
  member: WrittenMember;
  hidden: WrittenMember[];
}

const aggregateTypes = {
  count: 'count',
  distinct: 'count_distinct',
  sum: 'sum',
  average: 'avg',
  min: 'min',
  max: 'max',
};

/** Units of the built-in members. */
export const unitOf: Record<MemberFormat, string> = {
  number: 'number',
  money: 'currency',
  count: 'count',
  percent: 'percent',
};

/** @throws ModelFaultError */
export function madeMeasure(scope: CustomScope, body: MeasureBody): MadeMember {
  const { name } = scope.definition;
  const one = (cube: string, member: Omit<WrittenMember, 'name'>, hidden: WrittenMember[] = []): MadeMember => ({
    cube,
    member: { name, ...member },
    hidden,
  });
  switch (body.kind) {
    case 'aggregate':
      return aggregate(scope, body, one);
    case 'filtered': {
      const filtered = filteredMeasure(scope, body.measure, body.conditions, 'body.measure');
      const [top, ...hidden] = filtered.members;
      return one(filtered.cube, { ...top, name } as WrittenMember, hidden);
    }
    case 'share': {
      const { cube, members } = filteredMeasure(scope, body.measure, body.conditions, 'body.measure', `${name}__`);
      const whole = scope.measure(body.measure, 'body.measure');
      const part = members[0]?.name ?? '';
      const sql = `{${part}} * 1.0 / NULLIF(${scope.ref(whole, cube)}, 0)`;
      return one(cube, { type: 'number', sql }, members);
    }
    case 'ratio': {
      const over = scope.measure(body.over, 'body.over');
      const under = scope.measure(body.under, 'body.under');
      const home = scope.homeOf([over, under]);
      return one(home, {
        type: 'number',
        sql: `${scope.ref(over, home)} * 1.0 / NULLIF(${scope.ref(under, home)}, 0)`,
      });
    }
    case 'last': {
      const found = scope.typed(body.member, 'number', 'body.member');
      const time = scope.typed(body.by, 'time', 'body.by');
      const home = found.cube;
      scope.reach(time, body.by, home, 'body.by');
      const key = [...scope.index.membersOf(home).values()].find(({ member }) => member.primary_key === true);
      const newest = [scope.ref(time, home), ...(key ? [`{${key.member.name}}`] : [])].join(', ');
      const when = scope.conditionsSql(body.conditions, home, 'body.conditions');
      // Of rows of the same instant the one that came last into the table.
      const sql = `arg_max(${scope.ref(found, home)}, row(${newest}))${when ? ` FILTER (WHERE ${when})` : ''}`;
      return one(home, { type: 'number', sql });
    }
    case 'formula': {
      const { node, type, parts } = scope.formula(body.text, 'measure');
      if (type !== 'number')
        fault('wrong-type', 'body.text', { name: scope.definition.name, wanted: 'number', found: type });
      const home = scope.homeOf(parts);
      const sql = formulaSql(node, (path) => `CAST(${scope.ref(scope.measure(path, 'body.text'), home)} AS DOUBLE)`);
      return one(home, { type: 'number', sql });
    }
  }
}

function aggregate(
  scope: CustomScope,
  body: Extract<MeasureBody, { kind: 'aggregate' }>,
  one: (cube: string, member: Omit<WrittenMember, 'name'>) => MadeMember,
): MadeMember {
  const { function: by, member, conditions } = body;
  const type = aggregateTypes[by];
  const filters = (home: string) => {
    const sql = scope.conditionsSql(conditions, home, 'body.conditions');
    return sql === '' ? {} : { filters: [{ sql }] };
  };
  if (by === 'count') return one(scope.view.root, { type, ...filters(scope.view.root) });
  if (member === null) return fault('member-needed', 'body.member');
  const found =
    by === 'distinct' ? scope.find(member, 'dimension', 'body.member') : scope.typed(member, 'number', 'body.member');
  return one(found.cube, { type, sql: scope.ref(found, found.cube), ...filters(found.cube) });
}

/**
 * A measure of the model with conditions added to every sum and count it is made of; ratios stay ratios. The first
 * member is the measure itself.
 */
function filteredMeasure(
  scope: CustomScope,
  path: string,
  conditions: readonly ModelCondition[],
  at: string,
  prefix = `${scope.definition.name}__`,
): { cube: string; members: WrittenMember[] } {
  const start = scope.measure(path, at);
  const when = scope.conditionsSql(conditions, start.cube, 'body.conditions');
  const made = new Map<string, WrittenMember>();
  const copy = (found: IndexedMember): string => {
    const { member } = found;
    const name = `${prefix}${member.name}`;
    if (made.has(name)) return name;
    if (member.type !== 'number') {
      if (member.rolling_window || member.multi_stage) fault('cannot-be-filtered', at, { name: path });
      made.set(name, {
        name,
        type: member.type ?? 'count',
        ...(member.sql === undefined ? {} : { sql: member.sql }),
        filters: [...(member.filters ?? []), { sql: when }],
        public: false,
      });
      return name;
    }
    const sql = member.sql ?? '';
    const copied: WrittenMember = { name, type: 'number', sql, public: false };
    made.set(name, copied);
    copied.sql = sql.replace(/\{(?:(\w+)\.)?(\w+)\}(\.)?/g, (text, cube: string | undefined, word: string, dot) => {
      const used = scope.index.membersOf(cube && cube !== 'CUBE' ? cube : found.cube).get(word);
      // A column or a dimension means that the measure adds rows up by itself, where no condition can be put in.
      if (dot || used?.kind !== 'measure' || used.cube !== found.cube)
        return fault('cannot-be-filtered', at, { name: path });
      return text.replace(word, copy(used));
    });
    if (!/\{\w/.test(sql)) fault('cannot-be-filtered', at, { name: path });
    return name;
  };
  copy(start);
  return { cube: start.cube, members: [...made.values()] };
}
