import { Button } from 'antd';
import type { BoardInput } from '../../../../contract/boards.ts';
import { useLocalized, useTranslation } from '../../../i18n/index.ts';
import { type DifferenceRow, DifferenceTable } from '../../../ui/index.ts';
import {
  type BoardSetting,
  boardDifference,
  type ChangedSetting,
  type TileDifference,
  type TileSetting,
} from './board-difference.ts';
import { useVersionWords } from './use-version-words.ts';
import styles from './versions.module.css';

interface Named {
  name: string;
  board: BoardInput;
}

interface BoardDifferenceTableProps {
  before: Named;
  after: Named;
  /** Null where nothing can be had back: the later one is not the present one, or the reader may not change it. */
  restoreTile: ((id: string) => void) | null;
  restoreSettings: (() => void) | null;
}

/** Two versions of a board beside each other: its own settings, then tile by tile, setting by setting. */
export function BoardDifferenceTable({ before, after, restoreTile, restoreSettings }: BoardDifferenceTableProps) {
  const { t } = useTranslation('boards');
  const localized = useLocalized();
  const difference = boardDifference(before.board, after.board, useVersionWords());
  const { board, tiles } = difference;
  if (board.length + tiles.length === 0) return <p>{t('sinceNothing')}</p>;
  const count = (change: TileDifference['change']) => tiles.filter((one) => one.change === change).length;
  const counts = {
    ...{ changed: count('changed'), added: count('added') },
    ...{ removed: count('removed'), moved: count('moved') },
  };
  const rowsOf = (settings: readonly ChangedSetting<BoardSetting | TileSetting>[]): DifferenceRow[] =>
    settings.map(({ setting, isInDetails, ...row }) => ({
      ...{ part: t(settingNames[setting]), before: row.before, after: row.after, isChanged: true },
      note: isInDetails ? t('detailsDiffer') : undefined,
    }));
  const boardHead = (
    <>
      <span>{t('boardItself')}</span>
      {restoreSettings ? (
        <Button size="small" onClick={restoreSettings}>
          {t('restoreSettings')}
        </Button>
      ) : null}
    </>
  );
  return (
    <div className={styles.difference}>
      <p className={styles.counts} data-testid="version-counts">
        {t('changesOf', counts)}
      </p>
      <DifferenceTable
        label={t('versions')}
        heads={{ part: t('setting'), before: before.name, after: after.name }}
        groups={[
          ...(board.length === 0 ? [] : [{ id: 'board', head: boardHead, rows: rowsOf(board) }]),
          ...tiles.map(({ id, tile, change, settings }) => ({
            id,
            head: (
              <Head
                title={localized(tile.title) || t('untitled')}
                change={change}
                action={restoreTile ? () => restoreTile(id) : null}
              />
            ),
            rows: rowsOf(settings),
          })),
        ]}
      />
    </div>
  );
}

interface HeadProps {
  title: string;
  change: TileDifference['change'];
  action: (() => void) | null;
}

/** What the settings below belong to: its name, what became of it, and the way back. */
function Head({ title, change, action }: HeadProps) {
  const { t } = useTranslation('boards');
  return (
    <>
      <span>{title}</span>
      <small data-change={change}>{t(`tileChanges.${change}`)}</small>
      {action ? (
        <Button size="small" onClick={action}>
          {t(change === 'added' ? 'restoreAway' : 'restoreTile')}
        </Button>
      ) : null}
    </>
  );
}

/** Settings by the names they have where they are set. */
const settingNames = {
  ...({
    kind: 'tileKind',
    title: 'title',
    subtitle: 'subtitle',
    report: 'kinds.report',
    analysis: 'analysis',
  } as const),
  ...({ question: 'question', measures: 'measures', dimensions: 'dimensions', step: 'timeStep' } as const),
  ...({ dates: 'dates', timeField: 'timeField', filters: 'tileFilters', ignores: 'ignores' } as const),
  ...({ comparedWith: 'comparedWith', target: 'target', rules: 'rules', sparkline: 'sparkline' } as const),
  ...({ limit: 'limit', hasOther: 'hasOther', orderBy: 'orderBy', isFilter: 'isFilter' } as const),
  ...({ stacking: 'stacking', horizontal: 'horizontal', secondAxis: 'secondAxis', map: 'map', look: 'look' } as const),
  ...({ text: 'text', picture: 'picture', alt: 'alt', tab: 'tab', section: 'kinds.section' } as const),
  ...({ place: 'place', size: 'size', description: 'description', opensWith: 'opensWith' } as const),
  ...({ boardFilters: 'boardFilters', tabs: 'tabs', hierarchies: 'hierarchies' } as const),
  ...({ refreshSeconds: 'refreshSeconds', notes: 'notes' } as const),
} satisfies Record<BoardSetting | TileSetting, string>;
