import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Badge, Tabs } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import { Page } from '../../ui/index.ts';
import { AlertList } from './alert-list.tsx';
import { ChannelList } from './channel-list.tsx';
import styles from './deliveries.module.css';
import { ExportList } from './export-list.tsx';
import { NoticeList } from './notice-list.tsx';
import { noticesQuery } from './requests.ts';
import { ScheduleList } from './schedule-list.tsx';
import { targetOf } from './target-field.tsx';

const tabs = ['schedules', 'alerts', 'exports', 'notices', 'channels'];

/** What leaves the program: reports by schedule, alerts, files, and the ways they are sent. */
export default function DeliveriesPage() {
  const { t } = useTranslation('deliveries');
  // `new=report:<id>` comes from the menu of a report: the form opens with it.
  const { tab, new: wanted, alert, schedule } = useSearch({ strict: false }) as Partial<Record<string, string>>;
  const navigate = useNavigate();
  const asked = useMemo(() => (wanted === undefined ? null : targetOf(wanted)), [wanted]);
  const notices = useQuery(noticesQuery);
  const unread = notices.data?.filter(({ isRead }) => !isRead).length ?? 0;
  return (
    <Page title={t('title')}>
      <Tabs
        className={styles.tabs ?? ''}
        activeKey={tab !== undefined && tabs.includes(tab) ? tab : 'schedules'}
        onChange={(key) => void navigate({ to: '.', search: { tab: key } as never })}
        items={[
          {
            key: 'schedules',
            label: t('schedules'),
            children: (
              <ScheduleList
                asked={asked}
                onAskedDone={() => void navigate({ to: '.', search: {}, replace: true })}
                marked={schedule}
              />
            ),
          },
          { key: 'alerts', label: t('alerts'), children: <AlertList asked={alert} /> },
          { key: 'exports', label: t('exports'), children: <ExportList /> },
          {
            key: 'notices',
            label: (
              <Badge count={unread} size="small" offset={[8, -2]}>
                {t('notices')}
              </Badge>
            ),
            children: <NoticeList />,
          },
          { key: 'channels', label: t('channels'), children: <ChannelList /> },
        ]}
      />
    </Page>
  );
}
