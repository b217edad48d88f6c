import { useQuery } from '@tanstack/react-query';
import { App, Button, Drawer, Pagination } from 'antd';
import { useState } from 'react';
import { useErrorSentence } from '../../../errors/index.ts';
import { formatCount } from '../../../format/index.ts';
import { CloseIcon } from '../../../ui/index.ts';
import { downloadText, toCsv } from '../export/csv.ts';
import { useWorld } from '../frame/world.ts';
import { type CellOfPeople, everybodyIn, peopleOf } from './cell-people.ts';
import styles from './people.module.css';
import { PeopleTable } from './people-table.tsx';
import { SaveSegment } from './save-segment.tsx';

const pageSize = 50;

interface PeopleDrawerProps {
  cell: CellOfPeople;
  isOpen: boolean;
  onClose: () => void;
}

/** Who is behind a figure: the list with paging, and the way to a segment of them. */
export function PeopleDrawer({ cell, isOpen, onClose }: PeopleDrawerProps) {
  const { t, currency, workspace } = useWorld();
  const sentence = useErrorSentence();
  const [page, setPage] = useState(1);
  const offset = (page - 1) * pageSize;
  const query = useQuery({
    queryKey: ['analytics', 'people', cell.kind, cell.body, cell.cell, offset],
    queryFn: ({ signal }) => peopleOf(cell, { offset, limit: pageSize }, signal),
    placeholderData: (former) => former,
    enabled: isOpen,
  });
  const total = query.data?.total ?? 0;
  const shownTo = Math.min(total, offset + pageSize);
  return (
    <Drawer
      open={isOpen}
      onClose={onClose}
      size={640}
      destroyOnHidden
      closable={false}
      title={
        <div className={styles.head}>
          <div className={styles.heading}>
            <h2 data-testid="people-title">{cell.title}</h2>
            <p data-testid="people-total">
              {query.data ? t('drawer.total', { count: total, formatted: formatCount(total) }) : t('loading')}
            </p>
          </div>
          <button type="button" className={styles.close} aria-label={t('drawer.close')} onClick={onClose}>
            <CloseIcon size={18} />
          </button>
        </div>
      }
      footer={
        total > 0 ? (
          <div className={styles.foot}>
            <span className={styles.range}>
              {t('drawer.range', {
                from: formatCount(offset + 1),
                to: formatCount(shownTo),
                total: formatCount(total),
              })}
            </span>
            <Pagination
              simple
              size="small"
              current={page}
              pageSize={pageSize}
              total={total}
              onChange={setPage}
              showSizeChanger={false}
            />
          </div>
        ) : null
      }
    >
      {query.isError && !query.data ? (
        <p role="alert">{sentence(query.error)}</p>
      ) : query.data && total === 0 ? (
        <p className={styles.empty}>{t('drawer.empty')}</p>
      ) : (
        <>
          <div className={styles.actions}>
            <SaveSegment cell={cell} isDisabled={total === 0} />
            <DownloadPeople cell={cell} isDisabled={total === 0} />
          </div>
          <div data-state={query.isPlaceholderData ? 'stale' : 'full'} className={styles.list}>
            <PeopleTable
              people={query.data?.profiles ?? []}
              isLoading={query.data === undefined}
              currency={currency}
              timezone={workspace.timezone}
            />
          </div>
        </>
      )}
    </Drawer>
  );
}

function DownloadPeople({ cell, isDisabled }: { cell: CellOfPeople; isDisabled: boolean }) {
  const { t } = useWorld();
  const { message } = App.useApp();
  const sentence = useErrorSentence();
  const [isBusy, setIsBusy] = useState(false);
  const download = async () => {
    setIsBusy(true);
    try {
      const people = await everybodyIn(cell);
      const rows = people.map(({ id, displayName }) => [id, displayName ?? '']);
      downloadText(`${cell.name}.csv`, toCsv([['id', t('drawer.name')], ...rows]));
    } catch (error) {
      void message.error(`${t('drawer.downloadFailed')} · ${sentence(error)}`);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Button onClick={() => void download()} loading={isBusy} disabled={isDisabled}>
      {t('drawer.download')}
    </Button>
  );
}
