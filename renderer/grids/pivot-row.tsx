import { type CSSProperties, memo } from 'react';
import { type CellLook, plainLook, toneColor } from '../../contract/pivot-formats.ts';
import type { GridCell, GridModel } from './grid-model.ts';
import { rowHeight } from './heights.ts';
import styles from './pivot-grid.module.css';
import type { GridBounds } from './selection.ts';
import type { Span } from './spans.ts';

interface PivotRowProps {
  id: string;
  model: GridModel;
  row: number;
  columns: Span;
  width: number;
  bounds: GridBounds | null;
  /** The active column where the active cell is in this row. */
  active: number | null;
  onSelect: (row: number, column: number, isExtending: boolean) => void;
  onToggle: (axis: 'rows' | 'columns', path: (string | null)[]) => void;
  onMenu: ((row: number, column: number, at: { x: number; y: number }) => void) | undefined;
  onChoose: ((row: number, column: number, isAdding: boolean) => void) | undefined;
}

export const PivotRow = memo(function PivotRow(props: PivotRowProps) {
  const { id, model, row, columns, width, bounds, active } = props;
  const line = model.rowAt(row);
  const list: number[] = [];
  for (let column = columns.from; column <= columns.to; column += 1) list.push(column);
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid of divs
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid, which names its active cell
    <div
      role="row"
      aria-rowindex={row + model.levels + 1}
      aria-level={line && model.isNested ? Math.max(1, line.path.length) : undefined}
      aria-expanded={line?.kind === 'group' && model.isNested ? !line.isCollapsed : undefined}
      className={styles.row}
      data-kind={line?.kind}
      style={{ top: row * rowHeight, width, height: rowHeight }}
    >
      <RowHeads {...props} />
      {list.map((column) => {
        const cell = model.cellAt(row, column);
        const isActive = active === column;
        const [from = 0, to = 0] = [model.starts[column], model.starts[column + 1]];
        return (
          <PivotCell
            key={column}
            column={column}
            left={model.headWidth + from}
            width={to - from}
            text={cell ? cell.text : line?.isBlank ? '' : null}
            look={cell?.look ?? plainLook}
            tone={cell?.tone ?? null}
            isIn={bounds !== null && bounds.fromColumn <= column && column <= bounds.toColumn}
            activeId={isActive ? `${id}-${row}-${column}` : undefined}
            exact={isActive ? cell?.exact : undefined}
          />
        );
      })}
    </div>
  );
});

interface PivotCellProps extends Pick<GridCell, 'look' | 'tone'> {
  column: number;
  left: number;
  width: number;
  /** Null where it has not come yet. */
  text: string | null;
  isIn: boolean;
  /** Of the active cell alone; what the pointer is over is told its whole figure by the grid. */
  activeId: string | undefined;
  exact: string | undefined;
}

/** Drawn again only where something of it has changed: scrolling draws the cells that come in, and no others. */
const PivotCell = memo(function PivotCell(props: PivotCellProps) {
  const { column, left, width, text, look, isIn, activeId, exact } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid of divs
    // biome-ignore lint/a11y/useFocusableInteractive: see above; the grid itself takes keys and pointer
    <div
      id={activeId}
      role="gridcell"
      aria-colindex={column + 2}
      aria-selected={isIn}
      className={styles.cell}
      data-active={activeId !== undefined || undefined}
      data-selected={isIn || undefined}
      style={look === plainLook ? { left, width } : { left, width, ...cellStyle(look) }}
      title={exact}
    >
      {text === null ? <i className={styles.ghost} /> : <CellBody {...props} text={text} />}
    </div>
  );
});

function CellBody({ look, text, tone }: Pick<GridCell, 'look' | 'text' | 'tone'>) {
  return (
    <>
      {look.bar ? (
        <i
          className={styles.bar}
          style={{
            left: `calc(6px + ${look.bar.from * 100}% - ${look.bar.from * 12}px)`,
            width: `calc(${(look.bar.to - look.bar.from) * 100}% - ${(look.bar.to - look.bar.from) * 12}px)`,
            background: `color-mix(in srgb, ${toneVariable(look.bar.isNegative ? 'red' : look.bar.tone)} 22%, transparent)`,
          }}
        />
      ) : null}
      <span
        className={styles.cellText}
        data-tone={tone ?? undefined}
        style={look.ink ? { color: toneVariable(look.ink) } : undefined}
      >
        {look.icon ? (
          <span className={styles.icon} data-icon={look.icon}>
            {icons[look.icon]}
          </span>
        ) : null}
        {text}
      </span>
    </>
  );
}

const icons = { up: '▲', level: '●', down: '▼' } as const;

function cellStyle({ fill, strength, isBold }: CellLook): CSSProperties {
  return {
    ...(fill
      ? {
          backgroundColor: `color-mix(in srgb, ${toneVariable(fill)} ${Math.round(10 + strength * 40)}%, var(--surface))`,
        }
      : {}),
    ...(isBold ? { fontWeight: 600 } : {}),
  };
}

/** Tones follow the theme; an own colour is itself. */
export function toneVariable(tone: string): string {
  const variables: Record<string, string> = {
    red: 'var(--red)',
    green: 'var(--green)',
    amber: 'var(--amber)',
    blue: 'var(--series-1)',
    grey: 'var(--ink-3)',
  };
  return variables[tone] ?? toneColor(tone);
}

function HeadText({ model, row, column, text }: { model: GridModel; row: number; column: number; text: string }) {
  const address = text === '' ? null : (model.links?.of(row, column) ?? null);
  if (address === null) return <span className={styles.headText}>{text}</span>;
  return (
    <a
      className={styles.headLink}
      href={address}
      tabIndex={-1}
      // The row is selected by what is beside the words.
      onMouseDown={(event) => event.stopPropagation()}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        model.links?.follow(address);
      }}
    >
      {text}
    </a>
  );
}

function RowHeads({ id, model, row, bounds, active, onSelect, onToggle, onMenu, onChoose }: PivotRowProps) {
  const line = model.rowAt(row);
  const isIn = bounds !== null && bounds.fromColumn < 0;
  const indent = model.isOutline && line ? Math.max(0, line.path.length - 1) * 18 : 0;
  const hasToggles = model.isOutline && model.isNested && line !== null && line.kind !== 'total';
  return (
    <div className={styles.rowHeads} style={{ width: model.headWidth }} role="presentation">
      {model.headColumns.map((head, column) => {
        const text = model.rowHead(row, column);
        const isFirst = column === 0;
        const isGroup = line?.kind === 'group' && (model.isOutline ? isFirst : column === line.path.length - 1);
        return (
          // biome-ignore lint/a11y/useSemanticElements: part of a grid of divs
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          // biome-ignore lint/a11y/useKeyWithClickEvents: the grid itself takes the keys
          <div
            key={head.key}
            id={isFirst ? `${id}-${row}--1` : undefined}
            role="rowheader"
            aria-colindex={1}
            className={styles.rowHead}
            data-active={(isFirst && active === -1) || undefined}
            data-selected={isIn || undefined}
            style={{ width: head.width, paddingLeft: 10 + (isFirst ? indent + (hasToggles && !isGroup ? 18 : 0) : 0) }}
            title={text}
            onMouseDown={(event) => onSelect(row, -1, event.shiftKey)}
            onClick={(event) => {
              const isToggle = event.target instanceof HTMLButtonElement;
              if (!event.shiftKey && !isToggle) onChoose?.(row, -1, event.ctrlKey || event.metaKey);
            }}
            onContextMenu={(event) => {
              if (!onMenu) return;
              event.preventDefault();
              onMenu(row, -1, { x: event.clientX, y: event.clientY });
            }}
          >
            {isGroup && line ? (
              <button
                type="button"
                tabIndex={-1}
                className={styles.toggle}
                data-collapsed={model.isFolded('rows', line)}
                aria-label={`${model.isFolded('rows', line) ? model.words.expand : model.words.collapse} ${text}`}
                onClick={() => onToggle('rows', line.path)}
              />
            ) : null}
            {line ? <HeadText model={model} row={row} column={column} text={text} /> : <i className={styles.ghost} />}
          </div>
        );
      })}
    </div>
  );
}
