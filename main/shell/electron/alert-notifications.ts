import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Notification } from 'electron';
import { z } from 'zod';
import type { Notice } from '../../../contract/deliveries.ts';
import type { Language } from '../../../contract/language.ts';
import type { LocalWorkspace } from './local-workspace.ts';
import { wordsOf } from './words.ts';

export interface AlertNotificationsOptions {
  /** What this person set lies here. */
  folder: string;
  language(): Language;
}

const kept = z.object({ isOn: z.boolean() });
const alertsPage = '/deliveries?tab=alerts';
/** More at once than this are told as one. */
const singly = 3;

/** Tells of alerts of this machine's workspaces in the system's own way, while the application runs, unless told not to. */
export class AlertNotifications {
  readonly #path: string;
  readonly #language: () => Language;
  #isOn: boolean;

  constructor({ folder, language }: AlertNotificationsOptions) {
    this.#path = join(folder, 'alerts.json');
    this.#language = language;
    this.#isOn = readSetting(this.#path);
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Where it cannot be written, it holds until the application quits. */
  set(isOn: boolean): void {
    this.#isOn = isOn;
    try {
      writeFileSync(this.#path, JSON.stringify({ isOn }), { mode: 0o600 });
    } catch {}
  }

  /** @param notices what a workspace has to tell that it has not told before, newest first */
  tell(workspace: LocalWorkspace, notices: readonly Notice[]): void {
    const alerts = notices.filter(({ kind }) => kind === 'alert' || kind === 'recovered');
    if (!this.#isOn || alerts.length === 0 || !Notification.isSupported()) return;
    const t = wordsOf(this.#language());
    if (alerts.length > singly) {
      const body = alerts[0]?.text ?? '';
      show({ title: t('manyAlerts', { count: alerts.length }), body }, () => workspace.go(alertsPage));
      return;
    }
    for (const { kind, text, link } of alerts.toReversed()) {
      show({ title: t(kind === 'alert' ? 'alert' : 'alertOver'), body: text }, () => workspace.go(pageOf(link)));
    }
  }
}

function show(words: { title: string; body: string }, onClick: () => void): void {
  const notification = new Notification(words);
  notification.on('click', onClick);
  notification.show();
}

/** A path inside the program; anything else leads to the list of alerts. */
function pageOf(link: string): string {
  return /^\/(?![/\\])/.test(link) ? link : alertsPage;
}

function readSetting(path: string): boolean {
  try {
    return kept.parse(JSON.parse(readFileSync(path, 'utf8'))).isOn;
  } catch {
    return true;
  }
}
