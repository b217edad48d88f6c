import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { formatInstant } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useStatus } from '../../queries/index.ts';
import styles from './deliveries.module.css';
import { Records, State } from './records.tsx';
import { noticesQuery, useChange } from './requests.ts';

const tones = { alert: 'bad', recovered: 'good', delivery: 'bad', export: 'quiet' } as const;

/** What the program had to tell. */
export function NoticeList() {
  const { t } = useTranslation('deliveries');
  const language = useLanguage();
  const notices = useQuery(noticesQuery);
  const timezone = useStatus().data?.workspace.timezone ?? 'UTC';
  const change = useChange();
  const newest = notices.data?.[0]?.id ?? 0;
  const hasUnread = notices.data?.some(({ isRead }) => !isRead) ?? false;
  return (
    <>
      <div className={styles.bar}>
        <Button
          disabled={!hasUnread}
          onClick={() => change.mutate({ path: 'notices/read', method: 'POST', body: { upTo: newest } })}
        >
          {t('markRead')}
        </Button>
      </div>
      <Records
        label={t('notices')}
        rows={notices.data}
        keyOf={(row) => String(row.id)}
        empty={{ title: t('noNotices'), hint: t('noNoticesHint') }}
        columns={[
          { title: t('state'), cell: (row) => <State tone={tones[row.kind]}>{t(`noticeKind.${row.kind}`)}</State> },
          {
            title: t('what'),
            cell: (row) => <div style={{ whiteSpace: 'pre-line', fontWeight: row.isRead ? 400 : 600 }}>{row.text}</div>,
          },
          { title: t('when'), cell: (row) => formatInstant(row.at, timezone, language) },
        ]}
      />
    </>
  );
}
