import { escapeHtml } from '../../contract/format/html.ts';
import type { Tokens } from '../ui/index.ts';
import { textWidth } from './text-width.ts';

const font = 'Inter Variable, Noto Sans SC Variable, PingFang SC, Microsoft YaHei, system-ui, sans-serif';

export const textStyle = (tokens: Tokens) => ({ fontFamily: font, fontSize: 12, color: tokens.ink2 });

/** Steps or bands along the bottom: a hairline, no ticks. */
export function categoryAxis(labels: string[], tokens: Tokens) {
  return {
    type: 'category' as const,
    data: labels,
    axisLine: { lineStyle: { color: tokens.line } },
    axisTick: { show: false },
    axisLabel: { color: tokens.ink3, fontFamily: font, fontSize: 12, lineHeight: 15, hideOverlap: true, margin: 10 },
  };
}

/** Room beside names of neighbours, and that of the value axis; px. */
const apart = 12;
const besideAxis = 60;
/** Height of a drawing that slanted names leave enough of; px. */
const leastForSlanted = 220;

/**
 * Names along the bottom that do not fit beside each other stand aslant, cut with an ellipsis: every bar keeps its name,
 * and the last one stays within the drawing. To be spread into an option; follows the width of the drawing.
 */
export function slantedWhereTight(labels: readonly string[]) {
  const needed = labels.length * (Math.max(0, ...labels.map(textWidth)) + apart) + besideAxis;
  const aslant = { rotate: 40, width: 116, overflow: 'truncate' };
  return {
    media: [
      { query: { maxWidth: Math.ceil(needed), minHeight: leastForSlanted }, option: { xAxis: { axisLabel: aslant } } },
      // Too low for that: the first and the last name keep within the plot, and those between that fit.
      { option: { xAxis: { axisLabel: { rotate: 0, overflow: 'none', ...keptWithin(labels) } } } },
    ],
  };
}

/** A single name stays in the middle of its mark. */
const keptWithin = ({ length }: readonly string[]) =>
  length > 1 ? { alignMinLabel: 'left', alignMaxLabel: 'right' } : {};

/** Values at the left: faint lines, four or five ticks, no axis line. */
export function valueAxis(format: (value: number) => string, tokens: Tokens, options: { isFromZero: boolean }) {
  return {
    type: 'value' as const,
    splitNumber: 4,
    scale: !options.isFromZero,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: tokens.line, width: 1 } },
    axisLabel: { color: tokens.ink3, fontFamily: font, fontSize: 12, formatter: format, margin: 10 },
  };
}

/** The box that follows the pointer. Its content is built by `tooltipTable`, which escapes every text. */
export function tooltipBase(tokens: Tokens) {
  return {
    confine: true,
    backgroundColor: tokens.surface,
    borderColor: tokens.line,
    borderWidth: 1,
    padding: [8, 12],
    textStyle: { ...textStyle(tokens), color: tokens.ink },
    extraCssText: 'box-shadow: 0 8px 24px rgb(0 0 0 / 14%); border-radius: 8px;',
    transitionDuration: 0,
  };
}

export interface TooltipRow {
  color?: string;
  name: string;
  value: string;
  note?: string;
}

/** A heading and rows of name, value and note, as safe HTML. */
export function tooltipTable(title: string, rows: TooltipRow[], footnote?: string): string {
  const lines = rows.map(({ color, name, value, note }) => {
    const swatch = color ? `<i style="background:${color}"></i>` : '<i></i>';
    return `<tr><td>${swatch}${escapeHtml(name)}</td><td>${escapeHtml(value)}</td><td>${escapeHtml(note ?? '')}</td></tr>`;
  });
  const foot = footnote ? `<p>${escapeHtml(footnote)}</p>` : '';
  return `<div class="luopan-tooltip"><b>${escapeHtml(title)}</b><table>${lines.join('')}</table>${foot}</div>`;
}
