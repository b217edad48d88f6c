import { type AxisField, type MemberKey, otherKey } from '../../contract/pivot.ts';
import type { Catalogue } from './catalogue.ts';
import type { Computed } from './compute.ts';
import type { AxisTree } from './tree.ts';

/** Chinese by pinyin, Latin as usual, numbers in text by size. */
const collator = new Intl.Collator('zh-CN', { numeric: true });

type Compare = (a: number, b: number) => number;

/** Orders the members of every group of both axes as their fields say; "other" and empty come last. */
export function sortAxes(computed: Computed, catalogue: Catalogue): void {
  for (const side of ['rows', 'columns'] as const) {
    const tree = computed[side];
    const fields = computed.pivot[side];
    for (const node of tree.nodes) {
      const field = fields[node.depth];
      if (field && node.children.length > 1) node.children.sort(comparer(computed, side, field, catalogue));
    }
  }
}

function comparer(computed: Computed, side: 'rows' | 'columns', field: AxisField, catalogue: Catalogue): Compare {
  const tree = computed[side];
  const byLabel = labelOrder(tree, field, catalogue);
  const ranking = rankingOf(tree, field);
  const own = ranking ? figureOrder(computed, side, ranking, true) : ownOrder(computed, side, field, byLabel);
  // An empty value has figures like any other: only among names it has no place of its own.
  const isByFigure = ranking !== null || field.sort.by === 'value';
  const last = (key: MemberKey) => (key === otherKey ? 2 : key === null && !isByFigure ? 1 : 0);
  return (a, b) => last(tree.node(a).key) - last(tree.node(b).key) || own(a, b) || byLabel(a, b);
}

/** The order of a field of which only the first values are drawn, because there was no room for all; else null. */
function rankingOf(tree: AxisTree, { top }: AxisField): FigureSort | null {
  return top?.asRanking && tree.nodes.some(({ key }) => key === otherKey) ? { ...top, path: [] } : null;
}

function ownOrder(computed: Computed, side: 'rows' | 'columns', { sort }: AxisField, byLabel: Compare): Compare {
  const sign = sort.direction === 'desc' ? -1 : 1;
  if (sort.by === 'label') return (a, b) => sign * byLabel(a, b);
  const tree = computed[side];
  if (sort.by === 'list') {
    const places = new Map(sort.values.map((key, index) => [key, index]));
    const place = (node: number) => places.get(tree.node(node).key) ?? Number.POSITIVE_INFINITY;
    return (a, b) => (place(a) === place(b) ? 0 : sign * (place(a) < place(b) ? -1 : 1));
  }
  return figureOrder(computed, side, sort, false);
}

type FigureSort = Pick<Extract<AxisField['sort'], { by: 'value' }>, 'valueId' | 'direction' | 'path'>;

/** @param isBefore by figures as they are before a calculation */
function figureOrder(computed: Computed, side: 'rows' | 'columns', sort: FigureSort, isBefore: boolean): Compare {
  const sign = sort.direction === 'desc' ? -1 : 1;
  const value = computed.pivot.values.findIndex((one) => one.id === sort.valueId);
  const across = computed[side === 'rows' ? 'columns' : 'rows'].find(sort.path);
  if (value < 0 || across < 0) return () => 0;
  const calculation = computed.pivot.values[value]?.calculation?.kind;
  // Running totals and ranks depend on this very order: the figures below them decide.
  const isPlain =
    isBefore || calculation === 'running_total' || calculation === 'moving_average' || calculation === 'rank';
  const read = (row: number, column: number) =>
    isPlain ? computed.values.base(row, column, value) : computed.values.at(row, column, value);
  const figures = new Map<number, number>();
  const figure = (node: number) => {
    let known = figures.get(node);
    if (known === undefined) {
      known = side === 'rows' ? read(node, across) : read(across, node);
      figures.set(node, known);
    }
    return known;
  };
  return (a, b) => {
    const [first, second] = [figure(a), figure(b)];
    if (Number.isNaN(first) || Number.isNaN(second)) return Number(Number.isNaN(first)) - Number(Number.isNaN(second));
    return sign * (first - second);
  };
}

/** Numbers and bins by size, groups in the order they were made, times by time, the rest as text. */
function labelOrder(tree: AxisTree, field: AxisField, catalogue: Catalogue): Compare {
  if (field.groups) {
    const names = [...field.groups.list.map((group) => group.name), field.groups.other ?? ''];
    return (a, b) => names.indexOf(tree.node(a).key ?? '') - names.indexOf(tree.node(b).key ?? '');
  }
  const type = catalogue.get(field.member)?.type;
  const key = (node: number) => tree.node(node).key ?? '';
  if (type === 'number' || field.bins) return (a, b) => Number(key(a)) - Number(key(b));
  if (type === 'time') return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
  return (a, b) => collator.compare(key(a), key(b)) || (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}
