import { useQuery } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import type { DeliveryScheduleState } from '../../../contract/deliveries.ts';
import { formatInstant } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useStatus } from '../../queries/index.ts';
import styles from './deliveries.module.css';
import { SchedulePicture } from './pictures.tsx';
import { Records, State } from './records.tsx';
import { channelsQuery, runsQuery, useChange } from './requests.ts';
import { mayBeResent } from './resending.ts';
import { runTones } from './run-tones.ts';

/** What a schedule has sent, to whom, and what did not arrive. */
export function RunHistory({ schedule, close }: { schedule: DeliveryScheduleState; close: () => void }) {
  const { t } = useTranslation('deliveries');
  const language = useLanguage();
  const runs = useQuery(runsQuery(schedule.id));
  const channels = useQuery(channelsQuery);
  const timezone = useStatus().data?.workspace.timezone ?? 'UTC';
  const change = useChange();
  const nameOf = (id: string) => channels.data?.find((one) => one.id === id)?.name ?? '';
  return (
    <Drawer open title={`${t('history')} · ${schedule.definition.name}`} onClose={close} size={720}>
      <Records
        label={t('history')}
        rows={runs.data}
        keyOf={(row) => row.id}
        empty={{ picture: <SchedulePicture />, title: t('noRuns'), hint: t('noRunsHint') }}
        columns={[
          { title: t('when'), cell: (run) => formatInstant(run.startedAt, timezone, language) },
          {
            title: t('state'),
            cell: (run) => <State tone={runTones[run.status]}>{t(`runState.${run.status}`)}</State>,
          },
          {
            title: t('recipients'),
            cell: (run) =>
              run.deliveries.map((one) => (
                <div key={one.id}>
                  {[one.value, nameOf(one.channelId), one.address].filter(Boolean).join(' · ')}
                  {': '}
                  {t(`deliveryState.${one.status}`)}
                  {one.error ? <div className={styles.fault}>{one.error.message}</div> : null}
                </div>
              )),
          },
          {
            title: '',
            isFigure: true,
            cell: (run) =>
              mayBeResent(run) ? (
                <Button
                  size="small"
                  onClick={() =>
                    change.mutate({ path: `schedules/${schedule.id}/runs/${run.id}/resend`, method: 'POST' })
                  }
                >
                  {t('resend')}
                </Button>
              ) : null,
          },
        ]}
      />
    </Drawer>
  );
}
