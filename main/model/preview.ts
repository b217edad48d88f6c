import { AppError } from '../../contract/errors.ts';
import {
  type ConditionOperator,
  type CustomModel,
  type MemberCheck,
  type MemberDefinition,
  type ModelCondition,
  type ModelQuery,
  type ModelQueryAnswer,
  modelLimits,
} from '../../contract/model.ts';
import type { LoadResult, Semantic } from '../semantic/index.ts';
import type { ModelAsker } from './model.ts';

interface Tried {
  definition: MemberDefinition;
  /** The definition in force; null for a new member. */
  live: MemberDefinition | null;
  candidate: CustomModel;
  asker: ModelAsker;
}

/** The figures of a member on today's data: as the model is, and as it would be. @throws semantic/*, replica/* */
export async function previewOf(semantic: Semantic, tried: Tried): Promise<Partial<MemberCheck>> {
  const { definition, live } = tried;
  return definition.type === 'measure'
    ? measurePreview(semantic, tried)
    : dimensionPreview(semantic, tried, live?.type === 'dimension' ? live : null);
}

async function measurePreview(semantic: Semantic, { definition, live, candidate, asker }: Tried) {
  const member = `${definition.view}.${definition.name}`;
  const after = await semantic.load({ measures: [member] }, { ...asker, candidate });
  const sql = await sqlOf(semantic, { measures: [member] }, { ...asker, candidate });
  // What is in force may be broken itself; the review goes on without its figure.
  const before = live
    ? await semantic.load({ measures: [`${live.view}.${live.name}`] }, asker).catch(() => null)
    : null;
  return {
    sql,
    after: figureOf(after, member),
    before: before && live ? figureOf(before, `${live.view}.${live.name}`) : null,
  };
}

async function dimensionPreview(
  semantic: Semantic,
  { definition, candidate, asker }: Tried,
  live: MemberDefinition | null,
) {
  const count = await countMeasure(semantic, definition.view);
  const valuesOf = async (member: string, isNew: boolean) => {
    const query = {
      dimensions: [member],
      ...(count ? { measures: [count], order: { [count]: 'desc', [member]: 'asc' } } : {}),
      limit: modelLimits.previewRows,
    };
    const options = isNew ? { ...asker, candidate } : asker;
    const [result] = await semantic.load(query, options);
    return {
      result,
      rows: new Map((result?.data ?? []).map((row) => [text(row[member]), number(row[count ?? ''])])),
      query,
    };
  };
  const after = await valuesOf(`${definition.view}.${definition.name}`, true);
  const sql = await sqlOf(semantic, after.query, { ...asker, candidate });
  const before = live ? await valuesOf(`${live.view}.${live.name}`, false).catch(() => null) : null;
  const names = new Set([...after.rows.keys(), ...(before?.rows.keys() ?? [])]);
  return {
    sql,
    valueCount: after.result?.truncated?.total ?? after.rows.size,
    values: [...names].map((value) => ({
      value,
      before: before?.rows.get(value) ?? null,
      after: after.rows.get(value) ?? null,
    })),
  };
}

/** A question with its rows in the order asked, its SQL and how long it took. */
export async function ask(
  semantic: Semantic,
  query: ModelQuery,
  options: ModelAsker & { candidate?: CustomModel },
): Promise<ModelQueryAnswer> {
  const { measures, dimensions, filters, limit } = query;
  if (measures.length + dimensions.length === 0) throw new AppError('api/invalid-input');
  const question = { measures, dimensions, filters: filters.map(cubeFilter), limit };
  const startedAt = performance.now();
  const [result] = await semantic.load(question, options);
  const elapsedMs = performance.now() - startedAt;
  const names = [...dimensions, ...measures];
  const annotation = { ...result?.annotation.dimensions, ...result?.annotation.measures };
  return {
    columns: names.map((member) => ({
      member,
      title: String(annotation[member]?.title ?? member),
      isNumber: annotation[member]?.type === 'number',
    })),
    rows: (result?.data ?? []).map((row) => names.map((name) => row[name] ?? null)),
    sql: await sqlOf(semantic, question, options),
    elapsedMs,
  };
}

const dateOperators: Partial<Record<ConditionOperator, string>> = { onOrAfter: 'afterOrOnDate', before: 'beforeDate' };

/** A condition as Cube's filter. @throws api/invalid-input where it has no value to compare with */
function cubeFilter({ member, operator, values }: ModelCondition) {
  const isWhole = operator === 'set' || operator === 'notSet';
  if (!isWhole && values.length === 0) throw new AppError('api/invalid-input');
  return { member, operator: dateOperators[operator] ?? operator, ...(isWhole ? {} : { values }) };
}

/** The SQL that a question becomes, without running it. */
async function sqlOf(semantic: Semantic, query: object, options: ModelAsker & { candidate?: CustomModel }) {
  const url = `/cubejs-api/v1/sql?query=${encodeURIComponent(JSON.stringify(query))}`;
  const answer = await semantic.ask({ method: 'GET', url }, options);
  const body = JSON.parse(Buffer.from(answer.body).toString('utf8')) as { sql?: { sql?: [string, unknown[]] } };
  return body.sql?.sql?.[0] ?? '';
}

/** A measure that counts rows of a view: without one the values of a dimension are listed without figures. */
async function countMeasure(semantic: Semantic, view: string): Promise<string | null> {
  const { cubes } = await semantic.model({ kind: 'overview' });
  const members = cubes.find(({ name }) => name === view)?.members ?? [];
  const counts = members.filter(({ kind, type, governedId }) => kind === 'measure' && type === 'count' && !governedId);
  const whole = counts.find(({ name }) => /^(documents|lines|count|responses)$/.test(name)) ?? counts[0];
  return whole ? `${view}.${whole.name}` : null;
}

function figureOf([result]: LoadResult[], member: string): number | string | null {
  const value = result?.data[0]?.[member] ?? null;
  return value === null || typeof value === 'boolean' ? null : number(value);
}

const text = (value: string | boolean | null | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

function number(value: string | boolean | null | undefined): number | null {
  const figure = Number(value);
  return value === null || value === undefined || !Number.isFinite(figure) ? null : figure;
}
