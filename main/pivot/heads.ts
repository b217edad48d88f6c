import { type AxisField, type MemberKey, otherKey } from '../../contract/pivot.ts';
import { nameInScale, scaleDivisors } from '../../contract/pivot-formats.ts';
import { calculationLabel, keyLabel, pivotWords } from '../../contract/pivot-labels.ts';
import { figureAt, type Line, timeText } from './layout.ts';
import type { FileTerms } from './pivot-file.ts';
import type { AxisTree } from './tree.ts';

/** Words and figures of a table for a file, in the reader's language. */
export class Heads {
  readonly #file: FileTerms;

  constructor(file: FileTerms) {
    this.#file = file;
  }

  fieldTitle(field: AxisField): string {
    const { request, catalogue } = this.#file;
    return request.titles[field.id] ?? catalogue.get(field.member)?.title ?? field.member;
  }

  /** Name of a value, with the scale its figures are told in. */
  valueTitle(index: number): string {
    const { request, catalogue, computed, terms } = this.#file;
    const value = computed.pivot.values[index];
    if (!value) return '';
    const scale = request.numbers.find((one) => one.valueId === value.id)?.scale ?? 'none';
    const own = request.titles[value.id];
    if (own) return nameInScale(own, scale, terms.language);
    const { source } = value;
    const name =
      'measure' in source
        ? (catalogue.get(source.measure)?.title ?? source.measure)
        : (computed.pivot.formulas.find((one) => one.id === source.formula)?.name ?? '');
    const words = [name, calculationLabel(value.calculation, terms.language)].filter((part) => part !== '');
    return nameInScale(words.join(' · '), scale, terms.language);
  }

  keyLabel(field: AxisField, key: MemberKey): string {
    const { catalogue, request, terms } = this.#file;
    const member = catalogue.get(field.member);
    return keyLabel(field, key, {
      language: terms.language,
      type: member?.type ?? 'string',
      unit: member?.unit ?? null,
      emptyText: request.emptyText,
      fiscalStart: terms.fiscalStart,
    });
  }

  /** Labels of a line's groups, outermost first, as long as the axis is deep; totals say so where they stand. */
  path(line: Line, tree: AxisTree, fields: readonly AxisField[]): string[] {
    const words = pivotWords[this.#file.terms.language];
    const labels = tree.pathOf(line.node).map((key, depth) => {
      const field = fields[depth];
      return field ? this.keyLabel(field, key) : String(key);
    });
    const isOther = tree.node(line.node).key === otherKey;
    if (line.kind === 'total' && fields.length > 0) return [words.total, ...fields.slice(1).map(() => '')];
    if (line.kind === 'subtotal' || (line.kind === 'group' && line.isCollapsed)) labels.push(words.total);
    while (labels.length < fields.length) labels.push(isOther ? words.other : '');
    return labels.slice(0, Math.max(fields.length, 1));
  }

  /** A figure in the scale it is told in; null where there is none. */
  figure(row: Line, column: Line): number | string | null {
    const { computed, request } = this.#file;
    const figure = figureAt(computed, row, column);
    const index = row.value ?? column.value;
    if (Number.isNaN(figure) || index === null) return null;
    if (computed.values.isTime(index)) return timeText(figure);
    const id = computed.pivot.values[index]?.id;
    const scale = request.numbers.find((one) => one.valueId === id)?.scale ?? 'none';
    return figure / scaleDivisors[scale];
  }
}
