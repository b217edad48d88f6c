import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  operatorChangeInput,
  operatorInput,
  operatorOutput,
  sessionOutput,
  signInInput,
} from '../../../contract/access.ts';
import { AppError } from '../../../contract/errors.ts';
import { type Access, type Principal, requireRole, sessionCookie, sessionSeconds } from '../../access/index.ts';
import { answer, json } from '../answers.ts';
import { newRouter, principalOf, type Router, role } from '../router.ts';

const session = '/api/v1/session';
const operators = '/api/v1/operators';
const operatorPath = z.object({ id: z.string().max(60) });
const gone = { 204: { description: 'Done' } };

/** Signing in and out, and the accounts of the people who sign in. */
export function sessionRoutes(access: Access): Router {
  const app = newRouter();

  app.openapi(
    createRoute({
      method: 'get',
      path: session,
      summary: 'Who is signed in',
      responses: { 200: answer(sessionOutput, 'Session') },
    }),
    (c) => c.json(sessionOf(principalOf(c)), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: session,
      summary: 'Sign in with e-mail and password; the answer sets a cookie',
      request: { body: json(signInInput) },
      responses: { 200: answer(sessionOutput, 'Session') },
    }),
    async (c) => {
      const { incoming } = c.env;
      const remoteAddress = incoming.socket.remoteAddress ?? '';
      const value = await access.signIn({ ...c.req.valid('json'), remoteAddress });
      const cookie = sessionCookie(incoming, value, sessionSeconds);
      c.header('Set-Cookie', cookie);
      const principal = access.authenticate({ socket: incoming.socket, headers: { cookie } });
      if (principal === null) throw new AppError('access/not-signed-in');
      return c.json(sessionOf(principal), 200);
    },
  );

  app.openapi(createRoute({ method: 'delete', path: session, summary: 'Sign out', responses: gone }), async (c) => {
    await access.signOut(c.env.incoming);
    await access.audit.record({ actor: principalOf(c).actor, action: 'sign-out' });
    c.header('Set-Cookie', sessionCookie(c.env.incoming, '', 0));
    return c.body(null, 204);
  });

  app.openapi(
    createRoute({
      method: 'get',
      path: operators,
      summary: 'Accounts',
      middleware: [role('admin')],
      responses: { 200: answer(z.array(operatorOutput), 'Accounts') },
    }),
    (c) => c.json(access.operators.list(), 200),
  );

  app.openapi(
    createRoute({
      method: 'post',
      path: operators,
      summary: 'Add an account',
      middleware: [role('admin')],
      request: { body: json(operatorInput) },
      responses: { 201: answer(operatorOutput, 'The account') },
    }),
    async (c) => {
      const input = c.req.valid('json');
      const principal = principalOf(c);
      if (input.role === 'owner') requireRole(principal, 'owner');
      const operator = await access.operators.add(input);
      const details = { role: operator.role };
      await access.audit.record({ actor: principal.actor, action: 'operator added', target: operator.id, details });
      return c.json(operator, 201);
    },
  );

  app.openapi(
    createRoute({
      method: 'patch',
      path: `${operators}/{id}`,
      summary: 'Change an account: role, name, password, disabled',
      middleware: [role('admin')],
      request: { params: operatorPath, body: json(operatorChangeInput) },
      responses: { 200: answer(operatorOutput, 'The account') },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const change = c.req.valid('json');
      const principal = principalOf(c);
      if (change.role === 'owner' || access.operators.find(id).role === 'owner') requireRole(principal, 'owner');
      const operator = await access.operators.change(id, change);
      const details = { fields: Object.keys(change).join(' ') };
      await access.audit.record({ actor: principal.actor, action: 'operator changed', target: id, details });
      return c.json(operator, 200);
    },
  );

  app.openapi(
    createRoute({
      method: 'delete',
      path: `${operators}/{id}`,
      summary: 'Remove an account',
      middleware: [role('admin')],
      request: { params: operatorPath },
      responses: gone,
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const principal = principalOf(c);
      if (access.operators.find(id).role === 'owner') requireRole(principal, 'owner');
      await access.operators.remove(id);
      await access.audit.record({ actor: principal.actor, action: 'operator removed', target: id });
      return c.body(null, 204);
    },
  );

  return app;
}

function sessionOf(principal: Principal): z.infer<typeof sessionOutput> {
  return {
    operatorId: principal.actor === 'local' ? null : principal.actor,
    displayName: principal.displayName,
    role: principal.role,
  };
}
