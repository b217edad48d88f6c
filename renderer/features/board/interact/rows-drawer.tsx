import { Drawer } from 'antd';
import { PageError } from '../../../errors/index.ts';
import { formatCount } from '../../../format/index.ts';
import { useLocalized, useTranslation } from '../../../i18n/index.ts';
import { drillThroughQuery, useCube } from '../../../queries/index.ts';
import { useBoardState } from '../board-context.ts';
import { RowsTable } from './rows-table.tsx';
import type { OpenMark } from './use-interaction.ts';

interface RowsDrawerProps {
  mark: Pick<OpenMark, 'tile' | 'picks'>;
  kind: 'rows' | 'people';
  close: () => void;
}

/** The rows or people behind a figure, under every filter in force. */
export function RowsDrawer({ mark: { tile, picks }, kind, close }: RowsDrawerProps) {
  const { t } = useTranslation('boards');
  const localized = useLocalized();
  const { scope, members } = useBoardState();
  const values = picks.filter((pick) => pick.kind === 'value');
  const [step] = picks.filter((pick) => pick.kind === 'step');
  const query = drillThroughQuery(tile, values, kind, scope, members, step);
  const answer = useCube(query);
  const cut = answer.data?.truncated;
  const count = answer.data?.rows.length ?? 0;
  const title = [localized(tile.title), ...values.map((pick) => pick.value)].join(' · ');
  return (
    <Drawer
      open
      onClose={close}
      size={820}
      title={`${t(kind === 'rows' ? 'rowsOf' : 'peopleOf')} ${title}`}
      destroyOnHidden
    >
      {answer.isError ? <PageError error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      <p role="status" data-testid="rows-count">
        {answer.isLoading
          ? t('loadingRows')
          : cut
            ? t('rowsCut', { shown: formatCount(cut.shown), total: formatCount(cut.total) })
            : t('rowsAll', { count, total: formatCount(count) })}
      </p>
      {answer.data ? (
        <RowsTable rows={answer.data.rows} columns={[...(query?.dimensions ?? []), ...(query?.measures ?? [])]} />
      ) : null}
    </Drawer>
  );
}
