import { Checkbox, Input, InputNumber, Radio, Select } from 'antd';
import { useId, useState } from 'react';
import type { ConnectorCapabilities } from '../../../contract/connections.ts';
import { useTranslation } from '../../i18n/index.ts';
import parts from './connections.module.css';
import type { DraftStream } from './draft.ts';
import styles from './reading-form.module.css';

const zones = Intl.supportedValuesOf('timeZone').map((zone) => ({ value: zone, label: zone }));

interface ReadingFormProps {
  stream: DraftStream;
  columns: readonly string[];
  capabilities: ConnectorCapabilities | undefined;
  onChange: (stream: DraftStream) => void;
}

/** How a stream is read: everything, or what is new by a cursor; its key; deletions. */
export function ReadingForm({ stream, columns, capabilities, onChange }: ReadingFormProps) {
  const { t } = useTranslation('connections');
  const id = useId();
  const [currency, setCurrency] = useState(stream.currency ?? '');
  const options = columns.map((value) => ({ value, label: value }));
  const canGoOn = capabilities?.incremental === true && columns.length > 0;
  const isIncremental = stream.mode === 'incremental';
  return (
    <div className={styles.reading}>
      <div className={parts.field} style={{ gridColumn: '1 / -1' }}>
        <span className={parts.label}>{t('wizard.mode')}</span>
        <Radio.Group
          value={stream.mode}
          data-testid="stream-mode"
          onChange={(event) => {
            const mode = event.target.value as DraftStream['mode'];
            onChange({ ...stream, mode, cursorField: stream.cursorField ?? stream.cursorFields[0] ?? null });
          }}
          options={[
            { value: 'full', label: t('wizard.full') },
            { value: 'incremental', label: t('wizard.incremental'), disabled: !canGoOn },
          ]}
        />
        <span className={parts.help}>{isIncremental ? t('wizard.incrementalHint') : t('wizard.fullHint')}</span>
      </div>
      {isIncremental ? (
        <>
          <div className={parts.field}>
            <label htmlFor={`${id}-cursor`}>{t('wizard.cursor')}</label>
            <Select
              id={`${id}-cursor`}
              showSearch
              value={stream.cursorField}
              options={[
                ...stream.cursorFields.map((value) => ({ value, label: value })),
                ...options.filter(({ value }) => !stream.cursorFields.includes(value)),
              ]}
              data-testid="stream-cursor"
              onChange={(cursorField: string) => onChange({ ...stream, cursorField })}
            />
          </div>
          <div className={parts.field}>
            <label htmlFor={`${id}-lookback`}>{t('wizard.lookback')}</label>
            <InputNumber
              id={`${id}-lookback`}
              min={0}
              value={stream.lookback}
              title={t('wizard.lookbackHint')}
              onChange={(value) => onChange({ ...stream, lookback: value ?? 0 })}
            />
          </div>
        </>
      ) : null}
      <div className={parts.field} style={{ gridColumn: '1 / -1' }}>
        <label htmlFor={`${id}-key`}>{t('wizard.primaryKey')}</label>
        <Select
          id={`${id}-key`}
          mode="multiple"
          value={stream.primaryKey}
          options={options}
          onChange={(primaryKey: string[]) => onChange({ ...stream, primaryKey })}
        />
      </div>
      <div className={parts.field}>
        <label htmlFor={`${id}-zone`}>{t('wizard.timezone')}</label>
        <Select
          id={`${id}-zone`}
          showSearch
          allowClear
          value={stream.timezone}
          options={zones}
          placeholder={t('wizard.ofWorkspace')}
          onChange={(timezone: string | undefined) => onChange({ ...stream, timezone: timezone ?? null })}
        />
      </div>
      <div className={parts.field}>
        <label htmlFor={`${id}-currency`}>{t('wizard.currency')}</label>
        <Input
          id={`${id}-currency`}
          maxLength={3}
          value={currency}
          placeholder={t('wizard.ofWorkspace')}
          onChange={(event) => {
            const text = event.target.value.toUpperCase();
            setCurrency(text);
            onChange({ ...stream, currency: /^[A-Z]{3}$/.test(text) ? text : null });
          }}
        />
      </div>
      <div className={parts.field} style={{ gridColumn: '1 / -1' }}>
        <label htmlFor={`${id}-fresh`}>{t('wizard.promise')}</label>
        <InputNumber
          id={`${id}-fresh`}
          min={1}
          max={525_600}
          value={stream.freshWithinMinutes}
          placeholder={t('wizard.bySchedule')}
          style={{ width: 220 }}
          onChange={(value) => onChange({ ...stream, freshWithinMinutes: value })}
        />
      </div>
      {isIncremental && capabilities?.deletes ? (
        <Checkbox
          style={{ gridColumn: '1 / -1' }}
          checked={stream.detectsDeletes}
          disabled={stream.primaryKey.length === 0}
          onChange={(event) => onChange({ ...stream, detectsDeletes: event.target.checked })}
        >
          {t('wizard.deletes')}
        </Checkbox>
      ) : null}
    </div>
  );
}
