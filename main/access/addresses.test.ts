import { describe, expect, it } from 'vitest';
import { createAddressPolicy } from './addresses.ts';

describe('a host on loopback', () => {
  const policy = createAddressPolicy('127.0.0.1');

  it.each(['127.0.0.1:7410', 'localhost:7410', 'localhost', '[::1]:7410', '127.0.0.1', 'LOCALHOST:80'])(
    'answers to %s',
    (host) => {
      expect(policy.isKnownHost(host)).toBe(true);
    },
  );

  it.each([
    'evil.example:7410',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '192.168.1.20:7410',
    '',
    'a b',
    '127.0.0.1:7410:1',
    '127.0.0.1@evil.example',
    undefined,
  ])('does not answer to %s', (host) => {
    expect(policy.isKnownHost(host)).toBe(false);
  });
});

it('a host open to the network answers to plain addresses and listed names, not to any name', () => {
  const policy = createAddressPolicy('0.0.0.0', ['bi.example.com']);
  expect(policy.isKnownHost('192.168.1.20:7410')).toBe(true);
  expect(policy.isKnownHost('BI.example.com')).toBe(true);
  expect(policy.isKnownHost('rebound.example.com')).toBe(false);
});

describe('a change', () => {
  const policy = createAddressPolicy('127.0.0.1');
  const host = '127.0.0.1:7410';

  it('is taken from a page of this service and from programs', () => {
    expect(policy.isOwnOrigin({ host, origin: 'http://127.0.0.1:7410' })).toBe(true);
    expect(policy.isOwnOrigin({ host, 'sec-fetch-site': 'same-origin' })).toBe(true);
    expect(policy.isOwnOrigin({ host })).toBe(true);
  });

  it.each([
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:9999' },
    { origin: 'http://localhost:7410' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('is refused from %j', (headers) => {
    expect(policy.isOwnOrigin({ host, ...headers })).toBe(false);
  });
});
