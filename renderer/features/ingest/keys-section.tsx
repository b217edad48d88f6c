import { App, Button, Input } from 'antd';
import { useId, useState } from 'react';
import type { NewWriteKey, WriteKey } from '../../../contract/ingest.ts';
import { useTranslation } from '../../i18n/index.ts';
import { CodeBlock } from './code-block.tsx';
import styles from './ingest.module.css';
import { ListSection } from './list-section.tsx';
import { MakeDialog, ShownDialog } from './make-dialog.tsx';
import { useEnd, useMakeKey } from './requests.ts';
import { StateCell } from './state-cell.tsx';

/** Keys for apps and websites; a new one is shown once, with what to do with it. */
export function KeysSection({ keys }: { keys: readonly WriteKey[] }) {
  const { t } = useTranslation('ingest');
  const { modal } = App.useApp();
  const end = useEnd('write-keys');
  const [isMaking, setIsMaking] = useState(false);
  const askToEnd = (key: WriteKey) =>
    modal.confirm({
      title: t('keys.revokeTitle', { name: key.name }),
      content: t('keys.revokeHint'),
      okText: t('keys.revoke'),
      okButtonProps: { danger: true },
      cancelText: t('cancel'),
      onOk: () => end.mutateAsync(key.id),
    });
  return (
    <ListSection
      id="write-keys"
      title={t('keys.title')}
      intro={t('keys.intro')}
      empty={t('keys.empty')}
      action={
        <Button type="primary" onClick={() => setIsMaking(true)} data-testid="make-key">
          {t('keys.add')}
        </Button>
      }
      columns={[t('name'), t('source'), t('keys.key'), t('state')]}
      rows={keys.map((key) => (
        <tr key={key.id} data-ended={key.revokedAt === null ? undefined : true}>
          <th scope="row">{key.name}</th>
          <td>{key.source}</td>
          <td className={styles.mono}>lp_…{key.hint}</td>
          <StateCell createdAt={key.createdAt} endedAt={key.revokedAt} />
          <td className={styles.end}>
            {key.revokedAt === null ? (
              <Button size="small" onClick={() => askToEnd(key)}>
                {t('keys.revoke')}
              </Button>
            ) : null}
          </td>
        </tr>
      ))}
    >
      {isMaking ? <MakeKey onClose={() => setIsMaking(false)} /> : null}
    </ListSection>
  );
}

function MakeKey({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('ingest');
  const make = useMakeKey();
  const [name, setName] = useState('');
  const sourceId = useId();
  const [source, setSource] = useState('events');
  if (make.data) return <MadeKey made={make.data} onClose={onClose} />;
  const submit = () => make.mutate({ name: name.trim(), source: source.trim() || 'events' });
  return (
    <MakeDialog
      title={t('keys.add')}
      okText={t('keys.create')}
      name={{ value: name, maxLength: 80, onChange: setName, testId: 'key-name' }}
      isReady={name.trim() !== ''}
      isPending={make.isPending}
      error={make.error}
      onMake={submit}
      onClose={onClose}
    >
      <div>
        <label htmlFor={sourceId}>{t('source')}</label>
        <Input id={sourceId} value={source} maxLength={60} onChange={({ target }) => setSource(target.value)} />
        <span className={styles.help}>{t('keys.sourceHint')}</span>
      </div>
    </MakeDialog>
  );
}

function MadeKey({ made, onClose }: { made: NewWriteKey; onClose: () => void }) {
  const { t } = useTranslation('ingest');
  const { origin } = window.location;
  const server = `import { Analytics } from '@segment/analytics-node';
const analytics = new Analytics({
  writeKey: '${made.key}',
  host: '${origin}',
});
analytics.track({ userId: 'C1001', event: 'Order Placed' });`;
  const website = `<script async src="${origin}/snippet.js" data-write-key="${made.key}"></script>`;
  return (
    <ShownDialog title={made.name} done={t('keys.done')} onClose={onClose}>
      <p className={styles.intro}>{t('keys.once')}</p>
      <CodeBlock text={made.key} label={t('keys.key')} />
      <div>
        <h3>{t('keys.server')}</h3>
        <CodeBlock text={server} label={t('keys.server')} />
      </div>
      <div>
        <h3>{t('keys.website')}</h3>
        <CodeBlock text={website} label={t('keys.website')} />
      </div>
    </ShownDialog>
  );
}
