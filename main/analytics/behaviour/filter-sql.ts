import type { PropertyFilter } from '../../../contract/analytics.ts';
import type { SequenceOrigin } from '../../replica/index.ts';

/** SQL with `?` for every value that comes from a request. */
export interface Condition {
  sql: string;
  parameters: (string | number)[];
}

/** A property as SQL text, with its own parameters. */
export interface PropertyText extends Condition {
  /** Column of JSON text that it is read out of. */
  bag?: string;
}
export type PropertySql = (property: string) => PropertyText;

const orderColumns: Record<string, string> = {
  order_id: 'key',
  ...Object.fromEntries(
    ['channel', 'store', 'country', 'region', 'city', 'currency', 'kind', 'status', 'status_text'].map((name) => [
      name,
      name,
    ]),
  ),
  ...Object.fromEntries(
    ['net_minor', 'net_base_minor', 'gross_minor', 'discount_minor', 'refund_minor', 'delivery_minor', 'tax_minor']
      .concat('customer_order_number')
      .map((name) => [name, `${name}::VARCHAR`]),
  ),
};
const profileColumns: Record<string, string> = {
  display_name: 'display_name',
  kind: 'kind',
  country: 'country',
  region: 'region',
  city: 'city',
  first_seen: 'strftime(first_seen, $instant)',
  first_order_at: 'strftime(first_order_at, $instant)',
};

/**
 * A JSON pointer: no character of the name has a meaning but the two that it escapes. It stands in the statement, because
 * DuckDB reads a pointer that is a parameter again for every row and cannot use that equal texts have equal answers; a
 * name that no literal can hold goes as a parameter all the same.
 */
function json(column: string, property: string): PropertyText {
  const pointer = `/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (pointer.includes('\0')) return { sql: `json_extract_string(${column}, ?)`, parameters: [pointer], bag: column };
  return { sql: `json_extract_string(${column}, '${pointer.replaceAll("'", "''")}')`, parameters: [], bag: column };
}
const column = (sql: string): Condition => ({
  sql: sql.replace('$instant', "'%Y-%m-%dT%H:%M:%S'"),
  parameters: [],
});
const known = (table: Record<string, string>, property: string): string | undefined =>
  Object.hasOwn(table, property) ? table[property] : undefined;

export const eventProperty: PropertySql = (property) => {
  const own = json('properties', property);
  return property === 'session_id' ? { sql: `coalesce(${own.sql}, session_id)`, parameters: own.parameters } : own;
};
export const orderProperty: PropertySql = (property) => {
  const name = known(orderColumns, property);
  return name === undefined ? json('custom', property) : column(name);
};
const asText = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, `${name}::VARCHAR`]));
const surveyColumns = asText(['kind', 'survey', 'score', 'channel', 'agent', 'comment']);
const ticketColumns = {
  ...asText(['status', 'channel', 'priority', 'category', 'agent', 'subject', 'is_complaint', 'satisfaction']),
  ...asText(['first_response_minutes', 'resolution_minutes']),
  ticket_id: 'key',
};
const ofColumns =
  (columns: Record<string, string>): PropertySql =>
  (property) => {
    const name = known(columns, property);
    return name === undefined ? json('custom', property) : column(name);
  };

/** Properties of what happened, by where it comes from. */
export const originProperty: Record<SequenceOrigin, PropertySql> = {
  events: eventProperty,
  orders: orderProperty,
  survey_responses: ofColumns(surveyColumns),
  tickets: ofColumns(ticketColumns),
};
/** Columns of a record that count as properties. */
export const recordColumns = { survey_responses: Object.keys(surveyColumns), tickets: Object.keys(ticketColumns) };

export const personProperty: PropertySql = (property) => {
  const name = known(profileColumns, property);
  return name === undefined ? json('traits', property) : column(name);
};

/** All filters at once. An empty text is no value; what has no value passes `is_not` and `not_icontains`. */
export function allOf(filters: readonly PropertyFilter[], propertySql: PropertySql): Condition {
  const parts = filters.map((filter) => oneOf(filter, propertySql(filter.property)));
  return {
    sql: parts.map(({ sql }) => `(${sql})`).join(' AND '),
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
}

type Value = string | number | boolean;

function oneOf({ operator, value }: PropertyFilter, property: PropertyText): Condition {
  const subject: Condition = { ...property, sql: `nullif(${property.sql}, '')` };
  const values: Value[] = value === null || value === undefined ? [] : Array.isArray(value) ? value : [value];
  const any = (test: (value: Value) => Condition): Condition => {
    const parts = values.map(test);
    return {
      sql: `coalesce(${parts.map(({ sql }) => sql).join(' OR ')}, false)`,
      parameters: parts.flatMap(({ parameters }) => parameters),
    };
  };
  switch (operator) {
    case 'is_set':
      return { ...subject, sql: `${subject.sql} IS NOT NULL` };
    case 'is_not_set':
      return { ...subject, sql: `${subject.sql} IS NULL` };
    case 'exact':
      return amongThoseNaming(
        values,
        property.bag,
        any((one) => equals(subject, one)),
      );
    case 'is_not':
      return not(any((one) => equals(subject, one)));
    case 'icontains':
      return any((one) => contains(subject, one));
    case 'not_icontains':
      return not(any((one) => contains(subject, one)));
    case 'regex':
      return any((one) => ({
        sql: `regexp_matches(${subject.sql}, ?)`,
        parameters: [...subject.parameters, String(one)],
      }));
    default:
      return any((one) => compares(subject, comparisons[operator], one));
  }
}

/**
 * Lets only those rows be read as JSON whose text has one of the values somewhere: most have not, and looking costs a
 * fraction of reading. Sound for texts, which stand in JSON as they are unless a backslash does; a number or a list may
 * be written in several ways.
 */
function amongThoseNaming(values: readonly Value[], bag: string | undefined, condition: Condition): Condition {
  const isWrittenOneWay = (value: Value): boolean =>
    typeof value === 'string' && !isNumeric(value) && !/^\s*[[{]/.test(value) && value !== '';
  if (bag === undefined || values.length === 0 || values.length > 5 || !values.every(isWrittenOneWay)) return condition;
  const named = [...values.map(() => `contains(${bag}, ?)`), `contains(${bag}, '\\')`].join(' OR ');
  return {
    sql: `coalesce((${named}) AND ${condition.sql}, false)`,
    parameters: [...values.map(String), ...condition.parameters],
  };
}

const comparisons = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

const not = ({ sql, parameters }: Condition): Condition => ({ sql: `NOT ${sql}`, parameters });

/** A number equals a text that reads as it: `5` is `5.0`. */
function equals(subject: Condition, value: Value): Condition {
  if (typeof value === 'number') return compares(subject, '=', value);
  return { sql: `${subject.sql} = ?`, parameters: [...subject.parameters, String(value)] };
}

function contains(subject: Condition, value: Value): Condition {
  return {
    sql: `contains(lower(${subject.sql}), lower(?))`,
    parameters: [...subject.parameters, String(value)],
  };
}

/** As numbers where the value is one, else as text, which is right for ISO dates. */
function compares(subject: Condition, operator: string, value: Value): Condition {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && isNumeric(value));
  if (!isNumber) return { sql: `${subject.sql} ${operator} ?`, parameters: [...subject.parameters, String(value)] };
  return {
    sql: `try_cast(${subject.sql} AS DOUBLE) ${operator} ?::DOUBLE`,
    parameters: [...subject.parameters, Number(value)],
  };
}

const isNumeric = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));
