import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkAmong, pathOfLink } from './deep-link.ts';

describe('a link', () => {
  it.each([
    ['luopan://board/overview', '/boards/overview'],
    [
      'luopan://board/0198c7a2-11aa?from=2011-10-01&to=2011-10-31',
      '/boards/0198c7a2-11aa?from=2011-10-01&to=2011-10-31',
    ],
    ['luopan://analytics/funnel', '/analytics/funnel'],
    ['luopan://segments', '/segments'],
    ['luopan://report/0198c7a2-11aa', '/explore?report=0198c7a2-11aa'],
    ['luopan://report/0198c7a2?report=other&d=x', '/explore?report=0198c7a2'],
    ['luopan://board/overview#tile-revenue-title', '/boards/overview#tile-revenue-title'],
    ['luopan://board/overview#token=abc', '/boards/overview'],
    ['luopan://board/overview?country=%E4%B8%AD%E5%9B%BD', '/boards/overview?country=%E4%B8%AD%E5%9B%BD'],
  ])('%s leads to %s', (link, path) => expect(pathOfLink(link)).toBe(path));

  it.each([
    'luopan://settings/users',
    'luopan://import/x',
    'luopan://board/../../settings',
    'luopan://board/a/b',
    'luopan://board/%2e%2e%2fsettings',
    'luopan://user:pass@board/overview',
    'luopan://board:80/overview',
    'luopan:board/overview',
    'luopan://',
    'https://board/overview',
    'javascript:alert(1)',
    `luopan://board/${'a'.repeat(5000)}`,
    'luopan://__proto__/x',
  ])('%s leads nowhere', (link) => expect(pathOfLink(link)).toBeNull());

  it('never signs anyone in, whatever it carries', () => {
    expect(pathOfLink('luopan://board/overview?token=abc&from=2011-10-01')).toBe('/boards/overview?from=2011-10-01');
  });

  it('stays on a page of the interface for any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (kind, rest) => {
        const path = pathOfLink(`luopan://${kind}/${rest}`);
        if (path !== null) {
          expect(new URL(path, 'http://127.0.0.1:1').origin).toBe('http://127.0.0.1:1');
          expect(path).toMatch(/^\/(boards|analytics|segments|explore)(\/|$|\?)/);
        }
      }),
    );
  });

  it('is found among arguments', () => {
    expect(linkAmong(['luopan', '--flag', 'luopan://board/overview'])).toBe('luopan://board/overview');
    expect(linkAmong(['luopan', '--flag'])).toBeNull();
  });
});
