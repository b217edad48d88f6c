/**
 * The answer of `/load` made from raw columns, as Cube's Rust add-on makes it: field order and omissions,
 * numbers as text, times as local ISO text without a zone, and the three row formats.
 */

/** Raw result as Cube hands it over: one array per selected column. */
export interface Columnar {
  members: string[];
  columns: unknown[][];
}

interface TimeDimension {
  dimension: string;
  dateRange?: string[];
  compareDateRange?: unknown;
  granularity?: string;
}

export interface FinalQuery extends Record<string, unknown> {
  measures?: string[];
  dimensions?: string[];
  timeDimensions?: TimeDimension[];
}

export type QueryType = 'regularQuery' | 'compareDateRangeQuery' | 'blendingQuery';

/** What the gateway knows about a result when it asks for the final bytes. */
export interface TransformRequest {
  aliasToMemberNameMap: Record<string, string>;
  annotation: Record<string, { type?: string }>;
  query: FinalQuery;
  queryType?: QueryType;
  resType?: 'default' | 'compact' | 'columnar';
  /** The time of a step is wanted under the name with its step only. */
  hasNoBareTimes?: boolean;
}

type Data = Record<string, unknown>[] | { members: string[]; dataset: unknown[][] } | Columnar;

const levels = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];
/** Custom granularities are coarser than all named ones. */
const customLevel = 10;

const queryFields = [
  'measures dimensions timeDimensions segments limit offset total totalQuery timezone renewQuery ungrouped',
  'responseFormat filters rowLimit order queryType',
].flatMap((line) => line.split(' '));

const rootFields = [
  'lastRefreshTime refreshKeyValues usedPreAggregations transformedQuery requestId annotation dataSource dbType',
  'extDbType external slowQuery total truncated',
].flatMap((line) => line.split(' '));

/** One query's answer. `root` is everything but the rows; fails when a member is hidden. */
export function finalResult(request: TransformRequest, raw: Columnar, root: Record<string, unknown>) {
  return {
    query: pick(asRecord(root.query), queryFields),
    ...pick(root, rootFields),
    slowQuery: Boolean(root.slowQuery),
    data: transformData(request, raw),
  };
}

/** The answer of an array of queries, of compared date ranges, or of any query asked with `queryType=multi`. */
export function finalResultMulti(
  requests: TransformRequest[],
  raws: Columnar[],
  root: { queryType?: QueryType; results: Record<string, unknown>[]; slowQuery?: unknown },
) {
  const results = root.results.map((result, index) =>
    finalResult(requests[index] as TransformRequest, raws[index] as Columnar, result),
  );
  const queryType = root.queryType ?? 'regularQuery';
  return {
    queryType,
    results,
    pivotQuery: pivotQuery(
      queryType,
      results.map((result) => result.query as FinalQuery),
    ),
    slowQuery: Boolean(root.slowQuery),
  };
}

/** The query a pivot of the combined results would have. */
export function pivotQuery(queryType: QueryType, queries: FinalQuery[]): FinalQuery {
  const pivot: FinalQuery = { ...queries[0] };
  if (queryType === 'blendingQuery') {
    const merged = (key: 'measures' | 'dimensions') => [...new Set(queries.flatMap((query) => query[key] ?? []))];
    const measures = merged('measures');
    const dimensions = merged('dimensions');
    delete pivot.measures;
    delete pivot.dimensions;
    if (measures.length > 0) pivot.measures = measures;
    if (dimensions.length > 0) pivot.dimensions = dimensions;
    const granularity = queries.map((query) => query.timeDimensions?.[0]?.granularity).find(Boolean);
    if (granularity) pivot.timeDimensions = [{ dimension: 'time', granularity }];
  }
  if (queryType === 'compareDateRangeQuery') {
    pivot.dimensions = ['compareDateRange', ...(pivot.dimensions ?? [])];
  }
  return { ...pivot, queryType };
}

/** Rows of one result in the format asked for. */
export function transformData(request: TransformRequest, raw: Columnar): Data {
  const plan = columnPlan(request, raw);
  const rowCount = raw.columns[0]?.length ?? 0;
  const members = plan.map((column) => column.member);
  if (request.resType === 'columnar') {
    return {
      members,
      columns: plan.map((column) => Array.from({ length: rowCount }, (_, row) => column.value(row))),
    };
  }
  if (request.resType === 'compact') {
    return {
      members,
      dataset: Array.from({ length: rowCount }, (_, row) => plan.map((column) => column.value(row))),
    };
  }
  return Array.from({ length: rowCount }, (_, row) => {
    const record: Record<string, unknown> = {};
    for (const column of plan) record[column.member] = column.value(row);
    return record;
  });
}

interface PlannedColumn {
  member: string;
  value: (row: number) => unknown;
}

/**
 * Output columns in order: the selected ones, then time dimensions without their granularity (the finest one, for
 * clients that ask for the bare name), then `compareDateRange` or the blending key.
 */
function columnPlan(request: TransformRequest, raw: Columnar): PlannedColumn[] {
  const { query } = request;
  if (raw.members.length === 0) {
    checkRequestedMembers(request);
    return [];
  }
  const plan: PlannedColumn[] = [];
  const finest = new Map<string, { level: number; column: PlannedColumn }>();
  raw.members.forEach((alias, index) => {
    const member = request.aliasToMemberNameMap[alias];
    if (member === undefined) throw new Error(`Member name not found for alias: '${alias}'`);
    checkVisible(member, request.annotation);
    const cells = raw.columns[index] as unknown[];
    const isTime = request.annotation[member]?.type === 'time';
    const column = { member, value: (row: number) => transformValue(cells[row], isTime) };
    plan.push(column);
    const [cube, dimension, granularity, ...rest] = member.split('.');
    const bare = `${cube}.${dimension}`;
    if (granularity === undefined || rest.length > 0 || query.dimensions?.includes(bare)) return;
    const level = levels.includes(granularity) ? levels.indexOf(granularity) + 1 : customLevel;
    const known = finest.get(bare);
    if (!known || level <= known.level) finest.set(bare, { level, column });
  });
  if (!request.hasNoBareTimes) {
    for (const [member, { column }] of finest) plan.push({ member, value: column.value });
  }
  const tail = tailColumn(request, plan);
  return tail ? [...plan, tail] : plan;
}

function tailColumn({ query, queryType }: TransformRequest, plan: PlannedColumn[]): PlannedColumn | null {
  const time = query.timeDimensions?.[0];
  if (queryType === 'compareDateRangeQuery') {
    if (!time?.dateRange) throw new Error('A date range is required to compare date ranges');
    const range = time.dateRange.join(' - ');
    return { member: 'compareDateRange', value: () => range };
  }
  if (queryType === 'blendingQuery') {
    if (!time?.granularity) throw new Error('A granularity is required to blend queries');
    const source = plan.find((column) => column.member === `${time.dimension}.${time.granularity}`);
    return source ? { member: `time.${time.granularity}`, value: source.value } : null;
  }
  return null;
}

/** A result without columns still must not hide that a member is not for this reader. */
function checkRequestedMembers({ query, annotation }: TransformRequest): void {
  for (const member of [...(query.measures ?? []), ...(query.dimensions ?? [])]) checkVisible(member, annotation);
  for (const time of query.timeDimensions ?? []) if (time.granularity) checkVisible(time.dimension, annotation);
}

function checkVisible(member: string, annotation: Record<string, unknown>): void {
  if (!Object.hasOwn(annotation, member)) {
    throw new Error(
      `You requested hidden member: '${member}'. Please make it visible using \`public: true\`. ` +
        'Please note primaryKey fields are `public: false` by default: ' +
        'https://docs.cube.dev/reference/data-modeling/joins#setting-a-primary-key.',
    );
  }
}

const timeText = /^(\d{4}-\d\d-\d\d)([T ])(\d\d:\d\d:\d\d)(\.\d+)?\s?(Z|UTC|[+-]\d\d:?\d\d)?$/;

/** Whether a time is written as the wire has it already: `YYYY-MM-DDTHH:mm:ss.SSS`. Told without a pattern: most are. */
export function isWireTime(text: string): boolean {
  return text.length === 23 && text[10] === 'T' && text[19] === '.' && isDigit(text, 20) && isDigit(text, 22);
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** One cell as the wire has it: numbers as text, times of time members as `YYYY-MM-DDTHH:mm:ss.SSS`. */
export function transformValue(value: unknown, isTime: boolean): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (isTime && typeof value === 'string' && !isWireTime(value)) {
    const parts = timeText.exec(value);
    if (!parts) return value;
    const [, day, separator, time, fraction = '', zone] = parts;
    if (separator === 'T' && fraction !== '' && zone === undefined) return value;
    return `${day}T${time}.${fraction.slice(1, 4).padEnd(3, '0')}`;
  }
  return value;
}

function pick(source: Record<string, unknown>, fields: string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const field of fields) {
    const value = source[field];
    if (value !== undefined && value !== null) picked[field] = value;
  }
  return picked;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
