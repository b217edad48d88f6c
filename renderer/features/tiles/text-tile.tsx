import { useQueries } from '@tanstack/react-query';
import { Fragment, type ReactNode } from 'react';
import type { TileOf } from '../../../contract/boards.ts';
import { formatShort } from '../../format/index.ts';
import { useLocalized } from '../../i18n/index.ts';
import { cubeQuery, rangeOf, textQueries } from '../../queries/index.ts';
import { figure } from '../../transport/index.ts';
import { parseText, type TextPart } from './rich-text.ts';
import { RowsSkeleton } from './skeletons.tsx';
import styles from './text-tile.module.css';
import { useTileSurface } from './tile-context.ts';
import { TileFrame } from './tile-frame.tsx';

/** Words of the board's makers, with figures that stay up to date. */
export function TextTile({ tile }: { tile: TileOf<'text'> }) {
  const localized = useLocalized();
  const { scope, members, member, style } = useTileSurface();
  const answers = useQueries({ queries: textQueries(tile, scope, members).map(cubeQuery) });
  const isLoading = answers.some((answer) => answer.data === undefined && !answer.isError);
  const failed = answers.find((answer) => answer.isError);
  const values = Object.assign({}, ...answers.map((answer) => answer.data?.rows[0] ?? {})) as Record<string, string>;
  const live = (name: string) => {
    const value = figure(values[name]);
    return value === null ? '—' : formatShort(value, style(member(name).unit));
  };
  const inline = (parts: readonly TextPart[]): ReactNode =>
    parts.map((part, index) => {
      const key = `${index}${part.kind}`;
      if (part.kind === 'strong') return <strong key={key}>{part.text}</strong>;
      if (part.kind === 'figure') {
        return (
          <b key={key} className={styles.figure} data-live={part.member} title={member(part.member).title}>
            {live(part.member)}
          </b>
        );
      }
      return <Fragment key={key}>{part.text}</Fragment>;
    });
  return (
    <TileFrame
      tile={tile}
      state={
        failed
          ? { kind: 'failed', error: failed.error, retry: () => answers.forEach((answer) => void answer.refetch()) }
          : isLoading
            ? { kind: 'loading' }
            : { kind: 'full', isRefreshing: answers.some((answer) => answer.isFetching) }
      }
      range={rangeOf(tile, scope)}
      measures={[]}
      unreached={[]}
      skeleton={<RowsSkeleton rows={2} />}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={styles.text} tabIndex={0} aria-label={localized(tile.title)}>
        {parseText(tile.text).map((block, index) => {
          const key = `${index}${block.kind}`;
          if (block.kind === 'heading') return <h3 key={key}>{inline(block.parts)}</h3>;
          if (block.kind === 'list') {
            return (
              <ul key={key}>
                {block.items.map((item, place) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no identity
                  <li key={place}>{inline(item)}</li>
                ))}
              </ul>
            );
          }
          return <p key={key}>{inline(block.parts)}</p>;
        })}
      </section>
    </TileFrame>
  );
}
