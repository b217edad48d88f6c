import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  fileNameInput,
  governedMemberOutput,
  memberCheckOutput,
  memberDefinitionInput,
  memberDetailOutput,
  modelFileCheckInput,
  modelFileCheckOutput,
  modelFileInput,
  modelFileOutput,
  modelFileVersionOutput,
  modelOverviewOutput,
  modelQueryInput,
  modelQueryOutput,
  reviewInput,
} from '../../../contract/model.ts';
import { isAtLeast } from '../../access/index.ts';
import type { ModelAsker } from '../../model/index.ts';
import { answer, json } from '../answers.ts';
import type { ApiDoors } from '../doors.ts';
import {
  type ApiContext,
  expectedVersionOf,
  languageOf,
  matchHeader,
  newRouter,
  principalOf,
  type Router,
  role,
} from '../router.ts';

const path = '/api/v1/model';
const membersPath = `${path}/members`;
const memberPath = `${membersPath}/{id}`;
const idParam = z.object({ id: z.string().max(60) });
const nameParam = z.object({ name: fileNameInput });

type Doors = Pick<ApiDoors, 'model' | 'access' | 'feed' | 'replicaStatus'>;

/** Measures and dimensions made in forms, their review, and files of the data model. */
export function modelRoutes(doors: Doors): Router {
  const app = newRouter();
  addMemberReading(app, doors);
  addMemberChanging(app, doors);
  addReview(app, doors);
  addModel(app, doors);
  addFiles(app, doors);
  return app;
}

function askerOf(c: ApiContext): ModelAsker {
  const { actor, role } = principalOf(c);
  return { language: languageOf(c), security: { operatorId: actor, role } };
}

/** The version a change was made on, from `If-Match`. */
function byOf(c: ApiContext): { author: string; expectedVersion: number | null } {
  return { author: principalOf(c).actor, expectedVersion: expectedVersionOf(c) };
}

function addMemberReading(app: Router, { model }: Doors): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: membersPath,
      summary: 'Measures and dimensions made in forms; viewers see those in force or archived',
      responses: { 200: answer(z.array(governedMemberOutput), 'Newest change first') },
    }),
    async (c) => {
      const members = await model.list(languageOf(c));
      if (isAtLeast(principalOf(c).role, 'analyst')) return c.json(members, 200);
      const plain = members
        .filter(({ live }) => live !== null)
        .map((one) => ({ ...one, draft: null, pending: null, note: '' }));
      return c.json(plain, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: memberPath,
      summary: 'One of them, with its versions and where it is used',
      middleware: [role('analyst')],
      request: { params: idParam },
      responses: { 200: answer(memberDetailOutput, 'The member') },
    }),
    async (c) => {
      const member = await model.detail(c.req.valid('param').id, languageOf(c));
      c.header('ETag', `"${member.version}"`);
      return c.json(member, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${membersPath}/check`,
      summary: 'What a definition would do, tried on a copy of the model; nothing is saved',
      middleware: [role('analyst')],
      request: {
        query: z.object({ id: z.string().max(60).optional() }),
        body: json(memberDefinitionInput),
      },
      responses: { 200: answer(memberCheckOutput, 'Mistakes, or YAML, SQL and figures before and after') },
    }),
    async (c) => c.json(await model.check(c.req.valid('json'), c.req.valid('query').id ?? null, askerOf(c)), 200),
  );
}

function addMemberChanging(app: Router, { model, access }: Doors): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: membersPath,
      summary: 'Save a new draft; it becomes part of the model after a review',
      middleware: [role('analyst')],
      request: { body: json(memberDefinitionInput) },
      responses: { 201: answer(governedMemberOutput, 'The draft') },
    }),
    async (c) => {
      const definition = c.req.valid('json');
      const { actor } = principalOf(c);
      const member = await model.members.add(definition, actor);
      const details = { name: `${definition.view}.${definition.name}` };
      await access.audit.record({ actor, action: 'model member drafted', target: member.id, details });
      return c.json(member, 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'put',
      path: memberPath,
      summary: 'Save a new draft of a member; what is in force stays until it is approved',
      middleware: [role('analyst')],
      request: { params: idParam, headers: matchHeader, body: json(memberDefinitionInput) },
      responses: { 200: answer(governedMemberOutput, 'The member') },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const { actor } = principalOf(c);
      const member = await model.members.change(id, c.req.valid('json'), byOf(c));
      await access.audit.record({
        actor,
        action: 'model member drafted',
        target: id,
        details: { version: member.version },
      });
      return c.json(member, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${memberPath}/submit`,
      summary: 'Ask for a review of the draft',
      middleware: [role('analyst')],
      request: { params: idParam, headers: matchHeader },
      responses: { 200: answer(governedMemberOutput, 'The member') },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const member = await model.members.submit(id, byOf(c));
      await access.audit.record({ actor: principalOf(c).actor, action: 'model member submitted', target: id });
      return c.json(member, 200);
    },
  );
}

function addReview(app: Router, { model, access, feed, replicaStatus }: Doors): void {
  const tell = () => feed.publish('data', replicaStatus());
  app.openapi(
    createRoute({
      method: 'post',
      path: `${memberPath}/review`,
      summary: 'Make the draft part of the model, or send it back with a note',
      middleware: [role('admin')],
      request: { params: idParam, headers: matchHeader, body: json(reviewInput) },
      responses: { 200: answer(governedMemberOutput, 'The member') },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const review = c.req.valid('json');
      const by = byOf(c);
      const member =
        review.decision === 'approve'
          ? await model.approve(id, by, askerOf(c))
          : await model.members.returnBack(id, review.note, by);
      const action = review.decision === 'approve' ? 'model member approved' : 'model member returned';
      await access.audit.record({ actor: by.author, action, target: id, details: { version: member.version } });
      if (review.decision === 'approve') tell();
      return c.json(member, 200);
    },
  );

  for (const [verb, summary] of [
    ['archive', 'Take a member out of the model; its versions stay'],
    ['restore', 'Put an archived member back'],
  ] as const) {
    app.openapi(
      createRoute({
        method: 'post',
        path: `${memberPath}/${verb}`,
        summary,
        middleware: [role('admin')],
        request: { params: idParam, headers: matchHeader },
        responses: { 200: answer(governedMemberOutput, 'The member') },
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        const by = byOf(c);
        const member = verb === 'archive' ? await model.archive(id, by) : await model.restore(id, by, askerOf(c));
        await access.audit.record({ actor: by.author, action: `model member ${verb}d`, target: id });
        tell();
        return c.json(member, 200);
      },
    );
  }
}

function addModel(app: Router, { model, access }: Doors): void {
  app.openapi(
    createRoute({
      method: 'get',
      path,
      summary: 'Cubes, views, members, joins and files of the data model, and what is left out of it',
      middleware: [role('analyst')],
      responses: { 200: answer(modelOverviewOutput, 'The model') },
    }),
    async (c) => c.json(await model.overview(languageOf(c)), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/query`,
      summary: 'Ask the model, or a copy of it with a file changed: rows and SQL',
      middleware: [role('admin')],
      request: { body: json(modelQueryInput) },
      responses: { 200: answer(modelQueryOutput, 'Rows and SQL') },
    }),
    async (c) => {
      const query = c.req.valid('json');
      const result = await model.query(query, askerOf(c));
      const details = { members: [...query.dimensions, ...query.measures].join(', '), isTrial: query.file !== null };
      await access.audit.record({ actor: principalOf(c).actor, action: 'model asked', target: 'model', details });
      return c.json(result, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: `${path}/check`,
      summary: 'Compile a copy of the model with a file changed; nothing is saved',
      middleware: [role('admin')],
      request: { body: json(modelFileCheckInput) },
      responses: { 200: answer(modelFileCheckOutput, 'Mistakes with their lines') },
    }),
    async (c) => {
      const { name, content } = c.req.valid('json');
      return c.json({ problems: await model.checkFile(name, content, languageOf(c)) }, 200);
    },
  );
}

function addFiles(app: Router, { model, access, feed, replicaStatus }: Doors): void {
  const ownPath = `${path}/files/{name}`;
  app.openapi(
    createRoute({
      method: 'get',
      path: `${path}/files`,
      summary: 'Files that people wrote, archived ones too',
      middleware: [role('admin')],
      responses: { 200: answer(z.array(modelFileOutput), 'By name') },
    }),
    (c) => c.json(model.files.list(), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${path}/file`,
      summary: 'The text of any file of the model, the product’s own included',
      middleware: [role('admin')],
      request: { query: z.object({ name: z.string().max(200) }) },
      responses: { 200: answer(modelFileOutput, 'The file') },
    }),
    async (c) => c.json(await model.file(c.req.valid('query').name), 200),
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: `${ownPath}/versions`,
      summary: 'Versions of a file, newest first',
      middleware: [role('admin')],
      request: { params: nameParam },
      responses: { 200: answer(z.array(modelFileVersionOutput), 'Versions') },
    }),
    (c) => c.json(model.files.versions(c.req.valid('param').name), 200),
  );

  app.openapi(
    createRoute({
      method: 'put',
      path: ownPath,
      summary: 'Save a file, once the compiler has taken a copy of the model with it',
      middleware: [role('admin')],
      request: { params: nameParam, headers: matchHeader, body: json(modelFileInput) },
      responses: { 200: answer(modelFileOutput, 'The file') },
    }),
    async (c) => {
      const { name } = c.req.valid('param');
      const by = byOf(c);
      const file = await model.saveFile(name, c.req.valid('json').content, by, languageOf(c));
      const details = { version: file.version };
      await access.audit.record({ actor: by.author, action: 'model file saved', target: name, details });
      feed.publish('data', replicaStatus());
      return c.json(file, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: ownPath,
      summary: 'Take a file out of the model; its versions stay',
      middleware: [role('admin')],
      request: { params: nameParam, headers: matchHeader },
      responses: { 200: answer(modelFileOutput, 'The file') },
    }),
    async (c) => {
      const { name } = c.req.valid('param');
      const by = byOf(c);
      const file = await model.archiveFile(name, by, languageOf(c));
      await access.audit.record({ actor: by.author, action: 'model file archived', target: name });
      feed.publish('data', replicaStatus());
      return c.json(file, 200);
    },
  );
}
