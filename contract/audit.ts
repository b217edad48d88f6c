import { z } from 'zod';

/** Everything the audit writes down, by what kind of deed it is. Every name has words in both languages. */
export const auditActions = {
  access: ['sign-in', 'sign-in refused', 'sign-out'],
  /** Somebody looked at personal data. */
  view: ['customer viewed', 'customers listed', 'personal field read'],
  export: ['export', 'export downloaded', 'pivot exported', 'rejects exported', 'customers exported'],
  change: [
    ...['operator added', 'operator changed', 'operator removed', 'workspace changed'],
    ...['board added', 'board changed', 'board moved', 'board deleted', 'board commented', 'board comment deleted'],
    ...['targets changed', 'report added', 'report changed', 'report deleted'],
    ...['segment added', 'segment changed', 'segment deleted', 'answer followed up'],
    ...['import', 'import cancelled', 'sample added', 'sample removed', 'table deleted'],
    ...['connection made', 'connection changed', 'connection removed'],
    ...['sync asked for', 'sync cancelled', 'rejected rows replayed'],
    ...['write key made', 'write key revoked', 'form address made', 'form address closed'],
    ...['model member drafted', 'model member submitted', 'model member approved', 'model member returned'],
    ...['model member archived', 'model member restored', 'model asked', 'model file saved', 'model file archived'],
    ...['channel added', 'channel changed', 'channel deleted'],
    ...['schedule added', 'schedule changed', 'schedule paused', 'schedule resumed', 'schedule deleted'],
    ...['schedule run', 'schedule resent', 'work calendar changed'],
    ...['alert added', 'alert changed', 'alert deleted', 'export cancelled', 'export deleted'],
  ],
} as const;
export type AuditKind = keyof typeof auditActions;
export type AuditAction = (typeof auditActions)[AuditKind][number];
export const auditKinds = Object.keys(auditActions) as [AuditKind, ...AuditKind[]];

export const auditQuery = z.object({
  /** Only deeds of this kind. */
  kind: z.enum(auditKinds).optional(),
  /** Only what this one did: an account's id, `local` for the holder of the start token. */
  actor: z.string().max(60).optional(),
  /** Id of the last line of the page before (`next`); left out: the newest. */
  before: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type AuditQuery = z.infer<typeof auditQuery>;

export const auditOutput = z.object({
  lines: z.array(
    z.object({
      id: z.number().int(),
      at: z.iso.datetime(),
      actor: z.string(),
      /** Null where there is no such account any more, and for those who are none. */
      actorName: z.string().nullable(),
      action: z.string(),
      target: z.string().nullable(),
      /** What the target is called now; null where it has no name or is gone. */
      targetName: z.string().nullable(),
      details: z.record(z.string(), z.unknown()),
    }),
  ),
  /** Where the older ones begin; null at the end. */
  next: z.number().int().nullable(),
});
export type AuditPage = z.infer<typeof auditOutput>;
export type AuditLine = AuditPage['lines'][number];
