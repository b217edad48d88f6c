import { Button } from 'antd';
import type { ReactNode } from 'react';
import type { BoardInput } from '../../../../contract/boards.ts';
import { useLocalized, useTranslation } from '../../../i18n/index.ts';
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
  return (
    <div className={styles.difference}>
      <p className={styles.counts} data-testid="version-counts">
        {t('changesOf', counts)}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys */}
      <section className={styles.scroll} tabIndex={0} aria-label={t('versions')}>
        <table className={styles.table} data-testid="difference">
          <thead>
            <tr>
              <th scope="col">{t('setting')}</th>
              <th scope="col">{before.name}</th>
              <th scope="col">{after.name}</th>
            </tr>
          </thead>
          {board.length > 0 ? (
            <Group
              id="board"
              title={t('boardItself')}
              rows={board}
              action={
                restoreSettings ? (
                  <Button size="small" onClick={restoreSettings}>
                    {t('restoreSettings')}
                  </Button>
                ) : null
              }
            />
          ) : null}
          {tiles.map(({ id, tile, change, settings }) => (
            <Group
              key={id}
              id={id}
              title={localized(tile.title) || t('untitled')}
              change={change}
              rows={settings}
              action={
                restoreTile ? (
                  <Button size="small" onClick={() => restoreTile(id)}>
                    {t(change === 'added' ? 'restoreAway' : 'restoreTile')}
                  </Button>
                ) : null
              }
            />
          ))}
        </table>
      </section>
    </div>
  );
}

interface GroupProps {
  id: string;
  title: string;
  change?: TileDifference['change'];
  rows: readonly ChangedSetting<BoardSetting | TileSetting>[];
  action: ReactNode;
}

function Group({ id, title, change, rows, action }: GroupProps) {
  const { t } = useTranslation('boards');
  return (
    <tbody data-testid={`difference-${id}`}>
      <tr>
        <th scope="rowgroup" colSpan={3} className={styles.group}>
          <div>
            <span>{title}</span>
            {change ? <small data-change={change}>{t(`tileChanges.${change}`)}</small> : null}
            {action}
          </div>
        </th>
      </tr>
      {rows.map(({ setting, before, after, isInDetails }) => (
        <tr key={setting} data-changed>
          <th scope="row">{t(settingNames[setting])}</th>
          <td>{before}</td>
          <td>
            {after}
            {isInDetails ? <em className={styles.note}>{t('detailsDiffer')}</em> : null}
          </td>
        </tr>
      ))}
    </tbody>
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
