import { App, Button, Radio } from 'antd';
import { useState } from 'react';
import type { FormHook, NewFormHook } from '../../../contract/ingest.ts';
import { useTranslation } from '../../i18n/index.ts';
import { CodeBlock } from './code-block.tsx';
import styles from './ingest.module.css';
import { ListSection } from './list-section.tsx';
import { MakeDialog, ShownDialog } from './make-dialog.tsx';
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
    <ListSection
      id="form-addresses"
      title={t('forms.title')}
      intro={t('forms.intro')}
      empty={t('forms.empty')}
      action={
        <Button onClick={() => setIsMaking(true)} data-testid="make-form">
          {t('forms.add')}
        </Button>
      }
      columns={[t('name'), t('forms.becomes'), t('state')]}
      rows={forms.map((form) => (
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
    >
      {isMaking ? <MakeForm onClose={() => setIsMaking(false)} /> : null}
      {shown ? <FormAddress form={shown} onClose={() => setShown(null)} /> : null}
    </ListSection>
  );
}

const becomes = (entity: string, events: string) => (entity === 'events' ? events : entity.replace(/^table:/, ''));

function MakeForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('ingest');
  const make = useMakeForm();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<'table' | 'events'>('table');
  if (make.data) return <FormAddress form={make.data} secret={make.data} onClose={onClose} />;
  const table = name
    .replace(/[^\p{L}\p{N}_ -]+/gu, ' ')
    .trim()
    .slice(0, 60);
  const submit = () =>
    make.mutate({ name: name.trim(), source: 'forms', entity: kind === 'events' ? 'events' : `table:${table}` });
  return (
    <MakeDialog
      title={t('forms.add')}
      okText={t('forms.create')}
      name={{ value: name, maxLength: 60, onChange: setName, testId: 'form-name' }}
      isReady={table !== ''}
      isPending={make.isPending}
      error={make.error}
      onMake={submit}
      onClose={onClose}
    >
      <div>
        <span className={styles.help}>{t('forms.becomes')}</span>
        <Radio.Group value={kind} onChange={({ target }) => setKind(target.value)} aria-label={t('forms.becomes')}>
          <Radio value="table">{t('forms.table')}</Radio>
          <Radio value="events">{t('forms.events')}</Radio>
        </Radio.Group>
      </div>
    </MakeDialog>
  );
}

function FormAddress({ form, secret, onClose }: { form: FormHook; secret?: NewFormHook; onClose: () => void }) {
  const { t } = useTranslation('ingest');
  return (
    <ShownDialog title={form.name} done={t('forms.done')} onClose={onClose}>
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
    </ShownDialog>
  );
}
