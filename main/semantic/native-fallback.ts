import native from '@cubejs-backend/native';
import { type Columnar, finalResult, finalResultMulti, type TransformRequest } from './final-result.ts';

/** What Cube hands to the add-on: a JSON buffer, or the columns themselves when no add-on is there to read them. */
export type RawResult = Uint8Array | Columnar;

type MultiRoot = Parameters<typeof finalResultMulti>[2];

/**
 * Cube's native add-on is a separate download that an offline machine does not have. Without it the REST road
 * needs six functions; they are put in its place on the exports of `@cubejs-backend/native`. Call before
 * server-core is loaded. With the add-on there, only `truncated` is added to its answers.
 *
 * @returns whether the real add-on is in use
 */
export function prepareNative(): boolean {
  if (isAddonThere()) {
    keepTruncation();
    return true;
  }
  Object.assign(native, {
    setupLogger: () => {},
    resetLogger: () => {},
    isFallbackBuild: () => true,
    getFinalQueryResult: async (request: TransformRequest, raw: RawResult, root: Record<string, unknown>) =>
      encode(finalResult(request, columnar(raw), root)),
    getFinalQueryResultMulti: async (requests: TransformRequest[], raws: RawResult[], root: MultiRoot) =>
      encode(finalResultMulti(requests, raws.map(columnar), root)),
  });
  native.NativeInstance.prototype.newJinjaEngine = () => ({
    loadTemplate: () => {},
    renderTemplate: () => Promise.reject(new Error('Data models with Jinja templates need the native add-on of Cube')),
  });
  return false;
}

function isAddonThere(): boolean {
  try {
    native.loadNative();
    return true;
  } catch {
    return false;
  }
}

/** The add-on drops fields it does not know; `truncated` is put back into the JSON it made. */
function keepTruncation(): void {
  const single = native.getFinalQueryResult;
  const multi = native.getFinalQueryResultMulti;
  Object.assign(native, {
    getFinalQueryResult: async (request: object, raw: unknown, root: { truncated?: unknown }) => {
      const bytes = await single(request, raw, root);
      return root.truncated ? encode({ ...decode(bytes), truncated: root.truncated }) : bytes;
    },
    getFinalQueryResultMulti: async (requests: object[], raws: unknown[], root: MultiRoot) => {
      const bytes = await multi(requests, raws, root);
      if (!root.results.some((result) => result.truncated)) return bytes;
      const answer = decode(bytes) as { results: object[] };
      const results = answer.results.map((result, index) => {
        const truncated = root.results[index]?.truncated;
        return truncated ? { ...result, truncated } : result;
      });
      return encode({ ...answer, results });
    },
  });
}

function columnar(raw: RawResult): Columnar {
  return raw instanceof Uint8Array ? (decode(raw) as unknown as Columnar) : raw;
}

function decode(bytes: Uint8Array | ArrayBuffer): Record<string, unknown> {
  return JSON.parse(new TextDecoder().decode(bytes));
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
