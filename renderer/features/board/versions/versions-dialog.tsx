import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import type { BoardInput } from '../../../../contract/boards.ts';
import { PageError } from '../../../errors/index.ts';
import { useLocalized, useTranslation } from '../../../i18n/index.ts';
import { VersionsBeside } from '../../model/index.ts';
import { contentOf, versionQuery, versionsQuery } from '../requests.ts';
import { BoardDifferenceTable } from './board-difference-table.tsx';
import { withSettingsOf, withTileOf } from './restore.ts';

interface VersionsDialogProps {
  boardId: string;
  current: BoardInput;
  /** Puts another state in the place of the present one, as one step of undo; null for those who only read. */
  restore: ((next: BoardInput) => void) | null;
  close: () => void;
}

const asNow = 0;

/** What was saved when and by whom: what differs from another version or from now, and how to have it back. */
export function VersionsDialog({ boardId, current, restore, close }: VersionsDialogProps) {
  const { t } = useTranslation('boards');
  const localized = useLocalized();
  const list = useQuery(versionsQuery(boardId));
  const versions = (list.data ?? []).map(({ createdAt, ...one }) => ({ ...one, at: createdAt }));
  const [chosen, setChosen] = useState<number | null>(null);
  const [against, setAgainst] = useState(asNow);
  const shown = versions.find(({ version }) => version === chosen)?.version ?? versions[0]?.version;
  const old = useQuery({ ...versionQuery(boardId, shown ?? 0), enabled: shown !== undefined });
  const other = useQuery({ ...versionQuery(boardId, against), enabled: against !== asNow });
  const before = old.data ? contentOf(old.data) : null;
  const after = against === asNow ? current : other.data ? contentOf(other.data) : null;
  const nameOf = (number: number) => (number === asNow ? t('asNow') : t('versionNumber', { number }));
  const choices = [asNow, ...versions.map(({ version }) => version).filter((version) => version !== shown)];
  const fault = [list, old, other].find(({ isError }) => isError);
  const isNow = against === asNow && restore !== null && before !== null;
  return (
    <Modal
      open
      width={1080}
      title={t('versionsOf', { title: localized(current.title) })}
      onCancel={close}
      okText={t('restoreVersion', { number: shown ?? '' })}
      okButtonProps={{ disabled: !before, style: restore ? {} : { display: 'none' } }}
      cancelText={t('close')}
      onOk={() => {
        if (before) restore?.(before);
        close();
      }}
      destroyOnHidden
    >
      {fault ? <PageError error={fault.error} onRetry={() => void fault.refetch()} /> : null}
      <VersionsBeside
        versions={versions}
        shown={shown}
        onChoose={(version) => {
          setChosen(version);
          if (version === against) setAgainst(asNow);
        }}
        against={against}
        choices={choices.map((value) => ({ value, label: nameOf(value) }))}
        onAgainst={setAgainst}
        testId="versions"
        isBusy={list.isFetching || old.isFetching || other.isFetching}
      >
        {before && after && shown !== undefined ? (
          <BoardDifferenceTable
            before={{ name: nameOf(shown), board: before }}
            after={{ name: nameOf(against), board: after }}
            restoreTile={isNow ? (id) => restore(withTileOf(current, before, id)) : null}
            restoreSettings={isNow ? () => restore(withSettingsOf(current, before)) : null}
          />
        ) : null}
      </VersionsBeside>
    </Modal>
  );
}
