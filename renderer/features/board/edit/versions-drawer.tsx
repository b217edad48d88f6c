import { useQuery } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import type { Board, BoardInput, Tile } from '../../../../contract/boards.ts';
import { PageError } from '../../../errors/index.ts';
import { formatInstant } from '../../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../../i18n/index.ts';
import { useBoardState } from '../board-context.ts';
import { contentOf, readVersion, versionsQuery } from '../requests.ts';
import { boardDifference } from './board-difference.ts';
import styles from './versions.module.css';

interface VersionsDrawerProps {
  boardId: string;
  current: BoardInput;
  restore: (board: Board) => void;
  close: () => void;
}

/** What was saved when and by whom; each version is compared with the board as it is and can be brought back. */
export function VersionsDrawer({ boardId, current, restore, close }: VersionsDrawerProps) {
  const { t } = useTranslation('boards');
  const language = useLanguage();
  const { scope } = useBoardState();
  const versions = useQuery(versionsQuery(boardId));
  const [chosen, setChosen] = useState<number | null>(null);
  const old = useQuery({
    queryKey: ['boards', boardId, 'versions', chosen],
    queryFn: () => readVersion(boardId, chosen ?? 0),
    enabled: chosen !== null,
  });
  return (
    <Drawer open onClose={close} size={440} title={t('versions')} destroyOnHidden>
      {versions.isError ? <PageError error={versions.error} onRetry={() => void versions.refetch()} /> : null}
      <ol className={styles.list} data-testid="versions">
        {versions.data?.map((version) => (
          <li key={version.version}>
            <button type="button" aria-pressed={chosen === version.version} onClick={() => setChosen(version.version)}>
              <b>{formatInstant(version.createdAt, scope.timezone, language)}</b>
              <span>
                {t('versionNumber', { number: version.version })} · {version.author || '—'}
              </span>
            </button>
            {chosen === version.version && old.data?.version === version.version ? (
              <div className={styles.compare}>
                <Difference before={contentOf(old.data)} after={current} />
                <Button size="small" onClick={() => old.data && restore(old.data)} data-testid="restore">
                  {t('restore')}
                </Button>
              </div>
            ) : null}
          </li>
        ))}
      </ol>
    </Drawer>
  );
}

function Difference({ before, after }: { before: BoardInput; after: BoardInput }) {
  const { t } = useTranslation('boards');
  const localized = useLocalized();
  const { added, removed, changed, moved, isBoardChanged } = boardDifference(before, after);
  const names = (tiles: Tile[]) => tiles.map((tile) => localized(tile.title) || t('untitled')).join(', ');
  const lines = [
    added.length > 0 ? t('sinceAdded', { names: names(added) }) : null,
    removed.length > 0 ? t('sinceRemoved', { names: names(removed) }) : null,
    changed.length > 0 ? t('sinceChanged', { names: names(changed) }) : null,
    moved.length > 0 ? t('sinceMoved', { count: moved.length }) : null,
    isBoardChanged ? t('sinceBoard') : null,
  ].filter((line) => line !== null);
  return lines.length === 0 ? <p>{t('sinceNothing')}</p> : lines.map((line) => <p key={line}>{line}</p>);
}
