import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import parts from './connections.module.css';
import type { Draft } from './draft.ts';
import { FailureNote } from './failure-note.tsx';
import { testProbe } from './requests.ts';
import { isComplete, SettingsFields } from './settings-fields.tsx';
import styles from './settings-step.module.css';

/** Name and settings of a connection, and a try of them. */
export function SettingsStep({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  const { t } = useTranslation('connections');
  const id = useId();
  const test = useMutation({ mutationFn: testProbe });
  if (draft.kind === null) return null;
  const { kind, settings, proof } = draft.kind;
  const result = test.data;
  return (
    <div className={parts.form}>
      {proof === 'real' ? null : <p className={styles.notice}>{t(`wizard.proofHint.${proof}`)}</p>}
      <div className={parts.field}>
        <label htmlFor={id} className={parts.required}>
          {t('wizard.name')}
        </label>
        <Input
          id={id}
          value={draft.name}
          maxLength={80}
          data-testid="connection-name"
          onChange={(event) => onChange({ ...draft, name: event.target.value })}
        />
      </div>
      <SettingsFields
        settings={settings}
        config={draft.config}
        kept={draft.kept}
        onChange={(config) => {
          test.reset();
          onChange({ ...draft, config });
        }}
      />
      <div className={parts.row}>
        <Button
          loading={test.isPending}
          disabled={!isComplete(settings, draft.config, draft.kept)}
          data-testid="test-connection"
          onClick={() => test.mutate({ kind, config: draft.config, ...(draft.id ? { connectionId: draft.id } : {}) })}
        >
          {test.isPending ? t('wizard.testing') : t('wizard.test')}
        </Button>
      </div>
      {result ? (
        <div className={parts.result} data-failed={!result.isOk || undefined} role="status" data-testid="test-result">
          <p>
            <strong>{result.isOk ? t('wizard.testOk') : t('wizard.testFailed')}</strong>
            {result.detail ? <span className={parts.aside}>{result.detail}</span> : null}
          </p>
          {result.error ? <FailureNote failure={result.error} /> : null}
        </div>
      ) : null}
      {test.error ? <p className={parts.fault}>{test.error.message}</p> : null}
    </div>
  );
}
