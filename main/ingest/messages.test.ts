import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IngestItem } from '../hub/index.ts';
import { correctedInstant, readInstant } from './instants.ts';
import { isProblem, readMessage } from './messages.ts';
import { readTraits } from './traits.ts';

const receivedAt = Date.UTC(2026, 5, 1, 12);
function read(message: unknown, frame: { sentAt?: number; type?: string } = {}): IngestItem {
  const item = readMessage(message, { type: frame.type ?? null, sentAt: frame.sentAt ?? null, receivedAt });
  if (isProblem(item)) throw new Error(`${item.member}: ${item.reason}`);
  return item;
}

describe('instants', () => {
  it('[IN3] move with the clock of the sender, whatever it shows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60_000, max: 4e11 }), fc.integer({ min: 0, max: 1e9 }), (skew, agoMs) => {
        const sentAt = receivedAt - skew;
        expect(correctedInstant(sentAt - agoMs, sentAt, receivedAt)).toBe(receivedAt - agoMs);
        expect(correctedInstant(receivedAt + skew - agoMs, receivedAt + skew, receivedAt)).toBe(receivedAt - agoMs);
      }),
    );
  });

  it.each([
    ['2026-01-02T03:04:05.678Z', Date.UTC(2026, 0, 2, 3, 4, 5, 678)],
    ['2026-01-02T03:04:05+08:00', Date.UTC(2026, 0, 1, 19, 4, 5)],
    ['2026-01-02 03:04:05', Date.UTC(2026, 0, 2, 3, 4, 5)],
    ['2026-01-02', Date.UTC(2026, 0, 2)],
    [1_767_323_045_678, 1_767_323_045_678],
    [1_767_323_045, 1_767_323_045_000],
    ['02/01/2026', null],
    ['2026-13-01T00:00:00Z', null],
    ['0001-01-01', null],
    [Number.NaN, null],
    [{}, null],
  ])('read %s', (value, expected) => {
    expect(readInstant(value)).toBe(expected);
  });
});

describe('messages', () => {
  it('take page and campaign from the context, and the sender’s own properties before them', () => {
    const item = read({
      type: 'track',
      event: ' Signed Up ',
      userId: 7,
      properties: { path: '/own' },
      context: {
        page: { path: '/context', url: 'https://shop.example/context' },
        campaign: { name: 'spring', source: 'mail' },
        sessionId: 's1',
        traits: { email: 'a@b.example' },
        locale: 'zh-CN',
      },
    });
    expect(item).toMatchObject({ kind: 'event', customerId: '7', email: 'a@b.example', at: receivedAt, traits: null });
    expect(item.event).toMatchObject({ name: 'Signed Up', sessionId: 's1' });
    expect(JSON.parse(item.event?.properties ?? '')).toEqual({
      path: '/own',
      url: 'https://shop.example/context',
      utm_campaign: 'spring',
      utm_source: 'mail',
      context: { locale: 'zh-CN' },
    });
  });

  it('give a message without an id one of its own', () => {
    const message = { type: 'page', anonymousId: 'a' };
    expect(read(message).messageId).not.toBe(read(message).messageId);
  });

  it('never let a company’s traits become the person’s', () => {
    const item = read({
      type: 'group',
      userId: 'u',
      groupId: 'g',
      traits: { email: 'office@acme.example', name: 'Acme' },
    });
    expect(item).toMatchObject({ email: null, otherId: 'g', traits: { name: 'Acme' } });
  });

  it('are read or refused, never thrown at, whatever comes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(null, 'track', 'identify', 'alias'), (message, type) => {
        const item = readMessage(message, { type, sentAt: null, receivedAt });
        if (!isProblem(item)) expect(item.customerId ?? item.anonymousId).not.toBeNull();
      }),
      { numRuns: 400 },
    );
  });
});

describe('traits', () => {
  it('write names as their readers do', () => {
    expect(readTraits({ firstName: '雷', lastName: '李' }).name).toBe('李雷');
    expect(readTraits({ firstName: 'Ada', lastName: 'Lovelace' }).name).toBe('Ada Lovelace');
    expect(readTraits({ name: 'Given', firstName: 'x' }).name).toBe('Given');
  });

  it('keep what has no column', () => {
    expect(readTraits({ plan: null, address: { country: 'CN' }, createdAt: '2020-01-01T00:00:00Z' })).toEqual({
      name: null,
      country: 'CN',
      region: null,
      city: null,
      firstSeen: Date.UTC(2020, 0, 1),
      rest: '{"plan":null,"address":{"country":"CN"}}',
    });
  });
});
