import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { formatInstant } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useStatus } from '../../queries/index.ts';
import styles from './deliveries.module.css';
import { NoticesPicture } from './pictures.tsx';
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
      <div className={styles.bar} hidden={notices.data?.length === 0}>
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
        empty={{ picture: <NoticesPicture />, title: t('noNotices'), hint: t('noNoticesHint') }}
        columns={[
          { title: t('state'), cell: (row) => <State tone={tones[row.kind]}>{t(`noticeKind.${row.kind}`)}</State> },
          {
            title: t('what'),
            cell: ({ text, isRead }) => {
              const [subject, ...lines] = text.split('\n');
              return (
                <>
                  <div className={isRead ? undefined : styles.unread}>{subject}</div>
                  {lines.map((line, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: two lines may read alike
                    <div key={index} className={styles.quiet}>
                      {line}
                    </div>
                  ))}
                </>
              );
            },
          },
          { title: t('when'), cell: (row) => formatInstant(row.at, timezone, language) },
          {
            title: '',
            isFigure: true,
            // Paths of the program's own; those of boards carry the tile behind the sign.
            cell: ({ link }) =>
              link.startsWith('/deliveries') && !link.includes('?') ? null : <a href={link}>{t('goThere')}</a>,
          },
        ]}
      />
    </>
  );
}
