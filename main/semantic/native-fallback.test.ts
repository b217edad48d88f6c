import native from '@cubejs-backend/native';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareNative } from './native-fallback.ts';

describe('without the native add-on', () => {
  let isNative: boolean;
  beforeAll(() => {
    isNative = prepareNative();
  });

  const request = {
    aliasToMemberNameMap: { c: 'sales.count' },
    annotation: { 'sales.count': { type: 'number' } },
    query: { measures: ['sales.count'] },
    queryType: 'regularQuery',
  };
  const buffer = Buffer.from(JSON.stringify({ members: ['c'], columns: [[7]] }));
  const root = { query: request.query, annotation: {}, slowQuery: false, truncated: { shown: 1, total: 2 } };
  const read = (bytes: ArrayBuffer) => JSON.parse(Buffer.from(bytes).toString('utf8'));

  it('one result is UTF-8 JSON made from a columnar buffer', async () => {
    expect(read(await native.getFinalQueryResult(request, buffer, root))).toMatchObject({
      query: { measures: ['sales.count'] },
      truncated: { shown: 1, total: 2 },
      data: [{ 'sales.count': '7' }],
    });
  });

  it('several results come together', async () => {
    const answer = read(
      await native.getFinalQueryResultMulti([request], [buffer], { queryType: 'regularQuery', results: [root] }),
    );
    expect(answer).toMatchObject({
      queryType: 'regularQuery',
      results: [{ data: [{ 'sales.count': '7' }], truncated: { shown: 1, total: 2 } }],
      pivotQuery: { measures: ['sales.count'], queryType: 'regularQuery' },
    });
  });

  it('logging and build questions are answered', () => {
    if (isNative) return;
    expect(() => native.setupLogger(() => undefined, 'error')).not.toThrow();
    expect(() => native.resetLogger('error')).not.toThrow();
    expect(native.isFallbackBuild()).toBe(true);
  });

  it('a model with templates is refused with a reason', async () => {
    if (isNative) return;
    const engine = new native.NativeInstance().newJinjaEngine({ filters: {}, workers: 1 });
    await expect(engine.renderTemplate('a.yml', {}, null)).rejects.toThrow(/native add-on/);
  });
});
