import type { PropertyFilter } from '../analytics.ts';
import type { TileOf } from '../tiles.ts';
import { shortName, viewOf } from './members.ts';
import { type BoardScope, blankValue, heededFilters } from './scope.ts';

type Fields = Record<string, unknown>;
type AnalysisTile = Pick<TileOf<'analysis'>, 'analysis' | 'question' | 'ignores'>;

/** Events that are orders, and the properties of theirs that are the very columns behind `orders.<name>`. */
const orderEvents: ReadonlySet<unknown> = new Set(['order_placed', 'order_returned']);
const orderProperties: ReadonlySet<string> = new Set(['channel', 'store', 'country', 'region', 'city']);
/** Most values one condition may have. */
const mostValues = 500;

/**
 * What the filters of a board on orders mean for an analysis: conditions on its events. Only where every event of the
 * question is an order or a return do they say the same as for the tiles beside it: "the second order in France" then is
 * counted among orders in France. Any other analysis is left whole, and its tile names the filters; so is revenue per
 * cohort, which is of all a person's orders, and a filter that asks for empty values among others.
 */
export function analysisFilters(
  { analysis, question, ignores }: AnalysisTile,
  scope: Pick<BoardScope, 'filters' | 'slice'>,
): { conditions: PropertyFilter[]; unreached: string[] } {
  const set = heededFilters(ignores, scope).filter(({ values }) => values.length > 0);
  const entities = entitiesOf(analysis, question);
  const isOfOrders = entities.length > 0 && entities.every(isOrder) && question.revenue !== true;
  const conditions: PropertyFilter[] = [];
  const unreached: string[] = [];
  for (const { member, values } of set) {
    const property = shortName(member);
    const isKnown = viewOf(member) === 'orders' && orderProperties.has(property);
    const isBlank = values.includes(blankValue);
    if (!isOfOrders || !isKnown || (isBlank && values.length > 1) || values.length > mostValues) unreached.push(member);
    else
      conditions.push(isBlank ? { property, operator: 'is_not_set' } : { property, operator: 'exact', value: values });
  }
  return { conditions, unreached };
}

/** A question, or the settings of a page, with conditions on all its events. */
export function narrowed<T extends Fields>(
  analysis: AnalysisTile['analysis'],
  fields: T,
  conditions: PropertyFilter[],
): T {
  if (conditions.length === 0) return fields;
  const one = (entity: unknown) => {
    const own = entity as Fields;
    return { ...own, filters: [...(Array.isArray(own.filters) ? own.filters : []), ...conditions] };
  };
  const changed = (entityFields[analysis] ?? []).flatMap((name): [string, unknown][] => {
    const value = fields[name];
    return value === undefined ? [] : [[name, Array.isArray(value) ? value.map(one) : one(value)]];
  });
  return { ...fields, ...Object.fromEntries(changed) };
}

/** Where an analysis names its events. Those not listed have people or records of their own. */
const entityFields: Partial<Record<AnalysisTile['analysis'], readonly string[]>> = {
  funnel: ['steps', 'exclusions'],
  retention: ['target', 'returning'],
  lifecycle: ['event'],
  stickiness: ['event'],
};

function entitiesOf(analysis: AnalysisTile['analysis'], question: Fields): Fields[] {
  return (entityFields[analysis] ?? []).flatMap((name) => {
    const value = question[name];
    return (Array.isArray(value) ? value : value === undefined ? [] : [value]) as Fields[];
  });
}

function isOrder({ event, anyOf }: Fields): boolean {
  return Array.isArray(anyOf) && anyOf.length > 0 ? anyOf.every((one) => orderEvents.has(one)) : orderEvents.has(event);
}
