import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import type { AuditAction } from '../../../contract/audit.ts';
import {
  calendarDayInput,
  channelInput,
  channelOutput,
  deliveryRunOutput,
  deliveryScheduleInput,
  deliveryScheduleOutput,
  noticeOutput,
  recipientInput,
  workCalendarOutput,
} from '../../../contract/deliveries.ts';
import { AppError } from '../../../contract/errors.ts';
import type { Access } from '../../access/index.ts';
import { officialUpTo, type Reports } from '../../reports/index.ts';
import { answer, json } from '../answers.ts';
import { type ApiContext, languageOf, newRouter, principalOf, type Router, role } from '../router.ts';

const idPath = z.object({ id: z.string().max(60) });
const runPath = z.object({ id: z.string().max(60), run: z.string().max(60) });
const given = z.object({ id: z.string() });
const none = { 204: { description: 'Done' } };

interface DeliveryDoors {
  reports: Reports;
  access: Access;
}

/** Schedules of reports, the channels they go by, their calendar, and what the program has to tell. */
export function deliveryRoutes({ reports, access }: DeliveryDoors): Router {
  const app = newRouter();
  const audit = (c: ApiContext, action: AuditAction, target: string) =>
    access.audit.record({ actor: principalOf(c).actor, action, target });
  addChannels(app, reports, audit);
  addSchedules(app, reports, audit);
  addCalendar(app, reports, audit);
  addNotices(app, reports);
  return app;
}

type AuditLine = (c: ApiContext, action: AuditAction, target: string) => Promise<void>;

function addChannels(app: Router, { channels, schedules, alerts }: Reports, audit: AuditLine): void {
  const path = '/api/v1/channels';
  app.openapi(
    createRoute({
      method: 'get',
      path,
      summary: 'Ways to send; secrets are never given back',
      middleware: [role('analyst')],
      responses: { 200: answer(z.array(channelOutput), 'Channels') },
    }),
    (c) => c.json(channels.list(), 200),
  );
  app.openapi(
    createRoute({
      method: 'post',
      path,
      summary: 'Add a way to send',
      middleware: [role('admin')],
      request: { body: json(channelInput) },
      responses: { 201: answer(channelOutput, 'The channel') },
    }),
    async (c) => {
      const channel = await channels.put(c.req.valid('json'), null);
      await audit(c, 'channel added', channel.id);
      return c.json(channel, 201);
    },
  );
  app.openapi(
    createRoute({
      method: 'put',
      path: `${path}/{id}`,
      summary: 'Change a way to send; secrets left out stay',
      middleware: [role('admin')],
      request: { params: idPath, body: json(channelInput) },
      responses: { 200: answer(channelOutput, 'The channel') },
    }),
    async (c) => {
      const channel = await channels.put(c.req.valid('json'), c.req.valid('param').id);
      await audit(c, 'channel changed', channel.id);
      return c.json(channel, 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'delete',
      path: `${path}/{id}`,
      summary: 'Delete a way to send that nothing uses',
      middleware: [role('admin')],
      request: { params: idPath },
      responses: none,
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const watched = alerts
        .list('en')
        .filter((one) => one.definition.recipients.some((to) => to.channelId === id)).length;
      const count = schedules.usesOf(id) + watched;
      if (count > 0) throw new AppError('deliveries/channel-in-use', { params: { count } });
      await channels.remove(id);
      await audit(c, 'channel deleted', id);
      return c.body(null, 204);
    },
  );
}

function addSchedules(app: Router, { schedules }: Reports, audit: AuditLine): void {
  const path = '/api/v1/schedules';
  const analyst = [role('analyst')];
  app.openapi(
    createRoute({
      method: 'get',
      path,
      summary: 'Reports that are sent by themselves',
      middleware: analyst,
      responses: { 200: answer(z.array(deliveryScheduleOutput), 'Schedules') },
    }),
    (c) => c.json(schedules.list(languageOf(c)), 200),
  );
  app.openapi(
    createRoute({
      method: 'post',
      path,
      summary: 'Send a report by itself',
      middleware: analyst,
      request: { body: json(deliveryScheduleInput) },
      responses: { 201: answer(given, 'Its id') },
    }),
    async (c) => {
      const id = await schedules.put(c.req.valid('json'), principalOf(c), null);
      await audit(c, 'schedule added', id);
      return c.json({ id }, 201);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: `${path}/{id}`,
      summary: 'One schedule',
      middleware: analyst,
      request: { params: idPath },
      responses: { 200: answer(deliveryScheduleOutput, 'The schedule') },
    }),
    (c) => c.json(schedules.get(c.req.valid('param').id, languageOf(c)), 200),
  );
  app.openapi(
    createRoute({
      method: 'put',
      path: `${path}/{id}`,
      summary: 'Change a schedule',
      middleware: analyst,
      request: { params: idPath, body: json(deliveryScheduleInput) },
      responses: { 200: answer(given, 'Its id') },
    }),
    async (c) => {
      const id = await schedules.put(c.req.valid('json'), principalOf(c), c.req.valid('param').id);
      await audit(c, 'schedule changed', id);
      return c.json({ id }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'patch',
      path: `${path}/{id}`,
      summary: 'Pause a schedule, or go on',
      middleware: analyst,
      request: { params: idPath, body: json(z.strictObject({ isPaused: z.boolean() })) },
      responses: none,
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const { isPaused } = c.req.valid('json');
      await schedules.pause(id, isPaused);
      await audit(c, isPaused ? 'schedule paused' : 'schedule resumed', id);
      return c.body(null, 204);
    },
  );
  app.openapi(
    createRoute({
      method: 'delete',
      path: `${path}/{id}`,
      summary: 'Delete a schedule and its history',
      middleware: analyst,
      request: { params: idPath },
      responses: none,
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      await schedules.remove(id);
      await audit(c, 'schedule deleted', id);
      return c.body(null, 204);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/{id}/run`,
      summary: 'Send now',
      middleware: analyst,
      request: {
        params: idPath,
        body: json(
          z.strictObject({
            trigger: z.enum(['manual', 'test']).default('manual'),
            /** Of a test: who alone gets it. */
            to: recipientInput.optional(),
          }),
        ),
      },
      responses: { 202: answer(given, 'Id of the run') },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const { trigger, to } = c.req.valid('json');
      const run = await schedules.runNow(id, to ? 'test' : trigger, to ?? null);
      await audit(c, 'schedule run', id);
      return c.json({ id: run }, 202);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: `${path}/{id}/runs`,
      summary: 'What was sent, newest first',
      middleware: analyst,
      request: { params: idPath },
      responses: { 200: answer(z.array(deliveryRunOutput), 'Runs') },
    }),
    (c) => c.json(schedules.runs(c.req.valid('param').id, languageOf(c)), 200),
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/{id}/runs/{run}/resend`,
      summary: 'Send again what did not arrive',
      middleware: analyst,
      request: { params: runPath },
      responses: none,
    }),
    async (c) => {
      const { id, run } = c.req.valid('param');
      await schedules.resend(id, run);
      await audit(c, 'schedule resent', id);
      return c.body(null, 204);
    },
  );
}

function addCalendar(app: Router, { calendar }: Reports, audit: AuditLine): void {
  const path = '/api/v1/work-calendar';
  const days = z.strictObject({ days: z.array(calendarDayInput).max(2000) });
  app.openapi(
    createRoute({
      method: 'get',
      path,
      summary: 'Days worked or free against the official calendar',
      responses: { 200: answer(workCalendarOutput, 'The calendar') },
    }),
    (c) => c.json({ days: calendar.days(), officialUpTo }, 200),
  );
  app.openapi(
    createRoute({
      method: 'put',
      path,
      summary: 'Replace the days entered by hand',
      middleware: [role('admin')],
      request: { body: json(days) },
      responses: none,
    }),
    async (c) => {
      await calendar.replace(c.req.valid('json').days);
      await audit(c, 'work calendar changed', '');
      return c.body(null, 204);
    },
  );
}

function addNotices(app: Router, { notices }: Reports): void {
  const path = '/api/v1/notices';
  app.openapi(
    createRoute({
      method: 'get',
      path,
      summary: 'What the program has to tell, newest first',
      request: {
        query: z.object({
          limit: z.coerce.number().int().min(1).max(500).default(50),
          /** Only those with a greater id: what a program that listens to `notice` has not told yet. */
          after: z.coerce.number().int().min(0).default(0),
        }),
      },
      responses: { 200: answer(z.array(noticeOutput), 'Notices') },
    }),
    (c) => {
      const { limit, after } = c.req.valid('query');
      return c.json(notices.list(principalOf(c).actor, languageOf(c), limit, after), 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/read`,
      summary: 'Mark notices as read up to one',
      request: { body: json(z.strictObject({ upTo: z.number().int().min(0) })) },
      responses: none,
    }),
    async (c) => {
      await notices.markRead(principalOf(c).actor, c.req.valid('json').upTo);
      return c.body(null, 204);
    },
  );
}
