import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { App, Button, Input, Modal, Pagination } from 'antd';
import { useState } from 'react';
import type { Segment } from '../../../contract/segments.ts';
import { PageError, useErrorSentence } from '../../errors/index.ts';
import { formatCount, formatInstant } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { useStatus } from '../../queries/index.ts';
import { Page } from '../../ui/index.ts';
import { OriginText } from './origin-text.tsx';
import { useChangeSegment, useDeleteSegment, useMembers, useSegment } from './requests.ts';
import { SegmentMembers } from './segment-members.tsx';
import styles from './segments.module.css';

const pageSize = 50;

/** One segment: where it comes from, who is in it, and what can be done with it. */
export default function SegmentPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { t } = useTranslation('segments');
  const segment = useSegment(id);
  if (segment.isError && !segment.data) {
    return <PageError error={segment.error} onRetry={() => void segment.refetch()} />;
  }
  if (!segment.data) {
    return (
      <Page title={t('title')}>
        <p aria-busy="true">{t('loading')}</p>
      </Page>
    );
  }
  return <OpenSegment segment={segment.data} />;
}

function OpenSegment({ segment }: { segment: Segment }) {
  const { t } = useTranslation('segments');
  const language = useLanguage();
  const status = useStatus();
  const [page, setPage] = useState(1);
  const members = useMembers(segment.id, (page - 1) * pageSize, pageSize);
  const { workspace } = status.data ?? {};
  const total = members.data?.total ?? segment.count;
  const { origin } = segment;
  const instant = origin.kind === 'analysis' ? origin.asOf : null;
  return (
    <Page title={segment.name} crumb={t('title')} actions={<SegmentActions segment={segment} />}>
      <div className={styles.sheet}>
        <dl className={styles.facts}>
          <div>
            <dt>{t('people')}</dt>
            <dd className={styles.count} data-testid="segment-count">
              {formatCount(segment.count)}
            </dd>
          </div>
          <div>
            <dt>{t('origin')}</dt>
            <dd>
              <OriginText segment={segment} />
              {instant && workspace ? (
                <span className={styles.quiet}>
                  {' · '}
                  {t('asOf', { instant: formatInstant(instant, workspace.timezone, language) })}
                </span>
              ) : null}
            </dd>
          </div>
          <div>
            <dt>{t('created')}</dt>
            <dd>
              {workspace ? formatInstant(segment.createdAt, workspace.timezone, language) : ''}
              <span className={styles.quiet}>
                {' · '}
                {t('by', { who: segment.createdBy })}
              </span>
            </dd>
          </div>
        </dl>
        <h2 className={styles.heading}>{t('members')}</h2>
        {workspace ? <SegmentMembers members={members.data?.profiles ?? []} workspace={workspace} /> : null}
        {total > pageSize ? (
          <Pagination
            className={styles.pages ?? ''}
            size="small"
            current={page}
            pageSize={pageSize}
            total={total}
            showSizeChanger={false}
            onChange={setPage}
          />
        ) : null}
      </div>
    </Page>
  );
}

function SegmentActions({ segment }: { segment: Segment }) {
  const { t } = useTranslation('segments');
  const { message, modal } = App.useApp();
  const sentence = useErrorSentence();
  const navigate = useNavigate();
  const change = useChangeSegment(segment.id);
  const remove = useDeleteSegment();
  const [newName, setNewName] = useState<string | null>(null);
  const onError = (error: unknown) => void message.error(`${t('failed')} · ${sentence(error)}`);
  const rename = () => {
    const name = (newName ?? '').trim();
    if (name !== '') change.mutate({ name }, { onSuccess: () => setNewName(null), onError });
  };
  const refresh = () =>
    change.mutate(
      { refresh: true },
      { onSuccess: ({ count }) => void message.success(t('refreshed', { formatted: formatCount(count) })), onError },
    );
  const confirmDelete = () =>
    void modal.confirm({
      title: t('deleteTitle', { name: segment.name }),
      content: t('deleteText'),
      okText: t('delete'),
      cancelText: t('cancel'),
      okButtonProps: { danger: true },
      icon: null,
      onOk: async () => {
        try {
          await remove.mutateAsync(segment.id);
          void message.success(t('deleted', { name: segment.name }));
          await navigate({ to: '/segments' });
        } catch (error) {
          onError(error);
        }
      },
    });
  const inFunnel = JSON.stringify({
    range: { preset: 'last-12-months' },
    segmentId: segment.id,
    steps: Array.from({ length: 3 }, () => ({ event: 'order_placed' })),
    interval: 'month',
  });
  return (
    <>
      <Link to="/analytics/$kind" params={{ kind: 'funnel' }} search={{ q: inFunnel }} className={styles.plainLink}>
        {t('useIn')}
      </Link>
      {segment.origin.kind === 'analysis' ? (
        <Button onClick={refresh} loading={change.isPending && newName === null} title={t('refreshHint')}>
          {t('refresh')}
        </Button>
      ) : null}
      <Button onClick={() => setNewName(segment.name)}>{t('rename')}</Button>
      <Button onClick={confirmDelete}>{t('delete')}</Button>
      <Modal
        open={newName !== null}
        title={t('renameTitle')}
        okText={t('save')}
        cancelText={t('cancel')}
        onOk={rename}
        onCancel={() => setNewName(null)}
        confirmLoading={change.isPending}
        okButtonProps={{ disabled: (newName ?? '').trim() === '' }}
        width={420}
      >
        <Input
          autoFocus
          value={newName ?? ''}
          maxLength={120}
          aria-label={t('name')}
          onChange={(event) => setNewName(event.target.value)}
          onPressEnter={rename}
        />
      </Modal>
    </>
  );
}
