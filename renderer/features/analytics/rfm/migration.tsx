import { rfmSegmentNames } from '../../../../contract/customer-value.ts';
import { formatCount, formatDay } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { type HeatRow, HeatTable } from '../frame/heat-table.tsx';
import { ResultCard } from '../frame/result-card.tsx';
import { share } from '../frame/shares.ts';
import type { Answer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import { useOpenPeople } from '../people/people-provider.tsx';
import type { RfmAnswer } from './rfm-grid.tsx';
import { type RfmSegment, worth } from './rfm-settings.ts';

interface MigrationProps {
  answer: Answer<RfmAnswer>;
  migration: NonNullable<RfmAnswer['migration']>;
  /** The question, with the earlier day. */
  body: object;
}

/** Segments then by segments now: how many customers went from one to the other. */
export function Migration({ answer, migration, body }: MigrationProps) {
  const { t } = useTranslation('value');
  const { language } = useWorld();
  const openPeople = useOpenPeople();
  const name = (segment: RfmSegment | null) => (segment === null ? t('rfm.notYet') : t(`rfm.segments.${segment}`));
  const open = (cell: { before: RfmSegment | null; after?: RfmSegment }, title: string) =>
    openPeople({ kind: 'rfm', body, cell, title, name: title });
  const columns = rfmSegmentNames.map((segment) => name(segment));
  const movesFrom = (before: RfmSegment | null) => {
    const moves = migration.moves.filter((move) => move.before === before);
    return { moves, total: moves.reduce((sum, { customers }) => sum + customers, 0) };
  };
  const keyed = (key: string) => rfmSegmentNames.find((segment) => segment === key) ?? null;
  const rows: HeatRow[] = [...rfmSegmentNames, null].map((before) => {
    const { moves, total } = movesFrom(before);
    return {
      key: before ?? 'none',
      label: name(before),
      size: {
        text: formatCount(total),
        isOpen: total > 0,
      },
      cells: rfmSegmentNames.map((after) => {
        const customers = moves.find((move) => move.after === after)?.customers ?? 0;
        if (customers === 0) return null;
        return {
          text: formatCount(customers),
          depth: Math.min(0.95, customers / Math.max(1, total)),
          isOpen: true,
        };
      }),
    };
  });
  const known = migration.moves.filter((move) => move.before !== null);
  const moved = (isUp: boolean) =>
    known
      .filter(
        ({ before, after }) => before !== null && (isUp ? worth[after] < worth[before] : worth[after] > worth[before]),
      )
      .reduce((sum, { customers }) => sum + customers, 0);
  return (
    <ResultCard
      title={t('rfm.migrationTitle')}
      note={t('rfm.migrationNote', {
        from: formatDay(migration.from, language),
        to: formatDay(migration.to, language),
      })}
      answer={answer}
      aside={
        <span>
          {t('rfm.stayed', {
            people: formatCount(moved(true)),
            down: formatCount(moved(false)),
            total: formatCount(known.reduce((sum, { customers }) => sum + customers, 0)),
          })}
        </span>
      }
    >
      <HeatTable
        caption={t('rfm.migrationTitle')}
        corner={t('rfm.from')}
        sizeName={t('customers')}
        columns={columns}
        rows={rows}
        onOpen={(key, column) => {
          const before = keyed(key);
          const after = column === null ? undefined : rfmSegmentNames[column];
          if (after === undefined) open({ before }, t('rfm.wasThen', { segment: name(before) }));
          else open({ before, after }, `${name(before)} → ${name(after)}`);
        }}
        titleOf={(key, column) => {
          const before = keyed(key);
          const after = rfmSegmentNames[column];
          const { moves, total } = movesFrom(before);
          const customers = moves.find((move) => move.after === after)?.customers ?? 0;
          if (after === undefined || customers === 0) return '';
          return `${name(before)} → ${name(after)}\n${formatCount(customers)} (${share(customers / total)})`;
        }}
      />
    </ResultCard>
  );
}
