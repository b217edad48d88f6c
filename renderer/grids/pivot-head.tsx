import { memo, type PointerEvent, useEffect, useRef } from 'react';
import type { PivotLine } from '../../contract/pivot.ts';
import type { GridModel } from './grid-model.ts';
import { headHeight } from './heights.ts';
import styles from './pivot-grid.module.css';
import { type Span, spansOf } from './spans.ts';

interface PivotHeadProps {
  model: GridModel;
  columns: Span;
  width: number;
  onSort: (line: PivotLine) => void;
  onToggle: (axis: 'rows' | 'columns', path: (string | null)[]) => void;
  onResize: (key: string, width: number, isDone: boolean) => void;
}

/** Heads of the columns in sight, equal neighbours merged; they stay at the top while the rest scrolls. */
export const PivotHead = memo(function PivotHead(props: PivotHeadProps) {
  const { model, width } = props;
  const levels = Array.from({ length: model.levels }, (_, level) => level);
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid of divs
    <div role="rowgroup" className={styles.head} style={{ height: model.levels * headHeight, width }}>
      {levels.map((level) => (
        <HeadRow key={level} level={level} {...props} />
      ))}
    </div>
  );
});

function HeadRow({ model, columns, width, level, onSort, onToggle, onResize }: PivotHeadProps & { level: number }) {
  const isLast = level === model.levels - 1;
  const lines: (PivotLine | null)[] = [];
  for (let column = columns.from; column <= columns.to; column += 1) lines.push(model.columnAt(column));
  const isValues = level === model.valueLevel;
  const spans = isValues ? lines.map((_, index) => ({ from: index, to: index })) : spansOf(lines, level);
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid of divs
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid, which names its active cell
    <div
      role="row"
      aria-rowindex={level + 1}
      className={styles.headRow}
      style={{ top: level * headHeight, width, height: headHeight }}
    >
      <div className={styles.corner} style={{ width: model.headWidth }} role="presentation">
        {model.headColumns.map((head) =>
          isLast && head.title !== '' ? (
            // biome-ignore lint/a11y/useSemanticElements: part of a grid of divs
            // biome-ignore lint/a11y/useFocusableInteractive: see above
            <div
              key={head.key}
              role="columnheader"
              className={styles.cornerCell}
              style={{ width: head.width }}
              aria-colindex={1}
            >
              <span className={styles.headText}>{head.title}</span>
              <Resizer
                width={head.width}
                label={model.words.resize}
                onResize={(next, isDone) => onResize(head.key, next, isDone)}
              />
            </div>
          ) : (
            <div key={head.key} className={styles.cornerCell} style={{ width: head.width }} />
          ),
        )}
      </div>
      {spans.map(({ from, to }) => {
        const line = lines[from];
        const first = columns.from + from;
        const left = model.headWidth + (model.starts[first] ?? 0);
        const right = model.headWidth + (model.starts[columns.from + to + 1] ?? 0);
        const key = model.columnKey(first);
        return (
          // biome-ignore lint/a11y/useSemanticElements: part of a grid of divs
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          <div
            key={first}
            role="columnheader"
            aria-colindex={first + 2}
            aria-colspan={to - from + 1}
            aria-sort={line && isLast ? ariaSort(model.sortOf(line)) : undefined}
            className={styles.headCell}
            data-last={isLast}
            data-total={line ? line.kind !== 'member' : undefined}
            style={{ left, width: right - left }}
          >
            {line ? <HeadCell {...{ model, line, level, isLast, onSort, onToggle }} /> : <i className={styles.ghost} />}
            {isLast ? (
              <Resizer
                width={right - left}
                label={model.words.resize}
                onResize={(next, isDone) => onResize(key, next, isDone)}
              />
            ) : null}
          </div>
        );
      })}
    </div>
  );
}

interface HeadCellProps {
  model: GridModel;
  line: PivotLine;
  level: number;
  isLast: boolean;
  onSort: (line: PivotLine) => void;
  onToggle: (axis: 'rows' | 'columns', path: (string | null)[]) => void;
}

function HeadCell({ model, line, level, isLast, onSort, onToggle }: HeadCellProps) {
  const text = model.columnHead(line, level);
  const isGroup = level < line.path.length - 1 || line.kind === 'group';
  const path = line.path.slice(0, level + 1);
  const isCollapsed = line.kind === 'group' && model.isFolded('columns', line) && level === line.path.length - 1;
  return (
    <span className={styles.headLabel} style={{ left: model.headWidth + 8 }}>
      {isGroup && level < line.path.length ? (
        <button
          type="button"
          tabIndex={-1}
          className={styles.toggle}
          data-collapsed={isCollapsed}
          aria-label={`${isCollapsed ? model.words.expand : model.words.collapse} ${text}`}
          onClick={() => onToggle('columns', path)}
        />
      ) : null}
      {isLast && model.isNumeric ? (
        <button
          type="button"
          tabIndex={-1}
          className={styles.sort}
          onClick={() => onSort(line)}
          title={model.words.sort}
          data-sort={model.sortOf(line) ?? ''}
        >
          <span className={styles.headText}>{text}</span>
        </button>
      ) : (
        <span className={styles.headText} title={text}>
          {text}
        </span>
      )}
    </span>
  );
}

function ariaSort(sort: 'asc' | 'desc' | null) {
  return sort === null ? 'none' : sort === 'asc' ? 'ascending' : 'descending';
}

interface ResizerProps {
  width: number;
  label: string;
  /** Told with every step of the pointer; the last time as done. */
  onResize: (width: number, isDone: boolean) => void;
}

/** The edge that is pulled to widen a column. */
function Resizer({ width, label, onResize }: ResizerProps) {
  const told = useRef(onResize);
  useEffect(() => {
    told.current = onResize;
  });
  const start = (event: PointerEvent<HTMLSpanElement>) => {
    event.preventDefault();
    const from = event.clientX;
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const widthAt = (x: number) => Math.round(Math.max(56, Math.min(800, width + x - from)));
    let hasMoved = false;
    const move = ({ clientX }: globalThis.PointerEvent) => {
      // A press that stays in its place is no change of the width.
      if (!hasMoved && clientX === from) return;
      hasMoved = true;
      told.current(widthAt(clientX), false);
    };
    const stop = (moved: globalThis.PointerEvent) => {
      handle.removeEventListener('pointermove', move);
      handle.removeEventListener('pointerup', stop);
      handle.removeEventListener('pointercancel', stop);
      if (hasMoved) told.current(moved.type === 'pointerup' ? widthAt(moved.clientX) : width, true);
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', stop);
    handle.addEventListener('pointercancel', stop);
  };
  return <span className={styles.resizer} title={label} onPointerDown={start} aria-hidden="true" />;
}
