import { Button, Input, Select } from 'antd';
import type { Channel, Recipient } from '../../../contract/deliveries.ts';
import { useTranslation } from '../../i18n/index.ts';
import styles from './deliveries.module.css';

interface RecipientsFieldProps {
  channels: Channel[];
  recipients: Recipient[];
  onChange: (recipients: Recipient[]) => void;
  /** A report per value: each recipient may have one of them. */
  hasValues: boolean;
}

/** Who gets it, by which way. */
export function RecipientsField({ channels, recipients, onChange, hasValues }: RecipientsFieldProps) {
  const { t } = useTranslation('deliveries');
  const change = (index: number, part: Partial<Recipient>) =>
    onChange(recipients.map((one, place) => (place === index ? { ...one, ...part } : one)));
  return (
    <div className={styles.recipients}>
      {recipients.map((recipient, index) => {
        const channel = channels.find(({ id }) => id === recipient.channelId);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: recipients have no other name
          <div key={index} className={styles.recipient}>
            <Select
              value={recipient.channelId}
              aria-label={t('channel')}
              onChange={(channelId) => change(index, { channelId })}
              options={channels.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <Input
              value={recipient.address}
              disabled={channel?.kind !== 'email'}
              placeholder={channel?.kind === 'email' ? 'name@example.com' : ''}
              aria-label={t('address')}
              onChange={(event) => change(index, { address: event.target.value })}
            />
            <Input
              value={recipient.value ?? ''}
              disabled={!hasValues}
              placeholder={hasValues ? t('allValues') : ''}
              aria-label={t('onlyValue')}
              onChange={(event) => change(index, { value: event.target.value === '' ? undefined : event.target.value })}
            />
            <Button
              type="text"
              aria-label={t('delete')}
              onClick={() => onChange(recipients.filter((_, place) => place !== index))}
            >
              ×
            </Button>
          </div>
        );
      })}
      <Button
        disabled={channels.length === 0}
        onClick={() => onChange([...recipients, { channelId: channels[0]?.id ?? '', address: '' }])}
        data-testid="add-recipient"
      >
        {channels.length === 0 ? t('channelFirst') : t('addRecipient')}
      </Button>
    </div>
  );
}
