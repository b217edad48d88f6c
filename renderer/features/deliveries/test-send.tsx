import { useQuery } from '@tanstack/react-query';
import { App, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import type { DeliveryScheduleState } from '../../../contract/deliveries.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import styles from './deliveries.module.css';
import { Field } from './field.tsx';
import { channelsQuery, useChange } from './requests.ts';

/** One report of a schedule to one reader, as a try; nobody else gets anything. */
export function TestSend({ schedule, close }: { schedule: DeliveryScheduleState; close: () => void }) {
  const { t } = useTranslation('deliveries');
  const { message } = App.useApp();
  const sentence = useErrorSentence();
  const channels = useQuery(channelsQuery);
  const change = useChange();
  const [first] = schedule.definition.recipients;
  const [channelId, setChannelId] = useState(first?.channelId ?? '');
  const [address, setAddress] = useState('');
  const isEmail = channels.data?.find(({ id }) => id === channelId)?.kind === 'email';
  const canSend = channelId !== '' && (!isEmail || address.includes('@')) && !change.isPending;
  const send = () => {
    // Enter comes here too, as often as it is pressed.
    if (!canSend) return;
    change.mutate(
      {
        path: `schedules/${schedule.id}/run`,
        method: 'POST',
        body: { trigger: 'test', to: { channelId, address: isEmail ? address.trim() : '' } },
      },
      {
        onSuccess: () => {
          void message.success(t('testSent'));
          close();
        },
        onError: (error) => void message.error(sentence(error)),
      },
    );
  };
  return (
    <Modal
      open
      title={t('testSend')}
      okText={t('sendTest')}
      cancelText={t('cancel')}
      onOk={send}
      onCancel={close}
      okButtonProps={{ disabled: !canSend, loading: change.isPending }}
      width={420}
    >
      <div className={styles.form}>
        <p className={styles.hint}>{t('testHint')}</p>
        <Field label={t('channel')}>
          <Select
            value={channelId}
            onChange={setChannelId}
            aria-label={t('channel')}
            options={(channels.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Field>
        {isEmail ? (
          <Field label={t('address')}>
            <Input
              value={address}
              placeholder="name@example.com"
              aria-label={t('address')}
              onChange={(event) => setAddress(event.target.value)}
              onPressEnter={send}
            />
          </Field>
        ) : null}
      </div>
    </Modal>
  );
}
