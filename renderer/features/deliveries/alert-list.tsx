import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useState } from 'react';
import type { Alert, AlertDefinition } from '../../../contract/alerts.ts';
import { useErrorSentence } from '../../errors/index.ts';
import { formatInstant } from '../../format/index.ts';
import { useLanguage, useLocalized, useTranslation } from '../../i18n/index.ts';
import { useBoards, useMayEdit, useMembers, useStatus } from '../../queries/index.ts';
import { AlertForm } from './alert-form.tsx';
import styles from './deliveries.module.css';
import { Titled } from './export-list.tsx';
import { AlertPicture } from './pictures.tsx';
import { Records, State } from './records.tsx';
import { alertsQuery, useChange } from './requests.ts';
import { RowMenu } from './row-menu.tsx';

const tones = { unknown: 'quiet', ok: 'good', firing: 'bad' } as const;
const hourMs = 3_600_000;
const snoozes = { hour: hourMs, day: 24 * hourMs, week: 7 * 24 * hourMs } as const;

/** Figures that are watched; `asked`: the one that a notice leads to. */
export function AlertList({ asked }: { asked: string | undefined }) {
  const { t } = useTranslation('deliveries');
  const language = useLanguage();
  const localized = useLocalized();
  const { message } = App.useApp();
  const sentence = useErrorSentence();
  const mayEdit = useMayEdit();
  const alerts = useQuery(alertsQuery);
  const subjectOf = useSubject();
  const timezone = useStatus().data?.workspace.timezone ?? 'UTC';
  const change = useChange();
  const [edited, setEdited] = useState<Alert | 'new' | null>(null);
  const patch = (row: Alert, body: { isPaused?: boolean; snoozedUntil?: string | null }) =>
    change.mutate({ path: `alerts/${row.id}`, method: 'PATCH', body });
  const look = (row: Alert) =>
    change.mutate(
      { path: `alerts/${row.id}/evaluate`, method: 'POST' },
      { onError: (error) => void message.error(sentence(error)) },
    );
  const actionsOf = (row: Alert) => [
    { key: 'look', label: t('lookNow'), run: () => look(row) },
    ...(row.snoozedUntil
      ? [{ key: 'wake', label: t('wake'), run: () => patch(row, { snoozedUntil: null }) }]
      : (['hour', 'day', 'week'] as const).map((span) => ({
          key: span,
          label: t(`snoozeFor.${span}`),
          run: () => patch(row, { snoozedUntil: new Date(Date.now() + snoozes[span]).toISOString() }),
        }))),
    { key: 'pause', label: t(row.isPaused ? 'resume' : 'pause'), run: () => patch(row, { isPaused: !row.isPaused }) },
    {
      key: 'delete',
      label: t('delete'),
      ask: t('deleteAsk', { name: row.definition.name }),
      run: () => change.mutate({ path: `alerts/${row.id}`, method: 'DELETE' }),
    },
  ];
  const add = (
    <Button type="primary" onClick={() => setEdited('new')} data-testid="add-alert">
      {t('addAlert')}
    </Button>
  );
  return (
    <>
      {mayEdit && alerts.data?.length !== 0 ? <div className={styles.bar}>{add}</div> : null}
      <Records
        label={t('alerts')}
        rows={alerts.data}
        keyOf={(row) => row.id}
        marked={asked}
        empty={{
          picture: <AlertPicture />,
          title: t('noAlerts'),
          hint: t('noAlertsHint'),
          action: mayEdit ? add : null,
        }}
        columns={[
          {
            title: t('name'),
            cell: ({ definition }) => <Titled title={definition.name} note={subjectOf(definition)} />,
          },
          {
            title: t('state'),
            cell: (row) => (
              <>
                <State tone={row.isPaused ? 'quiet' : tones[row.state]}>
                  {t(row.isPaused ? 'paused' : `alertState.${row.state}`)}
                </State>
                {row.snoozedUntil ? (
                  <div className={styles.quiet}>
                    {t('snoozedUntil', { at: formatInstant(row.snoozedUntil, timezone, language) })}
                  </div>
                ) : null}
                {row.error ? <div className={styles.fault}>{row.error.message}</div> : null}
              </>
            ),
          },
          {
            title: t('found'),
            cell: ({ result }) =>
              result?.conditions.map(({ words, holds }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two conditions may read alike
                <div key={index} className={holds ? styles.name : undefined}>
                  {localized(words)}
                </div>
              )) ?? '—',
          },
          {
            title: t('looked'),
            cell: (row) => (row.evaluatedAt ? formatInstant(row.evaluatedAt, timezone, language) : '—'),
          },
          {
            title: '',
            isFigure: true,
            cell: (row) =>
              mayEdit ? (
                <div className={styles.actions}>
                  <Button size="small" onClick={() => setEdited(row)}>
                    {t('edit')}
                  </Button>
                  <RowMenu of={row.definition.name} actions={actionsOf(row)} />
                </div>
              ) : null,
          },
        ]}
      />
      {edited ? <AlertForm alert={edited === 'new' ? null : edited} close={() => setEdited(null)} /> : null}
    </>
  );
}

/** What an alert watches, in words; of a tile with a way to its board. */
function useSubject() {
  const localized = useLocalized();
  const members = useMembers();
  const boards = useBoards();
  return ({ measure, tile }: AlertDefinition) => {
    const title = members.data?.get(measure)?.title ?? measure;
    if (tile === null) return title;
    const board = boards.data?.find(({ id }) => id === tile.board);
    return (
      <Link to="/boards/$id" params={{ id: tile.board }} hash={`tile-${tile.tile}-title`}>
        {board ? `${localized(board.title)} · ${title}` : title}
      </Link>
    );
  };
}
