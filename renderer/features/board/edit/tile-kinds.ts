import { type ChartKind, chartKinds, type Tile, type TileKind, tileInput } from '../../../../contract/boards.ts';
import type { LocalizedText } from '../../../../contract/language.ts';
import { type Member, type Members, shortName, viewOf } from '../../../queries/index.ts';

/** What the gallery offers: tile kinds, with every general chart as a kind of its own. */
export type GalleryKind = Exclude<TileKind, 'chart'> | ChartKind;

export const galleryGroups: { name: 'figures' | 'charts' | 'distribution' | 'words'; kinds: GalleryKind[] }[] = [
  { name: 'figures', kinds: ['number', 'gauge', 'table', 'ranking', 'variance', 'report'] },
  {
    name: 'charts',
    kinds: [
      'trend',
      'line',
      'area',
      'bar',
      'combo',
      'stacked-trend',
      'pie',
      'treemap',
      'funnel',
      'waterfall',
      'sankey',
    ],
  },
  { name: 'distribution', kinds: ['map', 'heat-map', 'histogram', 'calendar', 'scatter', 'box-plot'] },
  { name: 'words', kinds: ['text', 'image', 'section', 'analysis'] },
];

export function kindOf(tile: Tile): GalleryKind {
  return tile.kind === 'chart' ? tile.chart : tile.kind;
}

const isChart = (kind: GalleryKind): kind is ChartKind => chartKinds.some((one) => one === kind);

/** Columns and rows a kind needs to be read well. */
export function sizeOf(kind: GalleryKind): { w: number; h: number } {
  switch (kind) {
    case 'number':
      return { w: 3, h: 2 };
    case 'gauge':
      return { w: 3, h: 3 };
    case 'section':
      return { w: 12, h: 1 };
    case 'text':
    case 'image':
      return { w: 4, h: 2 };
    case 'calendar':
      return { w: 8, h: 3 };
    case 'map':
      return { w: 8, h: 5 };
    case 'table':
    case 'report':
    case 'sankey':
    case 'scatter':
      return { w: 6, h: 4 };
    default:
      return { w: 4, h: 4 };
  }
}

/** Fields to begin with, so that a preview stands at once. */
export interface Suggestion {
  measure: string;
  measures: string[];
  dimension: string;
  second: string;
}

export function suggestionOf(members: Members): Suggestion {
  const all = [...members.values()];
  const measures = all.filter((one) => one.kind === 'measure');
  const lead = measures.find((one) => one.name === 'orders.revenue') ?? measures[0];
  const view = viewOf(lead?.name ?? '');
  const same = measures.filter((one) => viewOf(one.name) === view).map((one) => one.name);
  const dimensions = all.filter(
    (one) => one.kind === 'dimension' && one.type === 'string' && viewOf(one.name) === view,
  );
  const preferred = ['country', 'channel', 'category', 'status', 'store', 'region', 'customer_name'];
  const ordered = dimensions.toSorted((a, b) => rankOf(a, preferred) - rankOf(b, preferred)).map((one) => one.name);
  const count = same.find((name) => shortName(name) === 'count') ?? same[1] ?? lead?.name ?? '';
  return {
    measure: lead?.name ?? '',
    measures: [lead?.name ?? '', count],
    dimension: ordered[0] ?? '',
    second: ordered[1] ?? ordered[0] ?? '',
  };
}

function rankOf(member: Member, preferred: readonly string[]): number {
  const place = preferred.indexOf(shortName(member.name));
  return place === -1 ? preferred.length : place;
}

/** The time member by which a view's rows are dated. */
export function timeMemberFor(measure: string, members: Members): string {
  const view = viewOf(measure);
  const times = [...members.values()].filter(
    (one) => one.type === 'time' && one.kind === 'dimension' && viewOf(one.name) === view,
  );
  const usual = ['ordered_at', 'occurred_at', 'responded_at', 'opened_at', 'created_at', 'first_seen'];
  const found = usual.map((name) => times.find((one) => shortName(one.name) === name)).find((one) => one !== undefined);
  return (found ?? times[0])?.name ?? 'orders.ordered_at';
}

const noTitle: LocalizedText = { 'zh-CN': '', en: '' };

/** A new tile of a kind, with fields the data model has; what another tile already says is kept where it fits. */
export function tileOfKind(kind: GalleryKind, members: Members, from: Tile | null, id: string): Tile {
  const suggestion = suggestionOf(members);
  const kept = from === null ? null : keptFields(from);
  const measure = kept?.measures[0] ?? suggestion.measure;
  const dimension = kept?.dimensions[0] ?? suggestion.dimension;
  const second = kept?.dimensions[1] ?? (viewOf(measure) === viewOf(suggestion.second) ? suggestion.second : dimension);
  const base = {
    id: from?.id ?? id,
    title: from?.title ?? noTitle,
    ...(from?.subtitle ? { subtitle: from.subtitle } : {}),
    placement: from?.placement ?? { x: 0, y: 0, ...sizeOf(kind) },
    range: from?.range ?? { kind: 'board' },
    timeMember: timeMemberFor(measure, members),
    filters: from?.filters ?? [],
    tab: from?.tab ?? null,
    ignores: from?.ignores ?? [],
  };
  return tileInput.parse({ ...base, ...ownFields(kind, { measure, dimension, second, kept, suggestion, members }) });
}

function keptFields(tile: Tile): { measures: string[]; dimensions: string[] } {
  const measures = 'measures' in tile ? tile.measures : 'measure' in tile ? [tile.measure] : [];
  const dimensions =
    'dimensions' in tile
      ? tile.dimensions
      : 'dimension' in tile
        ? [tile.dimension]
        : 'x' in tile
          ? [tile.y, tile.x]
          : [];
  return { measures: [...measures], dimensions: [...dimensions] };
}

interface Fields {
  measure: string;
  dimension: string;
  second: string;
  kept: { measures: string[]; dimensions: string[] } | null;
  suggestion: Suggestion;
  members: Members;
}

/** The dimension that names places, provinces before countries. */
function regional(measure: string, members: Members): string | undefined {
  const names = [...members.values()]
    .filter((one) => one.kind === 'dimension' && viewOf(one.name) === viewOf(measure))
    .map((one) => one.name);
  return ['province', 'region', 'country'].flatMap(
    (part) => names.find((name) => shortName(name).includes(part)) ?? [],
  )[0];
}

function ownFields(kind: GalleryKind, { measure, dimension, second, kept, suggestion, members }: Fields): object {
  const measures = kept && kept.measures.length > 0 ? kept.measures : [measure];
  const two = measures.length > 1 ? measures : [measure, suggestion.measures.find((one) => one !== measure) ?? measure];
  if (isChart(kind)) {
    const chart = { kind: 'chart', chart: kind };
    switch (kind) {
      case 'line':
      case 'area':
        return { ...chart, measures, granularity: 'month', dimensions: [] };
      case 'bar':
        return { ...chart, measures, dimensions: [dimension], stacking: 'stacked' };
      case 'combo':
        return { ...chart, measures: two, granularity: 'month', secondAxis: two.slice(1) };
      case 'pie':
      case 'treemap':
        return {
          ...chart,
          measures: [measure],
          dimensions: [dimension],
          limit: kind === 'pie' ? 5 : 20,
          hasOther: true,
        };
      case 'funnel':
      case 'waterfall':
        return { ...chart, measures: [measure], dimensions: [dimension], limit: 8, hasOther: kind === 'waterfall' };
      case 'scatter':
        return { ...chart, measures: two, dimensions: [dimension], limit: 200 };
      case 'box-plot':
        return { ...chart, measures: [measure], dimensions: [dimension, second], limit: 12 };
      case 'sankey':
        return { ...chart, measures: [measure], dimensions: dimension === second ? [dimension] : [dimension, second] };
      case 'variance':
        return { ...chart, measures: [measure], dimensions: [dimension], limit: 50 };
      case 'map':
        return { ...chart, measures: [measure], dimensions: [regional(measure, members) ?? dimension], limit: 400 };
      case 'gauge':
      case 'calendar':
        return { ...chart, measures: [measure] };
    }
  }
  const named = (part: string) =>
    [...members.values()].find(
      (one) => one.kind === 'dimension' && viewOf(one.name) === viewOf(measure) && shortName(one.name).includes(part),
    )?.name;
  switch (kind) {
    case 'number':
      return { kind, measure, comparisons: ['previous_year', 'previous_period'], sparkline: true };
    case 'trend':
      return {
        kind,
        measures,
        granularity: 'month',
        comparison: 'previous_year',
        range: { kind: 'trailing-months', months: 13 },
      };
    case 'stacked-trend':
      return { kind, measures: two, granularity: 'month', range: { kind: 'trailing-months', months: 13 } };
    case 'ranking':
      return { kind, measure, dimension, limit: 8, isFilter: true };
    case 'heat-map':
      return { kind, measure, x: named('hour') ?? dimension, y: named('weekday') ?? second };
    case 'histogram':
      return { kind, measure, dimension: [...members.values()].find((one) => one.bands !== null)?.name ?? dimension };
    case 'table':
      return { kind, dimensions: [dimension], measures: two, orderBy: two[0], limit: 100 };
    case 'text':
      return { kind, text: '' };
    case 'image':
      return { kind, source: 'data:image/png;base64,', alt: '' };
    case 'section':
      return { kind };
    case 'report':
      return { kind, reportId: '' };
    case 'analysis':
      return { kind, analysis: 'funnel', question: { steps: [] } };
  }
  return { kind };
}
