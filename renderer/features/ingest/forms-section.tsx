import { App, Button, Input, Modal, Radio } from 'antd';
import { useId, useState } from 'react';
import type { FormHook, NewFormHook } from '../../../contract/ingest.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { CodeBlock } from './code-block.tsx';
import styles from './ingest.module.css';
import { useEnd, useMakeForm } from './requests.ts';
import { StateCell } from './state-cell.tsx';

/** Addresses that forms and webhooks post to. */
export function FormsSection({ forms }: { forms: readonly FormHook[] }) {
  const { t } = useTranslation('ingest');
  const { modal } = App.useApp();
  const end = useEnd('form-hooks');
  const [isMaking, setIsMaking] = useState(false);
  const [shown, setShown] = useState<FormHook | null>(null);
  const askToEnd = (form: FormHook) =>
    modal.confirm({
      title: t('forms.revokeTitle', { name: form.name }),
      content: t('forms.revokeHint'),
      okText: t('forms.revoke'),
      okButtonProps: { danger: true },
      cancelText: t('cancel'),
      onOk: () => end.mutateAsync(form.id),
    });
  return (
    <section className={styles.section} aria-labelledby="form-addresses">
      <div className={styles.head}>
        <div>
          <h2 className={styles.title} id="form-addresses">
            {t('forms.title')}
          </h2>
          <p className={styles.intro}>{t('forms.intro')}</p>
        </div>
        <Button onClick={() => setIsMaking(true)} data-testid="make-form">
          {t('forms.add')}
        </Button>
      </div>
      {forms.length === 0 ? (
        <p className={styles.quiet}>{t('forms.empty')}</p>
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('name')}</th>
              <th scope="col">{t('forms.becomes')}</th>
              <th scope="col">{t('state')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {forms.map((form) => (
              <tr key={form.id} data-ended={form.revokedAt === null ? undefined : true}>
                <th scope="row">{form.name}</th>
                <td>{becomes(form.entity, t('forms.events'))}</td>
                <StateCell createdAt={form.createdAt} endedAt={form.revokedAt} />
                <td className={styles.end}>
                  {form.revokedAt === null ? (
                    <>
                      <Button size="small" onClick={() => setShown(form)}>
                        {t('forms.address')}
                      </Button>{' '}
                      <Button size="small" onClick={() => askToEnd(form)}>
                        {t('forms.revoke')}
                      </Button>
                    </>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {isMaking ? <MakeForm onClose={() => setIsMaking(false)} /> : null}
      {shown ? <FormAddress form={shown} onClose={() => setShown(null)} /> : null}
    </section>
  );
}

const becomes = (entity: string, events: string) => (entity === 'events' ? events : entity.replace(/^table:/, ''));

function MakeForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('ingest');
  const sentence = useErrorSentence();
  const make = useMakeForm();
  const [name, setName] = useState('');
  const nameId = useId();
  const [kind, setKind] = useState<'table' | 'events'>('table');
  if (make.data) return <FormAddress form={make.data} secret={make.data} onClose={onClose} />;
  const table = name
    .replace(/[^\p{L}\p{N}_ -]+/gu, ' ')
    .trim()
    .slice(0, 60);
  const submit = () =>
    make.mutate({ name: name.trim(), source: 'forms', entity: kind === 'events' ? 'events' : `table:${table}` });
  return (
    <Modal
      open
      title={t('forms.add')}
      okText={t('forms.create')}
      cancelText={t('cancel')}
      onOk={submit}
      onCancel={onClose}
      okButtonProps={{ disabled: table === '', loading: make.isPending }}
    >
      <div className={styles.form}>
        <div>
          <label htmlFor={nameId}>{t('name')}</label>
          <Input
            id={nameId}
            value={name}
            autoFocus
            maxLength={60}
            onChange={({ target }) => setName(target.value)}
            onPressEnter={submit}
            data-testid="form-name"
          />
        </div>
        <div>
          <span className={styles.help}>{t('forms.becomes')}</span>
          <Radio.Group value={kind} onChange={({ target }) => setKind(target.value)} aria-label={t('forms.becomes')}>
            <Radio value="table">{t('forms.table')}</Radio>
            <Radio value="events">{t('forms.events')}</Radio>
          </Radio.Group>
        </div>
        {make.isError ? (
          <p className={styles.fault} role="alert">
            {sentence(make.error)}
          </p>
        ) : null}
      </div>
    </Modal>
  );
}

function FormAddress({ form, secret, onClose }: { form: FormHook; secret?: NewFormHook; onClose: () => void }) {
  const { t } = useTranslation('ingest');
  return (
    <Modal
      open
      width={640}
      title={form.name}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('forms.done')}
        </Button>
      }
    >
      <div className={styles.shown}>
        <div>
          <h3>{t('forms.address')}</h3>
          <CodeBlock text={`${window.location.origin}${form.path}`} label={t('forms.address')} />
          <p className={styles.help}>{t('forms.open')}</p>
        </div>
        {secret ? (
          <div>
            <h3>{t('forms.secret')}</h3>
            <CodeBlock text={secret.secret} label={t('forms.secret')} />
            <p className={styles.help}>{t('forms.once')}</p>
          </div>
        ) : null}
      </div>
    </Modal>
  );
}
