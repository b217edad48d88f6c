import { type CanonicalEntity, canonicalEntities, entityFields, entityInput } from '../../../contract/entities.ts';
import { AppError } from '../../../contract/errors.ts';
import type { FieldMapping, Mapping } from '../../../contract/imports.ts';
import { isZone, type ZoneRules, zoneRules } from '../../ports/zone.ts';
import type { CellField, CellPlan } from './cell-plan.ts';
import { buildConverter, type Converter, type Failure } from './converters.ts';
import { createDateReader } from './dates.ts';
import { compileExpression, type ExpressionScope } from './expression.ts';
import type {
  ColumnProfile,
  CompiledMapping,
  Converted,
  DateOrder,
  FieldReject,
  FieldValue,
  FileFormat,
  ImportContext,
  StoredType,
} from './format.ts';
import { maxRejectValueChars } from './limits.ts';
import { type CurrencySource, createMoneySteps, type MoneySource, moneyByCells } from './money.ts';
import { createNumberReader } from './numbers.ts';
import { isOwnText, type OwnValueTest } from './own-value.ts';
import { type PlainNumbers, plainNumbersOf } from './plain-numbers.ts';
import { type RestBuilder, restBuilder } from './rest.ts';
import { readScore } from './score.ts';
import { readCurrency } from './signs.ts';
import { problemOf, type Source } from './source.ts';
import { wordConverter } from './words.ts';

interface Step extends Source {
  slot: number;
  convert: Converter;
  isOwnValue: OwnValueTest | null;
  plainNumbers: PlainNumbers | null;
}

/** Entities with amounts, which always give a currency, and with a JSON object for all other columns. */
const moneyEntities = new Set(['orders', 'order_items', 'opportunities']);
/** Targets whose numbers may be written in words or stars. */
const scores = new Set(['score', 'satisfaction']);
/** Targets of a JSON object's own entries: `custom.size`, `properties.size`. */
const restTarget = /^(?:custom|properties)\.(.{1,100})$/u;

/**
 * Compiles a mapping once; `convert` then turns rows into values.
 *
 * @param mapping null = for an own table all columns under their names; an entity needs one (see `guessMapping`)
 *
 * Fails with `import/unknown-entity`, `import/unknown-column`, `import/mapping-invalid` (with the path of the entry),
 * `import/mapping-incomplete` (required targets without a source), `api/invalid-input` (an unknown zone).
 */
export function compileMapping(
  entity: string,
  mapping: Mapping | null,
  format: FileFormat,
  context: ImportContext,
): CompiledMapping {
  if (!entityInput.safeParse(entity).success) throw new AppError('import/unknown-entity', { params: { entity } });
  const compiler = new Compiler(entity, format, context);
  const entries = Object.entries(mapping ?? compiler.ownColumns());
  for (const [target, source] of entries) compiler.add(target, source);
  return compiler.finish();
}

class Compiler {
  readonly #entity: string;
  readonly #format: FileFormat;
  readonly #context: ImportContext;
  readonly #zone: ZoneRules;
  readonly #failure: Failure = { code: 'not-a-number', params: {} };
  readonly #steps: Step[] = [];
  readonly #money: MoneySource[] = [];
  readonly #constants: { slot: number; value: FieldValue }[] = [];
  readonly #targets: string[] = [];
  readonly #types: StoredType[] = [];
  readonly #usedColumns = new Set<number>();
  readonly #rest: { name: string; source: Source; constant: FieldValue | undefined }[] = [];
  #currency: Source | null = null;
  #currencyConstant: string | null = null;

  constructor(entity: string, format: FileFormat, context: ImportContext) {
    this.#entity = entity;
    this.#format = format;
    this.#context = context;
    const zone = context.options?.timezone ?? context.timezone;
    if (!isZone(zone)) {
      throw new AppError('api/invalid-input', { details: [{ path: 'options.timezone', message: zone }] });
    }
    this.#zone = zoneRules(zone);
    const currency = context.options?.currency;
    if (currency !== undefined && readCurrency(currency) === null) {
      throw new AppError('api/invalid-input', { details: [{ path: 'options.currency', message: currency }] });
    }
  }

  ownColumns(): Mapping {
    if (this.#fields()) {
      const missing = (this.#fields() ?? []).filter((field) => field.isRequired).map((field) => field.name);
      throw new AppError('import/mapping-incomplete', { params: { fields: missing.join(', ') } });
    }
    return Object.fromEntries(this.#format.columns.map((column) => [column, { column }]));
  }

  #fields() {
    const known = canonicalEntities.find((entity): entity is CanonicalEntity => entity === this.#entity);
    return known ? entityFields[known] : null;
  }

  add(target: string, mapping: FieldMapping): void {
    const fields = this.#fields();
    const field = fields?.find((candidate) => candidate.name === target);
    const own = fields && !field ? restTarget.exec(target)?.[1] : undefined;
    if (fields && !field && own === undefined) throw invalid(target, target, 'unknown field');
    const source = this.#source(target, mapping, Boolean(field?.isRequired || field?.isNeverEmpty));
    const constant = 'value' in mapping ? String(mapping.value) : undefined;
    if (own !== undefined) {
      this.#rest.push({ name: own, source, constant: 'value' in mapping ? constantOf(mapping.value) : undefined });
      return;
    }
    if (target === 'currency' && moneyEntities.has(this.#entity)) {
      if (constant === undefined) this.#currency = source;
      else if (readCurrency(constant) === null) throw invalid(target, `${target}.value`, constant);
      else this.#currencyConstant = constant;
      return;
    }
    const slot = this.#targets.length;
    const type = field ? storedType(field.type, target) : ownType(mapping, source);
    this.#targets.push(target);
    this.#types.push(type);
    if (type === 'money' || type === 'money-micro') {
      this.#money.push({ ...source, slot, isUnitPrice: type === 'money-micro', constant: constant ?? null });
      return;
    }
    const words = wordConverter(this.#entity, target, this.#failure);
    const read =
      words ??
      buildConverter(type, {
        failure: this.#failure,
        zone: this.#zone,
        profile: source.profile,
        dateOrder: this.#dateOrder(source.profile),
      });
    const convert = field && scores.has(target) ? scoreConverter(read) : read;
    const isOwnValue = !words && (type === 'key' || type === 'text') ? isOwnText : null;
    const plainNumbers = words ? null : plainNumbersOf(type, this.#zone, source.profile?.decimalMark ?? '.');
    if (constant === undefined) this.#steps.push({ ...source, slot, convert, isOwnValue, plainNumbers });
    else {
      const value = convert(constant);
      if (value === undefined) throw invalid(target, `${target}.value`, this.#failure.code);
      this.#constants.push({ slot, value });
    }
  }

  #source(target: string, mapping: FieldMapping, isRequired: boolean): Source {
    const source: Source = { target, isRequired, column: -1, expression: null, profile: null };
    if ('column' in mapping) {
      source.column = findColumn(this.#format, mapping.column);
      if (source.column < 0) {
        const details = [{ path: `${target}.column`, message: mapping.column }];
        throw new AppError('import/unknown-column', { params: { column: mapping.column }, details });
      }
      source.profile = this.#format.profiles[source.column] ?? null;
      this.#usedColumns.add(source.column);
    } else if ('expression' in mapping) {
      source.expression = compileExpression(target, mapping.expression, this.#scope());
      for (const column of source.expression.columns) this.#usedColumns.add(column);
    }
    return source;
  }

  #scope(): ExpressionScope {
    const format = this.#format;
    const order = this.#context.options?.dateOrder ?? null;
    return {
      findColumn: (name) => findColumn(format, name),
      columns: format.columns,
      dates: createDateReader(this.#zone, order),
      numbers: createNumberReader('.'),
      zone: this.#zone.name,
    };
  }

  #dateOrder(profile: ColumnProfile | null): DateOrder | null {
    return this.#context.options?.dateOrder ?? profile?.dateOrder ?? null;
  }

  finish(): CompiledMapping {
    this.#checkRequired();
    const hasMoney = moneyEntities.has(this.#entity);
    const isOwnTable = this.#fields() === null;
    const restName = this.#entity === 'events' ? 'properties' : 'custom';
    const fields = [...this.#targets];
    const types = [...this.#types];
    const currencySlot = hasMoney ? fields.push('currency') - 1 : -1;
    if (hasMoney) types.push('text');
    const unmapped = this.#format.columns.flatMap((_, index) => (this.#usedColumns.has(index) ? [] : [index]));
    let rest: RestBuilder | null = null;
    let restSlot = -1;
    if (!isOwnTable) {
      restSlot = fields.indexOf(restName);
      if (restSlot < 0) {
        restSlot = fields.push(restName) - 1;
        types.push('json');
      }
      rest = restBuilder(unmapped, this.#rest, this.#format, this.#zone, (profile) => this.#dateOrder(profile));
    }
    const currency: CurrencySource | null = hasMoney
      ? {
          slot: currencySlot,
          source: this.#currency,
          fixed: this.#currencyConstant ?? this.#context.options?.currency ?? null,
          fallback: this.#context.currency,
        }
      : null;
    const money = currency && createMoneySteps(this.#money, currency);
    return {
      entity: this.#entity,
      fields,
      types,
      unmappedColumns: unmapped.map((index) => this.#format.columns[index] ?? ''),
      assumedCurrency: currency && !currency.source && currency.fixed === null ? currency.fallback : null,
      convert: this.#rowConverter(fields.length, money, rest, restSlot),
      cells: this.#cellPlan(currency, rest, restSlot),
    };
  }

  #rowConverter(
    width: number,
    money: ReturnType<typeof createMoneySteps> | null,
    rest: RestBuilder | null,
    restSlot: number,
  ): (row: string[]) => Converted {
    const steps = this.#steps;
    const constants = this.#constants;
    const failure = this.#failure;
    const identifiers = this.#identifierSlots();
    return (row) => {
      const values: FieldValue[] = new Array(width);
      let rejects: FieldReject[] | null = null;
      const reject = (
        target: string,
        value: string | null,
        code: FieldReject['code'],
        params: Failure['params'],
      ): void => {
        rejects ??= [];
        rejects.push({ field: target, value: value?.slice(0, maxRejectValueChars) ?? null, code, params });
      };
      for (let index = 0; index < steps.length; index += 1) {
        const step = steps[index] as Step;
        let text: string | null;
        if (step.column >= 0) text = row[step.column] ?? '';
        else {
          try {
            text = step.expression ? step.expression.evaluate(row) : null;
          } catch (error) {
            reject(step.target, null, 'expression-failed', { problem: problemOf(error) });
            continue;
          }
        }
        const value = text === null ? null : step.convert(text);
        if (value === undefined) reject(step.target, text, failure.code, failure.params);
        else if (value === null && step.isRequired)
          reject(step.target, text === '' ? null : text, 'required-missing', {});
        else values[step.slot] = value;
      }
      for (const constant of constants) values[constant.slot] = constant.value;
      if (money) money(row, values, reject);
      if (identifiers.length > 0 && identifiers.every((slot) => values[slot] == null)) {
        reject('customer_id', null, 'required-missing', {});
      }
      if (rejects !== null) return { values: null, rejects };
      if (rest) values[restSlot] = rest.build(row, values[restSlot]);
      return { values, rejects: null };
    };
  }

  #cellPlan(currency: CurrencySource | null, rest: RestBuilder | null, restSlot: number): CellPlan | null {
    const isMapped = this.#targets.length > restSlot && restSlot >= 0;
    if (this.#identifierSlots().length > 0 || this.#steps.some((step) => step.column < 0) || isMapped) return null;
    const money = currency && moneyByCells(this.#money, currency);
    if ((currency && !money) || (rest && !rest.columns)) return null;
    const fields = this.#steps.map(({ slot, column, isRequired, convert, isOwnValue, plainNumbers }): CellField => {
      const toValue: Converter = (text) => {
        const value = convert(text);
        return value === null && isRequired ? undefined : value;
      };
      return { slot, column, convert: toValue, isOwnValue, plainNumbers };
    });
    return {
      fields,
      constants: this.#constants,
      money,
      rest: rest?.columns ? { slot: restSlot, columns: rest.columns } : null,
    };
  }

  /** Where a profile's identifiers stand in the values; without one a row could not be told from another. */
  #identifierSlots(): number[] {
    if (this.#entity !== 'profiles') return [];
    return ['customer_id', 'email', 'phone'].map((name) => this.#targets.indexOf(name)).filter((slot) => slot >= 0);
  }

  #checkRequired(): void {
    const fields = this.#fields();
    if (!fields) {
      if (this.#targets.length === 0) throw invalid('', '', 'no columns');
      return;
    }
    const missing = fields
      .filter((field) => field.isRequired && !this.#targets.includes(field.name))
      .map((f) => f.name);
    if (this.#entity === 'order_items' && !this.#targets.includes('unit_price') && !this.#targets.includes('amount')) {
      missing.push('unit_price');
    }
    if (this.#entity === 'profiles' && this.#identifierSlots().length === 0) missing.push('customer_id');
    if (missing.length > 0) throw new AppError('import/mapping-incomplete', { params: { fields: missing.join(', ') } });
  }
}

/** Index of a column by its name, its header as written, or that header trimmed; -1 = none. */
export function findColumn(format: Pick<FileFormat, 'columns' | 'headers'>, name: string): number {
  const exact = format.columns.indexOf(name);
  if (exact >= 0) return exact;
  const written = format.headers.indexOf(name);
  return written >= 0 ? written : format.columns.indexOf(name.trim());
}

function invalid(target: string, path: string, message: string): AppError {
  return new AppError('import/mapping-invalid', { params: { field: target }, details: [{ path, message }] });
}

/** The same with `9 - likely` and `★★★★☆` for numbers. */
function scoreConverter(read: Converter): Converter {
  return (text) => {
    const value = read(text);
    if (value !== undefined) return value;
    const score = readScore(text);
    return score === null ? undefined : read(score);
  };
}

function constantOf(value: string | number | boolean): FieldValue {
  return typeof value === 'boolean' ? String(value) : value;
}

function storedType(type: string, target: string): StoredType {
  if (type === 'money') return target === 'unit_price' ? 'money-micro' : 'money';
  return type === 'decimal' ? 'quantity' : (type as StoredType);
}

function ownType(mapping: FieldMapping, source: Source): StoredType {
  if ('value' in mapping) {
    if (typeof mapping.value === 'boolean') return 'boolean';
    if (typeof mapping.value === 'number') return Number.isInteger(mapping.value) ? 'integer' : 'decimal';
    return 'text';
  }
  return source.expression?.type ?? source.profile?.type ?? 'text';
}
