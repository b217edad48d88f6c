import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import { type Desktop, type DesktopRequest, type UpdateState, updateStateOutput } from '../../../contract/desktop.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import styles from './desktop.module.css';

const queryKey = ['desktop', 'updates'];

/** Where later versions are looked for, and what was found there. Nothing happens here unless the person asks for it. */
export function UpdatesCard({ shell }: { shell: Desktop }) {
  const { t } = useTranslation('desktop');
  const queryClient = useQueryClient();
  const updates = useQuery({
    queryKey,
    queryFn: async () => updateStateOutput.parse(await shell.ask('updates')),
  });
  useEffect(
    () =>
      shell.listen((message) => {
        if (message.type === 'updates') void queryClient.invalidateQueries({ queryKey });
      }),
    [shell, queryClient],
  );
  const act = useMutation({
    mutationFn: ({ request, value }: { request: DesktopRequest; value?: string }) => shell.ask(request, value),
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
  const state = updates.data;
  if (state === undefined) return null;
  return (
    <section className={styles.card} data-testid="updates">
      <h2>{t('updates')}</h2>
      <p className={styles.hint}>{t('updatesHint')}</p>
      {state.setBy === 'administrator' ? (
        <p className={styles.fact}>{placeSentence(state, t)}</p>
      ) : (
        <PlaceForm place={state.place ?? ''} onSave={(value) => act.mutate({ request: 'update-place', value })} />
      )}
      {state.problem === null ? null : (
        <div className={styles.problem}>
          <Alert type="warning" showIcon title={t(`updateProblems.${state.problem}`)} />
        </div>
      )}
      <div className={styles.version}>
        <Version state={state} />
        <UpdateActions state={state} act={(request) => act.mutate({ request })} />
      </div>
    </section>
  );
}

type Translate = ReturnType<typeof useTranslation<'desktop'>>['t'];

function placeSentence({ place, isSigned }: UpdateState, t: Translate): string {
  if (place === null) return t('updatesOff');
  return t(isSigned ? 'updatesSetSigned' : 'updatesSet', { place });
}

function PlaceForm({ place, onSave }: { place: string; onSave: (place: string) => void }) {
  const { t } = useTranslation('desktop');
  const [text, setText] = useState(place);
  return (
    <form
      className={styles.place}
      onSubmit={(event) => {
        event.preventDefault();
        onSave(text.trim());
      }}
    >
      <label htmlFor="update-place">{t('updatePlace')}</label>
      <Input
        id="update-place"
        value={text}
        maxLength={2000}
        placeholder={t('updatePlaceExample')}
        onChange={({ target }) => setText(target.value)}
      />
      <Button htmlType="submit" disabled={text.trim() === place}>
        {t('save')}
      </Button>
    </form>
  );
}

function Version({ state }: { state: UpdateState }) {
  const { t } = useTranslation('desktop');
  const language = useLanguage();
  const { found, version, checkedAt } = state;
  const time = (at: string) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
  const size = (bytes: number) =>
    new Intl.NumberFormat(language, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 }).format(bytes / 1e6);
  if (found !== null) {
    return (
      <div className={styles.name}>
        <strong>{t('updateFound', { version: found.version })}</strong>
        <span title={found.fileName}>
          {found.isReady ? t('updateReady') : `${found.fileName} · ${size(found.sizeBytes)}`}
        </span>
      </div>
    );
  }
  const isCurrent = checkedAt !== null && state.problem === null;
  return (
    <div className={styles.name}>
      <strong>{t('ownVersion', { version })}</strong>
      {isCurrent ? <span>{t('upToDate', { time: time(checkedAt) })}</span> : null}
    </div>
  );
}

function UpdateActions({ state, act }: { state: UpdateState; act: (request: DesktopRequest) => void }) {
  const { t } = useTranslation('desktop');
  const { found, step, place } = state;
  if (place === null) return null;
  if (found?.isReady) {
    return (
      <Button type="primary" onClick={() => act('show-update')}>
        {t('showUpdate')}
      </Button>
    );
  }
  if (found !== null) {
    return (
      <Button type="primary" loading={step === 'fetching'} onClick={() => act('fetch-update')}>
        {t('fetchUpdate')}
      </Button>
    );
  }
  return (
    <Button loading={step === 'checking'} onClick={() => act('check-updates')}>
      {t('checkUpdates')}
    </Button>
  );
}
