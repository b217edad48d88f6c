import { errorSentence } from '../../contract/error-words.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import type { Language } from '../../contract/language.ts';
import type { CustomModel } from '../../contract/model.ts';
import type { InProcessAnswer } from './in-process-request.ts';
import { localizedMeta } from './localized.ts';
import { settings } from './settings.ts';

/** What Cube says, and the code it is filed under; the first match decides. */
const failures: [RegExp, ErrorCode][] = [
  [/^(?:Error: )?replica\/query-timeout/, 'replica/query-timeout'],
  [/^(?:Error: )?replica\/query-refused/, 'replica/query-refused'],
  [/^(?:Error: )?replica\/unavailable/, 'replica/unavailable'],
  [/^(?:Error: )?replica\//, 'replica/query-failed'],
  [/not found for path|cannot be found|Cube .* not found|hidden member|doesn't exist/i, 'semantic/unknown-member'],
  [
    /^SyntaxError|Invalid query format|query param|should contain either|Can't parse date|limit has been exceeded/i,
    'api/invalid-input',
  ],
  [/Can't find join path|granularit|date range/i, 'api/invalid-input'],
];

const statusOf: Partial<Record<ErrorCode, number>> = {
  'semantic/unknown-member': 400,
  'api/invalid-input': 400,
  'replica/query-refused': 400,
  'replica/query-timeout': 504,
  'replica/unavailable': 503,
  'replica/query-failed': 500,
};

/**
 * The answer as it leaves: `/meta` in the reader's language, and errors with `code` beside the `error` text that
 * Cube's clients read. A mistake in the question is 400, whatever Cube's stage that noticed it.
 */
export function answerWithCode(
  answer: InProcessAnswer,
  url: string,
  language: Language,
  archived: CustomModel['archived'] = [],
): InProcessAnswer {
  if (answer.status >= 400) return failure(answer, language, archived);
  if (!/^\/cubejs-api\/v1\/meta(\?|$)/.test(url)) return answer;
  const meta = JSON.parse(Buffer.from(answer.body).toString('utf8'));
  return withBody(answer, localizedMeta(meta, language, settings().currency));
}

function failure(answer: InProcessAnswer, language: Language, archived: CustomModel['archived']): InProcessAnswer {
  const text = Buffer.from(answer.body).toString('utf8');
  let body: Record<string, unknown>;
  try {
    body = JSON.parse(text) as Record<string, unknown>;
  } catch {
    body = { error: answer.status === 404 ? 'Not found' : 'Request could not be read' };
  }
  const message = String(body.error ?? '');
  const known = failures.find(([pattern]) => pattern.test(message))?.[1];
  const fallback: ErrorCode =
    answer.status === 404 ? 'api/not-found' : answer.status < 500 ? 'api/invalid-input' : 'semantic/query-failed';
  const code = known ?? fallback;
  const { stack: _, ...rest } = body;
  if (code === 'semantic/unknown-member') {
    // `'vip_sales' not found for path 'orders.vip_sales'`: a member that was archived says so.
    const gone = archived.find(({ member }) => message.includes(`'${member}'`));
    if (gone) {
      const title = gone.title[language];
      const error = errorSentence('model/archived-member', { title }, language);
      return withBody({ ...answer, status: 400 }, { ...rest, error, code: 'model/archived-member', member: title });
    }
  }
  return withBody({ ...answer, status: (known && statusOf[known]) ?? answer.status }, { ...rest, code });
}

function withBody(answer: InProcessAnswer, body: unknown): InProcessAnswer {
  const bytes = Buffer.from(JSON.stringify(body));
  return {
    status: answer.status,
    headers: {
      ...answer.headers,
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(bytes.byteLength),
    },
    body: bytes,
  };
}
