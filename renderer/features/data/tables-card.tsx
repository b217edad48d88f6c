import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Popconfirm } from 'antd';
import type { ImportedTable } from '../../../contract/tables.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { formatCount } from '../../format/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import styles from './data.module.css';
import { DataCard } from './data-card.tsx';
import { deleteTable, tablesQuery } from './requests.ts';

/** Tables made from files that are nothing the product knows. */
export function TablesCard() {
  const { t } = useTranslation('data');
  const tables = useQuery(tablesQuery);
  return (
    <DataCard title={t('tables.title')} query={tables} skeletonHeight={80} testId="data-tables">
      {(rows) =>
        rows.length === 0 ? (
          <p className={styles.empty}>{t('tables.empty')}</p>
        ) : (
          <ul className={styles.tables}>
            {rows.map((table) => (
              <TableLine key={table.name} table={table} />
            ))}
          </ul>
        )
      }
    </DataCard>
  );
}

function TableLine({ table }: { table: ImportedTable }) {
  const { t } = useTranslation('data');
  const { message } = App.useApp();
  const sentence = useErrorSentence();
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteTable(table.name),
    onSuccess: async () => {
      await queryClient.invalidateQueries();
      void message.success(t('tables.deleted', { name: table.name }));
    },
    onError: (error) => void message.error(sentence(error)),
  });
  const rows = t('tables.rows', { count: table.rowCount, shown: formatCount(table.rowCount) });
  return (
    <li className={styles.tableLine}>
      <span>
        <span className={styles.tableName} title={table.columns.map(({ name }) => name).join(', ')}>
          {table.name}
        </span>
        <span className={styles.reason}>
          {rows} · {t('tables.columns', { count: table.columns.length })}
        </span>
      </span>
      <Popconfirm
        title={t('tables.deleteTitle', { name: table.name })}
        description={<span className={styles.confirm}>{t('tables.deleteHint', { rows })}</span>}
        okText={t('tables.deleteShort')}
        okButtonProps={{ danger: true }}
        onConfirm={() => remove.mutate()}
      >
        <Button
          type="text"
          danger
          size="small"
          loading={remove.isPending}
          aria-label={t('tables.delete', { name: table.name })}
        >
          {t('tables.deleteShort')}
        </Button>
      </Popconfirm>
    </li>
  );
}
