import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Switch } from 'antd';
import { useState } from 'react';
import { z } from 'zod';
import {
  type Desktop,
  desktopSettingsOutput,
  type KnownWorkspace,
  knownWorkspaceOutput,
  remoteWorkspaceInput,
} from '../../../contract/desktop.ts';
import { useTranslation } from '../../i18n/index.ts';
import { EmptyState, Page } from '../../ui/index.ts';
import styles from './desktop.module.css';
import { shell } from './shell.ts';
import { UpdatesCard } from './updates-card.tsx';

/** `/workspaces`: the workspaces this person opens on this machine, and a way to others. */
export default function WorkspacesPage() {
  const { t } = useTranslation('desktop');
  if (shell === null) {
    return (
      <Page title={t('workspaces')}>
        <EmptyState title={t('onlyDesktop')} hint={t('onlyDesktopHint')} />
      </Page>
    );
  }
  if (!shell.isHome) {
    return (
      <Page title={t('workspaces')}>
        <EmptyState title={t('onlyHome')} hint={t('onlyHomeHint')} />
      </Page>
    );
  }
  return (
    <Page title={t('workspaces')}>
      <div className={styles.page}>
        <KnownList shell={shell} />
        <RemoteForm shell={shell} />
        <LoginCard shell={shell} />
        <UpdatesCard shell={shell} />
      </div>
    </Page>
  );
}

function KnownList({ shell }: { shell: Desktop }) {
  const { t } = useTranslation('desktop');
  const queryClient = useQueryClient();
  const known = useQuery({
    queryKey: ['desktop', 'workspaces'],
    queryFn: async () => z.array(knownWorkspaceOutput).parse(await shell.ask('workspaces')),
  });
  const act = useMutation({
    mutationFn: (wanted: { request: 'open-workspace' | 'forget-workspace'; value: unknown }) =>
      shell.ask(wanted.request, wanted.value),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['desktop', 'workspaces'] }),
  });
  const open = (id: string, isNewWindow: boolean) =>
    act.mutate({ request: 'open-workspace', value: { id, isNewWindow } });
  return (
    <section className={styles.card}>
      <h2>{t('known')}</h2>
      <p className={styles.hint}>{t('knownHint')}</p>
      <ul className={styles.list}>
        {(known.data ?? []).map(({ id, kind, name, place }: KnownWorkspace) => (
          <li key={id}>
            <div className={styles.name}>
              <strong>{name}</strong>
              <span title={place}>
                {t(kind)} · {place}
              </span>
            </div>
            {kind === 'remote' ? (
              <Button type="text" onClick={() => open(id, true)}>
                {t('openInNew')}
              </Button>
            ) : null}
            <Button onClick={() => open(id, false)}>{t('open')}</Button>
            <Button type="text" onClick={() => act.mutate({ request: 'forget-workspace', value: id })}>
              {t('forget')}
            </Button>
          </li>
        ))}
        <li>
          <Button onClick={() => void shell.ask('open-folder')}>{t('openFolder')}</Button>
        </li>
      </ul>
    </section>
  );
}

function RemoteForm({ shell }: { shell: Desktop }) {
  const { t } = useTranslation('desktop');
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const [address, setAddress] = useState('https://');
  const [token, setToken] = useState('');
  const wanted = remoteWorkspaceInput.safeParse({ address: address.trim(), token: token.trim() });
  const open = useMutation({
    mutationFn: () => shell.ask('open-remote', wanted.data),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['desktop', 'workspaces'] }),
    onError: () => void message.error(t('notOpened')),
  });
  return (
    <section className={styles.card}>
      <h2>{t('remote')}</h2>
      <p className={styles.hint}>{t('remoteHint')}</p>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted.success) open.mutate();
        }}
      >
        <label htmlFor="remote-address">
          {t('address')}
          <Input
            id="remote-address"
            value={address}
            onChange={({ target }) => setAddress(target.value)}
            placeholder="https://bi.example.com"
          />
        </label>
        <label htmlFor="remote-token">
          {t('token')}
          <Input.Password
            id="remote-token"
            value={token}
            onChange={({ target }) => setToken(target.value)}
            autoComplete="off"
          />
        </label>
        <div>
          <Button type="primary" htmlType="submit" disabled={!wanted.success} loading={open.isPending}>
            {t('open')}
          </Button>
        </div>
      </form>
    </section>
  );
}

function LoginCard({ shell }: { shell: Desktop }) {
  const { t } = useTranslation('desktop');
  const queryClient = useQueryClient();
  const settings = useQuery({
    queryKey: ['desktop', 'settings'],
    queryFn: async () => desktopSettingsOutput.parse(await shell.ask('settings')),
  });
  const change = useMutation({
    mutationFn: ({ request, isOn }: { request: 'starts-at-login' | 'tells-alerts'; isOn: boolean }) =>
      shell.ask(request, isOn),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['desktop', 'settings'] }),
  });
  return (
    <section className={styles.card}>
      <h2>{t('background')}</h2>
      <p className={styles.hint}>{t('backgroundHint')}</p>
      <div className={styles.switch}>
        <Switch
          checked={settings.data?.startsAtLogin ?? false}
          loading={settings.isPending || change.isPending}
          onChange={(isOn) => change.mutate({ request: 'starts-at-login', isOn })}
          aria-label={t('startsAtLogin')}
        />
        <span>{t('startsAtLogin')}</span>
      </div>
      <div className={styles.switch}>
        <Switch
          checked={settings.data?.tellsAlerts ?? false}
          loading={settings.isPending || change.isPending}
          onChange={(isOn) => change.mutate({ request: 'tells-alerts', isOn })}
          aria-label={t('tellsAlerts')}
        />
        <span>{t('tellsAlerts')}</span>
      </div>
      {settings.data ? (
        <p className={styles.after}>{t(settings.data.hasKeychain ? 'keychain' : 'noKeychain')}</p>
      ) : null}
    </section>
  );
}
