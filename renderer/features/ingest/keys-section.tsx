import { App, Button, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import type { NewWriteKey, WriteKey } from '../../../contract/ingest.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { useTranslation } from '../../i18n/index.ts';
import { CodeBlock } from './code-block.tsx';
import styles from './ingest.module.css';
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
    <section className={styles.section} aria-labelledby="write-keys">
      <div className={styles.head}>
        <div>
          <h2 className={styles.title} id="write-keys">
            {t('keys.title')}
          </h2>
          <p className={styles.intro}>{t('keys.intro')}</p>
        </div>
        <Button type="primary" onClick={() => setIsMaking(true)} data-testid="make-key">
          {t('keys.add')}
        </Button>
      </div>
      {keys.length === 0 ? (
        <p className={styles.quiet}>{t('keys.empty')}</p>
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('name')}</th>
              <th scope="col">{t('source')}</th>
              <th scope="col">{t('keys.key')}</th>
              <th scope="col">{t('state')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {keys.map((key) => (
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
          </tbody>
        </table>
      )}
      {isMaking ? <MakeKey onClose={() => setIsMaking(false)} /> : null}
    </section>
  );
}

function MakeKey({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('ingest');
  const sentence = useErrorSentence();
  const make = useMakeKey();
  const [name, setName] = useState('');
  const nameId = useId();
  const sourceId = useId();
  const [source, setSource] = useState('events');
  if (make.data) return <MadeKey made={make.data} onClose={onClose} />;
  const submit = () => make.mutate({ name: name.trim(), source: source.trim() || 'events' });
  return (
    <Modal
      open
      title={t('keys.add')}
      okText={t('keys.create')}
      cancelText={t('cancel')}
      onOk={submit}
      onCancel={onClose}
      okButtonProps={{ disabled: name.trim() === '', loading: make.isPending }}
    >
      <div className={styles.form}>
        <div>
          <label htmlFor={nameId}>{t('name')}</label>
          <Input
            id={nameId}
            value={name}
            autoFocus
            maxLength={80}
            onChange={({ target }) => setName(target.value)}
            onPressEnter={submit}
            data-testid="key-name"
          />
        </div>
        <div>
          <label htmlFor={sourceId}>{t('source')}</label>
          <Input id={sourceId} value={source} maxLength={60} onChange={({ target }) => setSource(target.value)} />
          <span className={styles.help}>{t('keys.sourceHint')}</span>
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
    <Modal
      open
      width={640}
      title={made.name}
      onCancel={onClose}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('keys.done')}
        </Button>
      }
    >
      <div className={styles.shown}>
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
      </div>
    </Modal>
  );
}
