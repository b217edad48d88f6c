import { describe, expect, it } from 'vitest';
import { appLinks, isOrigin, linkTo, targetPath, tilePath } from './links.ts';

describe('a public address', () => {
  it.each(['https://bi.example.com', 'http://10.0.0.5:8080', 'http://[fd00::1]:80', 'https://b'])('%s is one', (text) =>
    expect(isOrigin(text)).toBe(true),
  );
  it.each([
    ...['', 'bi.example.com', 'https://', 'https://bi.example.com/', 'https://BI.example.com', 'ftp://bi.example.com'],
    ...['https://me@bi.example.com', 'https://bi.example.com:65536', 'https://bi.example.com?x', 'javascript:alert(1)'],
    ...['https://bi.example.com#x', 'https://bi example.com', 'https://-a.example.com', 'https://a"b'],
  ])('%j is none', (text) => expect(isOrigin(text)).toBe(false));
});

describe('a link', () => {
  it('leads to the tile, narrowed in the same way, without what is for its sender alone', () => {
    const view = { from: '2024-03-01', country: ['中国', 'A&B'], token: 'secret', edit: '1' };
    const path = tilePath('overview', view, 'revenue');
    const country = '&country=%E4%B8%AD%E5%9B%BD&country=A%26B';
    expect(path).toBe(`/boards/overview?from=2024-03-01${country}#tile-revenue-title`);
    expect(linkTo('https://bi.example.com', path)).toBe(`https://bi.example.com${path}`);
    expect(linkTo(appLinks, path)).toBe(`luopan://board/overview?from=2024-03-01${country}#tile-revenue-title`);
  });

  it('leads to the page of what a file is of, where there is one', () => {
    expect(targetPath({ board: 'b1', view: { range: 'latest-week' } })).toBe('/boards/b1?range=latest-week');
    expect(targetPath({ briefing: 'b1', view: {} })).toBe('/briefing/b1');
    expect(targetPath({ report: 'r1', view: {} })).toBe('/explore?report=r1');
    expect(targetPath({ query: {}, title: 'x' })).toBeNull();
  });

  it('leads to no more than the part a file is of', () => {
    const slice = { member: 'orders.country', value: 'A&B', unreached: 'leave_out' } as const;
    const view = { range: 'latest-week', country: ['France', 'A&B'] };
    const search = '?range=latest-week&country=France&country=A%26B&orders.country=A%26B';
    expect(targetPath({ board: 'b1', view, slice })).toBe(`/boards/b1${search}`);
    expect(targetPath({ briefing: 'b1', view, slice })).toBe(`/briefing/b1${search}`);
    expect(targetPath({ report: 'r1', view, slice })).toBeNull();
  });
});
