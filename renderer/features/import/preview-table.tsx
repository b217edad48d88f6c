import { useEffect, useMemo, useRef, useState } from 'react';
import type { ImportPreview } from '../../../contract/imports.ts';
import { formatCount } from '../../format/index.ts';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import { columnWidth, columnWindow } from './column-window.ts';
import { TypeIcon } from './import-icons.tsx';
import type { CatalogField } from './map-step.tsx';
import styles from './preview.module.css';

interface PreviewTableProps {
  preview: ImportPreview;
  fields: readonly CatalogField[];
  uses: ReadonlyMap<string, string[]>;
  active: ReadonlySet<string>;
  shouldReveal: boolean;
  /** In a table of its own columns keep their names; then their type is what matters. */
  isTable: boolean;
  isStale: boolean;
}

const isNumeric = (type: string) => type === 'integer' || type === 'decimal';

/** The first rows as they stand in the file; over each column its type and the field it feeds. */
export function PreviewTable({ preview, fields, uses, active, shouldReveal, isTable, isStale }: PreviewTableProps) {
  const { t } = useTranslation('import');
  const localized = useLocalized();
  const { columns, rows } = preview;
  const labels = useMemo(
    () => new Map(fields.map((field) => [field.name, localized(field.label)])),
    [fields, localized],
  );
  const feeds = (name: string) => (uses.get(name) ?? []).map((field) => labels.get(field) ?? field).join(', ');
  const widths = useMemo(
    () =>
      columns.map(({ name }, index) =>
        columnWidth([`${name}  `, ...rows.slice(0, 40).map((row) => row[index] ?? '')], 28),
      ),
    [columns, rows],
  );
  const box = useRef<HTMLElement>(null);
  const view = useScrollView(box);
  useEffect(() => {
    const index = columns.findIndex(({ name }) => active.has(name));
    if (shouldReveal && index >= 0 && box.current) reveal(box.current, widths, index);
  }, [active, shouldReveal, columns, widths]);
  const { first, end, leftPad, rightPad } = columnWindow(widths, view.left, view.width);
  const shown = columns.slice(first, end);
  return (
    <section
      ref={box}
      className={styles.box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable with the keyboard
      tabIndex={0}
      data-stale={isStale || undefined}
      aria-label={t('preview.label', { shown: rows.length, name: preview.fileName })}
    >
      <table className={styles.table} aria-rowcount={rows.length + 1} aria-colcount={columns.length + 1}>
        <colgroup>
          <col style={{ width: rowNumberWidth }} />
          {leftPad > 0 ? <col style={{ width: leftPad }} /> : null}
          {shown.map(({ name }, index) => (
            <col key={name} style={{ width: widths[first + index] }} />
          ))}
          {rightPad > 0 ? <col style={{ width: rightPad }} /> : null}
          <col />
        </colgroup>
        <thead>
          <tr>
            <th scope="col" className={styles.corner}>
              <span className="visually-hidden">{t('preview.row')}</span>
            </th>
            {leftPad > 0 ? <td /> : null}
            {shown.map(({ name, type }, index) => {
              const target = feeds(name);
              return (
                <th
                  key={name}
                  scope="col"
                  aria-colindex={first + index + 2}
                  data-numeric={isNumeric(type) || undefined}
                  data-mapped={target !== '' || undefined}
                  data-active={active.has(name) || undefined}
                >
                  <span className={styles.head} title={name}>
                    <TypeIcon type={type} />
                    <span className={styles.headName}>{name}</span>
                  </span>
                  <span className={styles.target} title={target}>
                    {target === ''
                      ? t(isTable ? 'preview.notTaken' : 'preview.extra')
                      : isTable
                        ? t(`types.${type}`)
                        : `→ ${target}`}
                  </span>
                </th>
              );
            })}
            {rightPad > 0 ? <td /> : null}
            <td />
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other name than their place
            <tr key={index}>
              <th scope="row">{index + 1}</th>
              {leftPad > 0 ? <td /> : null}
              {shown.map(({ name, type }, offset) => (
                <td
                  key={name}
                  data-active={active.has(name) || undefined}
                  data-numeric={isNumeric(type) || undefined}
                  title={longText(row[first + offset])}
                >
                  {row[first + offset]}
                </td>
              ))}
              {rightPad > 0 ? <td /> : null}
              <td />
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.foot}>
        {rows.length < preview.estimatedRows
          ? t('preview.shown', { shown: rows.length, total: formatCount(preview.estimatedRows) })
          : t('preview.shownAll')}
      </p>
    </section>
  );
}

/** Scrolls sideways, no more than needed, until the column stands whole beside the row numbers. */
function reveal(box: HTMLElement, widths: readonly number[], index: number): void {
  const left = widths.slice(0, index).reduce((sum, width) => sum + width, 0);
  const right = left + (widths[index] ?? 0) + rowNumberWidth;
  if (left < box.scrollLeft) box.scrollTo({ left, behavior: 'smooth' });
  else if (right > box.scrollLeft + box.clientWidth)
    box.scrollTo({ left: right - box.clientWidth, behavior: 'smooth' });
}

const rowNumberWidth = 48;

const longText = (text: string | undefined) => (text !== undefined && text.length > 24 ? text : undefined);

function useScrollView(box: React.RefObject<HTMLElement | null>): { left: number; width: number } {
  const [view, setView] = useState({ left: 0, width: 1600 });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let frame = 0;
    const read = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => setView({ left: element.scrollLeft, width: element.clientWidth }));
    };
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener('scroll', read, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      element.removeEventListener('scroll', read);
    };
  }, [box]);
  return view;
}
