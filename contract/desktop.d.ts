import { z } from 'zod';
/** A workspace the desktop application knows: a data folder on this machine, or a Luopan on another one. */
export declare const knownWorkspaceOutput: z.ZodObject<{
    id: z.ZodString;
    kind: z.ZodEnum<{
        local: "local";
        remote: "remote";
    }>;
    name: z.ZodString;
    place: z.ZodString;
    openedAt: z.ZodISODateTime;
}, z.core.$strip>;
export type KnownWorkspace = z.infer<typeof knownWorkspaceOutput>;
export declare const remoteWorkspaceInput: z.ZodObject<{
    address: z.ZodURL;
    token: z.ZodString;
}, z.core.$strip>;
export type RemoteWorkspaceInput = z.infer<typeof remoteWorkspaceInput>;
export declare const desktopSettingsOutput: z.ZodObject<{
    startsAtLogin: z.ZodBoolean;
    hasKeychain: z.ZodBoolean;
}, z.core.$strip>;
export type DesktopSettings = z.infer<typeof desktopSettingsOutput>;
/** Why a version was not found, or not taken. */
export declare const updateProblems: readonly ['not-a-place', 'unreachable', 'no-list', 'not-a-list', 'not-signed', 'no-file', 'altered', 'not-written'];
export type UpdateProblem = (typeof updateProblems)[number];
/** Where later versions are looked for and what was found there. Nothing is looked for unless a place is set. */
export declare const updateStateOutput: z.ZodObject<{
    version: z.ZodString;
    place: z.ZodNullable<z.ZodString>;
    setBy: z.ZodEnum<{
        administrator: "administrator";
        person: "person";
    }>;
    isSigned: z.ZodBoolean;
    found: z.ZodNullable<z.ZodObject<{
        version: z.ZodString;
        fileName: z.ZodString;
        sizeBytes: z.ZodNumber;
        releasedAt: z.ZodNullable<z.ZodISODateTime>;
        isReady: z.ZodBoolean;
    }, z.core.$strip>>;
    step: z.ZodEnum<{
        checking: "checking";
        fetching: "fetching";
        idle: "idle";
    }>;
    checkedAt: z.ZodNullable<z.ZodISODateTime>;
    problem: z.ZodNullable<z.ZodEnum<{
        altered: "altered";
        "no-file": "no-file";
        "no-list": "no-list";
        "not-a-list": "not-a-list";
        "not-a-place": "not-a-place";
        "not-signed": "not-signed";
        "not-written": "not-written";
        unreachable: "unreachable";
    }>>;
}, z.core.$strip>;
export type UpdateState = z.infer<typeof updateStateOutput>;
/** What the page may ask of the shell, by channel. Checked on arrival; anything else is refused. */
export declare const desktopRequests: {
    readonly language: z.ZodEnum<{
        en: "en";
        "zh-CN": "zh-CN";
    }>;
    readonly find: z.ZodObject<{
        text: z.ZodString;
        isForward: z.ZodBoolean;
        isNext: z.ZodBoolean;
    }, z.core.$strip>;
    readonly 'stop-find': z.ZodUndefined;
    readonly workspaces: z.ZodUndefined;
    readonly 'open-workspace': z.ZodString;
    readonly 'forget-workspace': z.ZodString;
    readonly 'open-folder': z.ZodUndefined;
    readonly 'open-remote': z.ZodObject<{
        address: z.ZodURL;
        token: z.ZodString;
    }, z.core.$strip>;
    readonly settings: z.ZodUndefined;
    readonly 'starts-at-login': z.ZodBoolean;
    readonly updates: z.ZodUndefined;
    /** Empty: nowhere. */
    readonly 'update-place': z.ZodString;
    readonly 'check-updates': z.ZodUndefined;
    readonly 'fetch-update': z.ZodUndefined;
    readonly 'show-update': z.ZodUndefined;
};
export type DesktopRequest = keyof typeof desktopRequests;
/** What the shell tells the page. */
export type DesktopMessage = {
    type: 'go';
    path: string;
} | {
    type: 'find';
} | {
    type: 'woke-up';
} | {
    type: 'updates';
} | {
    type: 'found';
    active: number;
    total: number;
};
/**
 * What the desktop window's preload gives to the page as `window.desktop`; absent in a browser. Frozen. Pages of
 * remote workspaces get the same object, but the shell answers only the first three of its requests for them.
 */
export interface Desktop {
    readonly platform: 'win32' | 'darwin' | 'linux' | 'other';
    readonly version: string;
    /** @throws with the sentence to show, when the shell refuses */
    ask(request: DesktopRequest, value?: unknown): Promise<unknown>;
    /** @returns how to stop listening */
    listen(listener: (message: DesktopMessage) => void): () => void;
}
