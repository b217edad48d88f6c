import { z } from 'zod';
import { csvEncodings, exportFormats, exportTargetInput, pageSetupInput, sliceInput } from './exports.ts';
import { languageOutput } from './language.ts';
import { nextRunOutput, scheduleInput } from './schedules.ts';

const name = z.string().trim().min(1).max(80);
const id = z.string().min(1).max(60);
const address = z.string().trim().max(254);
const httpUrl = z.url({ protocol: /^https?$/ }).max(2000);

/** Ways to send. Secrets are taken and never given back. */
export const channelInput = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('email'),
    name,
    host: z.string().trim().min(1).max(255),
    port: z.number().int().min(1).max(65_535),
    /** `tls` from the first byte, `starttls` refused without it, `none` for servers on this machine. */
    security: z.enum(['tls', 'starttls', 'none']),
    /** For servers with a certificate of their own making. */
    trustsAnyCertificate: z.boolean().default(false),
    user: z.string().max(255).default(''),
    password: z.string().max(500).optional(),
    from: z.string().trim().min(3).max(320),
    /** Attachments above this are refused. */
    limitMegabytes: z.number().int().min(1).max(200).default(20),
  }),
  z.strictObject({ kind: z.literal('folder'), name, path: z.string().trim().min(1).max(1000) }),
  z.strictObject({
    kind: z.enum(['webhook', 'wecom', 'dingtalk', 'feishu']),
    name,
    /** Holds the key of the bot and is a secret as a whole. */
    url: httpUrl.optional(),
    /** Signs what is sent; of DingTalk and Feishu the one shown beside the bot. */
    secret: z.string().max(500).optional(),
  }),
]);
export type ChannelInput = z.infer<typeof channelInput>;
export type ChannelKind = ChannelInput['kind'];

export const channelOutput = z.object({
  id,
  name: z.string(),
  kind: z.enum(['email', 'folder', 'webhook', 'wecom', 'dingtalk', 'feishu']),
  /** Without secrets; of an address only its host. */
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  hasSecret: z.boolean(),
});
export type Channel = z.infer<typeof channelOutput>;

export const recipientInput = z.strictObject({
  channelId: id,
  /** E-mail address; empty for channels that have only one place to go. */
  address: address.default(''),
  /** Gets only the report of this value; missing: all of them. */
  value: z.string().max(500).optional(),
});
export type Recipient = z.infer<typeof recipientInput>;

/** What is sent to whom, when. */
export const deliveryScheduleInput = z.strictObject({
  name,
  target: exportTargetInput,
  format: z.enum(exportFormats),
  page: pageSetupInput.optional(),
  rows: z.enum(['all', 'shown']).optional(),
  /** CSV only. */
  encoding: z.enum(csvEncodings).default('utf-8'),
  lang: languageOutput,
  /** One report per value of a dimension, each narrowed to it. */
  slices: z
    .strictObject({
      ...{ member: sliceInput.shape.member, unreached: sliceInput.shape.unreached },
      values: z.array(sliceInput.shape.value).min(1).max(200),
    })
    .nullable()
    .default(null),
  recipients: z.array(recipientInput).min(1).max(500),
  schedule: scheduleInput,
  /** `weekdays`: Monday to Friday. `china`: working days of the official calendar with the days you entered. */
  days: z.enum(['every', 'weekdays', 'china']).default('every'),
  /** What happens when a tile could not be read. */
  onMissing: z.enum(['hold', 'send']).default('hold'),
  subject: z.string().trim().max(200).default(''),
  message: z.string().max(5000).default(''),
  /** The board as a picture in the mail. */
  hasPicture: z.boolean().default(false),
});
export type DeliverySchedule = z.infer<typeof deliveryScheduleInput>;

export const failureOutput = z.object({ code: z.string(), message: z.string() }).nullable();

export const deliveryOutput = z.object({
  id: z.string(),
  value: z.string(),
  channelId: z.string(),
  address: z.string(),
  exportId: z.string().nullable(),
  /** `unknown`: the program ended while it was being sent; it is not sent again by itself. */
  status: z.enum(['waiting', 'sending', 'sent', 'failed', 'unknown', 'skipped']),
  error: failureOutput,
  sentAt: z.iso.datetime().nullable(),
});

export const deliveryRunOutput = z.object({
  id: z.string(),
  trigger: z.enum(['time', 'manual', 'test']),
  dueAt: z.iso.datetime(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  status: z.enum(['running', 'succeeded', 'partial', 'failed', 'skipped']),
  reason: failureOutput,
  deliveries: z.array(deliveryOutput),
});
export type DeliveryRun = z.infer<typeof deliveryRunOutput>;

export const deliveryScheduleOutput = z.object({
  id: z.string(),
  owner: z.string(),
  isPaused: z.boolean(),
  definition: deliveryScheduleInput,
  nextRuns: z.array(nextRunOutput),
  lastRun: deliveryRunOutput.nullable(),
});
export type DeliveryScheduleState = z.infer<typeof deliveryScheduleOutput>;

export const noticeOutput = z.object({
  id: z.number().int(),
  at: z.iso.datetime(),
  kind: z.enum(['alert', 'recovered', 'delivery', 'export']),
  subject: z.string(),
  text: z.string(),
  /** Path inside the program. */
  link: z.string(),
  isRead: z.boolean(),
});
export type Notice = z.infer<typeof noticeOutput>;

export const calendarDayInput = z.strictObject({
  day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  isWorking: z.boolean(),
  note: z.string().max(200).default(''),
});
export type CalendarDay = z.infer<typeof calendarDayInput>;
/** `officialUpTo`: the last day for which the official calendar is known; later days follow the week alone. */
export const workCalendarOutput = z.object({ days: z.array(calendarDayInput), officialUpTo: z.string() });
