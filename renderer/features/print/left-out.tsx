import { useQueries } from '@tanstack/react-query';
import type { CSSProperties } from 'react';
import type { Board, Tile } from '../../../contract/boards.ts';
import type { Slice } from '../../../contract/exports.ts';
import { type SavedReport, savedReportOutput } from '../../../contract/reports.ts';
import { useLocalized, useTranslation } from '../../i18n/index.ts';
import { type BoardScope, isWithinSlice, type Members, unknownMember } from '../../queries/index.ts';
import { request } from '../../transport/index.ts';
import styles from './print.module.css';

/**
 * Ids of tiles whose figures are not those of one reader's part; null while it is not known of all of them. A report
 * that cannot be read is one of them: nobody knows what it would show.
 */
export function useLeftOut(
  tiles: Board['tiles'],
  slice: Slice | null,
  { scope, members }: { scope: BoardScope; members: Members },
): readonly string[] | null {
  const isAsked = slice?.unreached === 'leave_out';
  const shown = isAsked ? tiles.flatMap((tile) => (tile.kind === 'report' ? [tile.reportId] : [])) : [];
  const ids = [...new Set(shown)];
  const answers = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['reports', id],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        request(`/api/v1/reports/${encodeURIComponent(id)}`, { schema: savedReportOutput, signal }),
    })),
  });
  if (!isAsked) return [];
  if (answers.some((answer) => answer.isPending)) return null;
  const reports = new Map<string, SavedReport | undefined>(ids.map((id, index) => [id, answers[index]?.data]));
  return tiles
    .filter((tile) => {
      const report = tile.kind === 'report' ? (reports.get(tile.reportId) ?? null) : null;
      return !isWithinSlice(tile, scope, members, report);
    })
    .map(({ id }) => id);
}

/** In the place of such a tile: its name, and why it is not here. */
export function LeftOutTile({ tile, slice, members }: { tile: Tile; slice: Slice; members: Members }) {
  const { t } = useTranslation('print');
  const localized = useLocalized();
  const { x, y, w, h } = tile.placement;
  const { title } = members.get(slice.member) ?? unknownMember(slice.member);
  return (
    <section
      className={styles.leftOut}
      style={{ '--x': x + 1, '--y': y + 1, '--w': w, '--h': h } as CSSProperties}
      data-testid={`tile-${tile.id}`}
      data-state="left-out"
      aria-labelledby={`tile-${tile.id}-title`}
    >
      <h2 className={styles.leftOutTitle} id={`tile-${tile.id}-title`}>
        {localized(tile.title)}
      </h2>
      <p className={styles.leftOutReason}>{t('leftOut', { member: title, value: slice.value })}</p>
    </section>
  );
}
