import { SankeyChart as SankeySeries } from 'echarts/charts';
import { use } from 'echarts/core';
import { useMemo } from 'react';
import { useTheme, useWidth } from '../ui/index.ts';
import { textStyle, tooltipBase, tooltipTable } from './axes.ts';
import { Chart } from './chart.tsx';
import styles from './charts.module.css';
import type { EChartsCoreOption } from './echarts.ts';
import type { Place } from './places.ts';
import { fitted, textWidth } from './text-width.ts';

use([SankeySeries]);

export interface SankeyNode {
  id: string;
  name: string;
  /** Column, from 0. */
  depth: number;
  color: string;
  /** Written under the name. */
  note: string;
}

export interface SankeyLink {
  source: string;
  target: string;
  value: number;
  /** What the pointer shows, from `tooltip`. */
  rows: { name: string; value: string }[];
  title: string;
}

interface SankeyChartProps {
  nodes: SankeyNode[];
  links: SankeyLink[];
  label: string;
  onPick: (source: string, target: string) => void;
  /** Many columns keep room for their names and scroll. */
  canScroll: boolean;
}

/** Columns that find room beside one another, and what each needs otherwise, px. */
const mostAbreast = 6;
const roomPerColumn = 140;

/** Streams from column to column, as wide as they are strong. */
export function SankeyChart({ nodes, links, label, onPick, canScroll }: SankeyChartProps) {
  const { tokens } = useTheme();
  const [box, width] = useWidth(0);
  const option = useMemo<EChartsCoreOption>(() => {
    const last = Math.max(0, ...nodes.map(({ depth }) => depth));
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const named = largeEnough(nodes, links);
    const room = roomOf(nodes, named, last, width);
    return {
      textStyle: textStyle(tokens),
      tooltip: {
        ...tooltipBase(tokens),
        trigger: 'item',
        formatter: (parameters: unknown) => {
          const data = dataOf(parameters);
          const link = links.find(({ source, target }) => source === data.source && target === data.target);
          if (link) return tooltipTable(link.title, link.rows);
          const node = byId.get(data.name ?? '');
          return node ? tooltipTable(node.name, [{ name: '', value: node.note }]) : '';
        },
      },
      series: [
        {
          type: 'sankey',
          left: 4,
          right: 4 + room.right,
          top: 6,
          bottom: 6,
          nodeWidth,
          nodeGap: 14,
          nodeAlign: 'left',
          layoutIterations: 48,
          draggable: false,
          emphasis: { focus: 'trajectory', lineStyle: { opacity: 0.6 } },
          lineStyle: { color: 'source', opacity: 0.26, curveness: 0.5 },
          label: {
            color: tokens.ink,
            fontSize: 12,
            lineHeight: 15,
            textBorderColor: tokens.surface,
            textBorderWidth: 3,
            formatter: ({ name }: { name: string }) => {
              const node = byId.get(name);
              if (!node || !named.has(name)) return '';
              const free = (node.depth === last ? room.right : room.between) - textWidth(` ${node.note}`);
              const text = clean(fitted(node.name, free));
              return text === '' ? '' : `{name|${text}} {note|${node.note}}`;
            },
            rich: {
              name: { color: tokens.ink, fontSize: 12, textBorderColor: tokens.surface, textBorderWidth: 3 },
              note: { color: tokens.ink2, fontSize: 12, textBorderColor: tokens.surface, textBorderWidth: 3 },
            },
          },
          data: nodes.map(({ id, depth, color }) => ({ name: id, depth, itemStyle: { color, borderWidth: 0 } })),
          links: links.map(({ source, target, value }) => ({ source, target, value })),
        },
      ],
    };
  }, [nodes, links, tokens, width]);
  const columns = 1 + Math.max(0, ...nodes.map(({ depth }) => depth));
  const isWide = canScroll && columns > mostAbreast;
  return (
    <div className={isWide ? styles.sideways : styles.whole}>
      <div
        ref={box}
        className={styles.whole}
        style={isWide ? { width: `max(100%, ${columns * roomPerColumn}px)` } : {}}
      >
        <Chart
          option={option}
          label={label}
          places={placesOf(nodes, links, onPick)}
          onPick={({ data }) => {
            const { source, target } = dataOf({ data });
            if (source !== undefined && target !== undefined) onPick(source, target);
          }}
        />
      </div>
    </div>
  );
}

const nodeWidth = 10;
/** Between a node and its name, and from that to the next node. */
const besideName = 14;

/**
 * Pixels for the names of nodes: between two columns, and right of the last one, whose names would else lie on those
 * of the column before. Names that need more are cut; the pointer and the keyboard tell them whole.
 */
function roomOf(nodes: readonly SankeyNode[], named: ReadonlySet<string>, last: number, width: number) {
  const widest = Math.max(
    0,
    ...nodes
      .filter(({ id, depth }) => depth === last && named.has(id))
      .map(({ name, note }) => textWidth(`${name} ${note}`)),
  );
  const right = Math.min(widest + besideName, width * 0.18);
  return { right, between: last === 0 ? width : (width - 8 - right - nodeWidth) / last - nodeWidth - besideName };
}

/** Share of the widest column below which a node has no room for its name: hovering and the keyboard still tell it. */
const smallest = 0.008;

function largeEnough(nodes: readonly SankeyNode[], links: readonly SankeyLink[]): ReadonlySet<string> {
  const into = new Map<string, number>();
  const out = new Map<string, number>();
  for (const { source, target, value } of links) {
    out.set(source, (out.get(source) ?? 0) + value);
    into.set(target, (into.get(target) ?? 0) + value);
  }
  const sizeOf = ({ id }: SankeyNode) => Math.max(into.get(id) ?? 0, out.get(id) ?? 0);
  const columns = new Map<number, number>();
  for (const node of nodes) columns.set(node.depth, (columns.get(node.depth) ?? 0) + sizeOf(node));
  const widest = Math.max(1, ...columns.values());
  return new Set(nodes.filter((node) => sizeOf(node) / widest >= smallest).map(({ id }) => id));
}

/** Streams by the column they leave, the strongest on top. */
function placesOf(nodes: SankeyNode[], links: SankeyLink[], onPick: SankeyChartProps['onPick']): Place[][] {
  const depths = new Map(nodes.map(({ id, depth }) => [id, depth]));
  const columns = new Map<number, { link: SankeyLink; item: number }[]>();
  for (const [item, link] of links.entries()) {
    const depth = depths.get(link.source) ?? 0;
    columns.set(depth, [...(columns.get(depth) ?? []), { link, item }]);
  }
  return [...columns]
    .toSorted(([a], [b]) => a - b)
    .map(([, streams]) =>
      streams
        .toSorted((a, b) => a.link.value - b.link.value)
        .map(({ link: { source, target, title, rows }, item }) => ({
          ...{ title, rows },
          spot: { series: 0, item, isLink: true },
          onOpen: () => onPick(source, target),
        })),
    );
}

function dataOf(parameters: unknown): { name?: string; source?: string; target?: string } {
  if (typeof parameters !== 'object' || parameters === null || !('data' in parameters)) return {};
  const { data } = parameters;
  return typeof data === 'object' && data !== null ? (data as { name?: string; source?: string; target?: string }) : {};
}

/** Braces and bars would be read as markup of the label. */
const clean = (name: string) => name.replace(/[{}|]/g, ' ');
