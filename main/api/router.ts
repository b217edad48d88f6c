import type { HttpBindings } from '@hono/node-server';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import type { OperatorRole } from '../../contract/access.ts';
import { AppError } from '../../contract/errors.ts';
import { type Language, languageFromHeader } from '../../contract/language.ts';
import { type Principal, requireRole } from '../access/index.ts';
import type { Logger } from '../ports/logger.ts';
import { errorAnswer, toAppError } from './error-answer.ts';

export interface ApiEnv {
  Bindings: HttpBindings & { principal: Principal | null };
}
export type ApiContext = Context<ApiEnv>;
export type Router = OpenAPIHono<ApiEnv>;

const locales = { 'zh-CN': z.locales.zhCN(), en: z.locales.en() };

/** A router whose validation failures are errors of the API, in the reader's language. */
export function newRouter(): Router {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result, c) => {
      if (!result.success) throw invalidInput(result.error, languageOf(c));
    },
  });
}

export function languageOf(c: Context): Language {
  return languageFromHeader(c.req.header('accept-language'));
}

/** Who is asking; the front let nobody through without one. */
export function principalOf(c: ApiContext): Principal {
  if (c.env.principal === null) throw new AppError('access/not-signed-in');
  return c.env.principal;
}

/** For routes that change something with versions. */
export const matchHeader = z.object({ 'if-match': z.string().max(30).optional() });

/** The version a change was made on, from `If-Match`; null where the caller does not say. */
export function expectedVersionOf(c: ApiContext): number | null {
  const version = /^"?(\d+)"?$/.exec(c.req.header('if-match') ?? '')?.[1];
  return version === undefined ? null : Number(version);
}

/** Only people of at least this role come through. */
export function role(minimum: OperatorRole): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    requireRole(principalOf(c), minimum);
    await next();
  };
}

/** Parses what no route schema covers, with the same refusal. */
export function parseInput<T extends z.ZodType>(schema: T, value: unknown, language: Language): z.output<T> {
  const result = schema.safeParse(value);
  if (!result.success) throw invalidInput(result.error, language);
  return result.data;
}

function invalidInput(error: z.core.$ZodError, language: Language): AppError {
  const details = error.issues.map((issue) => {
    const message = locales[language].localeError(issue as z.core.$ZodRawIssue);
    const text = typeof message === 'string' ? message : message?.message;
    return { path: issue.path.map(String).join('.'), message: text ?? issue.message };
  });
  return new AppError('api/invalid-input', { details });
}

/** Answers every failure in the one error shape; bugs are logged with their stack. */
export function answerErrors(app: Router, logger: Logger): void {
  app.onError((thrown, c) => {
    const error = thrown instanceof HTTPException ? foreignError(thrown) : toAppError(thrown);
    if (error.kind === 'bug') {
      const cause = error.cause instanceof Error ? error.cause : error;
      logger.log('error', 'request failed', {
        method: c.req.method,
        path: c.req.path,
        code: error.code,
        reason: cause.stack ?? cause.message,
      });
    }
    const { status, body } = errorAnswer(error, languageOf(c));
    if (status === 429) c.header('Retry-After', String(error.params.seconds ?? 60));
    return c.json(body, status);
  });
  app.notFound((c) => {
    const allowed = methodsAt(app, c.req.path);
    if (allowed.length > 0) c.header('Allow', allowed.join(', '));
    const error =
      allowed.length > 0
        ? new AppError('api/method-not-allowed', { params: { method: c.req.method } })
        : new AppError('api/not-found');
    const { status, body } = errorAnswer(error, languageOf(c));
    return c.json(body, status);
  });
}

/** Hono refuses malformed JSON by itself, with a status of its own. */
function foreignError(error: HTTPException): AppError {
  if (error.status >= 500) return new AppError('host/internal', { cause: error });
  return new AppError('api/invalid-input', { details: [{ path: '', message: error.message }] });
}

function methodsAt(app: Router, path: string): string[] {
  const methods = app.routes
    .filter((route) => route.method !== 'ALL' && patternOf(route.path).test(path))
    .map((route) => route.method);
  return [...new Set(methods)].sort();
}

function patternOf(path: string): RegExp {
  const source = path.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll('.', '\\.')));
  return new RegExp(`^${source.join('/')}$`);
}
