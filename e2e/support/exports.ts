import { setTimeout as pause } from 'node:timers/promises';
import { extractText, getDocumentProxy } from 'unpdf';
import { Api } from './api.ts';

interface State {
  id: string;
  status: string;
  pages: number | null;
  failedTiles: { id: string; title: string }[];
  error: { code: string } | null;
}

/** A host's API for specs that order files. @param url the host's, with its token */
export function exportsOf(url: string) {
  const { origin, searchParams } = new URL(url);
  const token = searchParams.get('token') ?? '';
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const call = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const response = await fetch(`${origin}${path}`, { ...init, headers });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? null : await response.json()) as T;
  };
  /** Orders a file and waits for it. @throws where it failed */
  const exported = async (order: object): Promise<{ state: State; bytes: Uint8Array }> => {
    const { id } = await call<{ id: string }>('/api/v1/exports', { method: 'POST', body: JSON.stringify(order) });
    for (;;) {
      const state = await call<State>(`/api/v1/exports/${id}`);
      if (state.status === 'succeeded') {
        const file = await fetch(`${origin}/api/v1/exports/${id}/file`, { headers });
        return { state, bytes: new Uint8Array(await file.arrayBuffer()) };
      }
      if (state.status === 'failed') throw new Error(JSON.stringify(state));
      await pause(100);
    }
  };
  return { api: new Api(origin, token), origin, call, exported };
}

interface ReadPdf {
  /** The bytes as signs. */
  raw: string;
  pdf: Awaited<ReturnType<typeof getDocumentProxy>>;
  /** Text by page, and of all with single spaces. */
  pages: string[];
  whole: string;
  /** In order, of every level. */
  bookmarks: string[];
}

/** A PDF read back. */
export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const raw = Buffer.from(bytes).toString('latin1');
  const pdf = await getDocumentProxy(bytes);
  const { text } = await extractText(pdf, { mergePages: false });
  const outline = (await pdf.getOutline()) ?? [];
  const flat = (items: typeof outline): string[] => items.flatMap((item) => [item.title, ...flat(item.items)]);
  return { raw, pdf, pages: text, whole: text.join('\n').replace(/\s+/g, ' '), bookmarks: flat(outline) };
}
