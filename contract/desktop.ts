import { z } from 'zod';
import { languageOutput } from './language.ts';

/** A workspace the desktop application knows: a data folder on this machine, or a Luopan on another one. */
export const knownWorkspaceOutput = z.object({
  id: z.string(),
  kind: z.enum(['local', 'remote']),
  name: z.string(),
  /** Path of the data folder, or the address. */
  place: z.string(),
  openedAt: z.iso.datetime(),
});
export type KnownWorkspace = z.infer<typeof knownWorkspaceOutput>;

export const remoteWorkspaceInput = z.object({
  address: z.url({ protocol: /^https?$/ }).max(2000),
  /** Empty: the page of that Luopan asks for an account. */
  token: z.string().max(500),
});
export type RemoteWorkspaceInput = z.infer<typeof remoteWorkspaceInput>;

export const desktopSettingsOutput = z.object({
  /** Starts with the session, without a window, so that scheduled imports run. */
  startsAtLogin: z.boolean(),
  /** Alerts of this machine's workspaces are told as notifications of the system. */
  tellsAlerts: z.boolean(),
  /** Where the system offers no keychain, secrets lie in a file only this user may read. */
  hasKeychain: z.boolean(),
});
export type DesktopSettings = z.infer<typeof desktopSettingsOutput>;

/** Why a version was not found, or not taken. */
export const updateProblems = [
  'not-a-place',
  'unreachable',
  'no-list',
  'not-a-list',
  'not-signed',
  'no-file',
  'altered',
  'stalled',
  'not-written',
] as const;
export type UpdateProblem = (typeof updateProblems)[number];

/** Where later versions are looked for and what was found there. Nothing is looked for unless a place is set. */
export const updateStateOutput = z.object({
  /** Of this program. */
  version: z.string(),
  /** A folder or an address; null: none. */
  place: z.string().nullable(),
  /** What an administrator set for this machine is not the person's to change. */
  setBy: z.enum(['administrator', 'person']),
  /** Only versions signed with the administrator's key count. */
  isSigned: z.boolean(),
  /** Null: no later version. */
  found: z
    .object({
      version: z.string(),
      fileName: z.string(),
      sizeBytes: z.number(),
      releasedAt: z.iso.datetime().nullable(),
      /** Fetched, and whole. */
      isReady: z.boolean(),
    })
    .nullable(),
  step: z.enum(['idle', 'checking', 'fetching']),
  checkedAt: z.iso.datetime().nullable(),
  problem: z.enum(updateProblems).nullable(),
});
export type UpdateState = z.infer<typeof updateStateOutput>;

/** What the page may ask of the shell, by channel. Checked on arrival; anything else is refused. */
export const desktopRequests = {
  language: languageOutput,
  find: z.object({ text: z.string().max(500), isForward: z.boolean(), isNext: z.boolean() }),
  'stop-find': z.undefined(),
  workspaces: z.undefined(),
  'open-workspace': z.object({ id: z.string().max(200), isNewWindow: z.boolean() }),
  'forget-workspace': z.string().max(200),
  'open-folder': z.undefined(),
  'open-remote': remoteWorkspaceInput,
  settings: z.undefined(),
  'starts-at-login': z.boolean(),
  'tells-alerts': z.boolean(),
  updates: z.undefined(),
  /** Empty: nowhere. */
  'update-place': z.string().max(2000),
  'check-updates': z.undefined(),
  'fetch-update': z.undefined(),
  'show-update': z.undefined(),
} as const;
export type DesktopRequest = keyof typeof desktopRequests;

/** What a page of a Luopan elsewhere may ask; all else is for pages of this machine's own hosts. */
export const remoteRequests = ['find', 'stop-find'] as const satisfies DesktopRequest[];

/** What the shell tells the page. */
export type DesktopMessage =
  | { type: 'go'; path: string }
  | { type: 'find' }
  | { type: 'woke-up' }
  | { type: 'updates' }
  | { type: 'found'; active: number; total: number };

/**
 * What the desktop window's preload gives to the page as `window.desktop`; absent in a browser. Frozen. Pages of
 * remote workspaces get an object of the same shape that passes on `remoteRequests` alone.
 */
export interface Desktop {
  /** False for a page of a remote workspace. */
  readonly isHome: boolean;
  readonly platform: 'win32' | 'darwin' | 'linux' | 'other';
  readonly version: string;
  /** @throws with the sentence to show, when the shell refuses */
  ask(request: DesktopRequest, value?: unknown): Promise<unknown>;
  /** @returns how to stop listening */
  listen(listener: (message: DesktopMessage) => void): () => void;
}
