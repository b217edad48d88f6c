import { AppError } from '../../contract/errors.ts';
import type { IngestState } from '../../contract/ingest.ts';
import type { Language } from '../../contract/language.ts';
import type { Hub, IngestItem } from '../hub/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Secrets } from '../ports/secrets.ts';
import { FormHooks } from './form-hooks.ts';
import { FormIntake } from './form-intake.ts';
import { readInstant } from './instants.ts';
import { isProblem, readMessage } from './messages.ts';
import { problemSentence } from './problem-words.ts';
import { isObject, type JsonObject } from './traits.ts';
import { ingestState } from './waiting.ts';
import { WriteKeys } from './write-keys.ts';

/** Paths of single calls, with the type their messages have. */
export const callTypes = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;

export interface IngestCall {
  /** The body, unpacked. */
  body: string;
  /** Type of a call of its own; null for a batch. */
  type: (typeof callTypes)[number] | null;
  /** The key the request's header carries; null: the body may carry it, as a beacon cannot set headers. */
  key: string | null;
  language: Language;
}

export interface Ingest {
  readonly keys: WriteKeys;
  readonly forms: FormHooks;
  /**
   * Takes a batch or one call. When this resolves, all of it is durable; when it fails, nothing of it was taken.
   *
   * @throws ingest/bad-key, ingest/bad-json, ingest/bad-message (names the message by its index in the batch)
   */
  take(call: IngestCall): Promise<void>;
  state(): IngestState;
  /** Posts not handed over yet stay for the next start. */
  close(): Promise<void>;
}

export interface IngestOptions {
  hub: Hub;
  clock: Clock;
  logger: Logger;
  secrets: Secrets;
  /** For files on their way into landing. */
  scratchDir: string;
  /** Whether a key that is no write key opens the host itself: whoever may do everything may also send events. */
  isOperatorToken: (key: string) => boolean;
}

const operatorSource = 'events';

export function createIngest({ hub, clock, logger, secrets, scratchDir, isOperatorToken }: IngestOptions): Ingest {
  const keys = new WriteKeys(hub.metadata, clock);
  const intake = new FormIntake({ hub, logger, folder: scratchDir, findHook: (id) => forms.find(id) });
  const forms = new FormHooks({ store: hub.metadata, clock, secrets, onPost: () => intake.wake() });
  intake.wake();
  const sourceOf = (key: unknown): string => {
    if (typeof key !== 'string' || key === '') throw new AppError('ingest/bad-key');
    const source = keys.sourceOf(key) ?? (isOperatorToken(key) ? operatorSource : null);
    if (source === null) throw new AppError('ingest/bad-key');
    return source;
  };
  return {
    keys,
    forms,
    state: () => ingestState(hub.metadata),
    close: () => intake.close(),
    async take({ body, type, key, language }) {
      const known = key === null ? null : sourceOf(key);
      const json = parse(body);
      // Whoever has no key learns nothing about what a body should look like.
      if (known === null && json === null) throw new AppError('ingest/bad-key');
      const source = known ?? sourceOf(json?.writeKey);
      if (json === null) throw new AppError('ingest/bad-json');
      const receivedAt = clock.now();
      const items =
        type === null ? readBatch(json, receivedAt, language) : [readCall(json, type, receivedAt, language)];
      if (items.length > 0) await hub.ingest({ source, items });
    },
  };
}

/** The object that a body is; null when it is none. */
function parse(body: string): JsonObject | null {
  try {
    const json: unknown = JSON.parse(body);
    return isObject(json) ? json : null;
  } catch {
    return null;
  }
}

function readBatch(json: JsonObject, receivedAt: number, language: Language): IngestItem[] {
  const { batch } = json;
  if (!Array.isArray(batch)) {
    throw new AppError('ingest/bad-json', {
      details: [{ path: 'batch', message: problemSentence('required', language) }],
    });
  }
  const sentAt = readInstant(json.sentAt ?? null);
  const shared = isObject(json.context) ? json.context : null;
  const items: IngestItem[] = [];
  for (let index = 0; index < batch.length; index += 1) {
    const message: unknown = batch[index];
    const whole =
      shared !== null && isObject(message) && message.context === undefined ? { ...message, context: shared } : message;
    const read = readMessage(whole, { type: null, sentAt, receivedAt });
    if (isProblem(read)) {
      const path = read.member === '' ? `batch.${index}` : `batch.${index}.${read.member}`;
      throw new AppError('ingest/bad-message', {
        params: { index },
        details: [{ path, message: problemSentence(read.reason, language) }],
      });
    }
    items.push(read);
  }
  return items;
}

function readCall(json: JsonObject, type: string, receivedAt: number, language: Language): IngestItem {
  const read = readMessage(json, { type, sentAt: null, receivedAt });
  if (!isProblem(read)) return read;
  throw new AppError('ingest/bad-message', {
    params: { index: 0 },
    details: [{ path: read.member, message: problemSentence(read.reason, language) }],
  });
}
