import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isZone, localToUtc, zoneOffsetMs, zoneRules, zoneTransitions } from './zone.ts';

const zones = [
  'UTC',
  'Asia/Shanghai',
  'Europe/London',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'Pacific/Apia',
  'Pacific/Chatham',
  'America/St_Johns',
];
const hour = 3_600_000;

/** The wall clock as Intl writes it, read back: an oracle with no table behind it. */
function wallClock(zone: string, utcMs: number): number {
  const text = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(utcMs);
  return Date.parse(`${text.replace(' ', 'T')}Z`);
}

const instant = fc.integer({ min: Date.UTC(1920, 0, 1) / 1000, max: Date.UTC(2090, 0, 1) / 1000 }).map((s) => s * 1000);

describe('zone rules', () => {
  it('agree with Intl at any instant', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), instant, (zone, utcMs) => {
        expect(utcMs + zoneOffsetMs(zone, utcMs)).toBe(wallClock(zone, utcMs));
      }),
      { numRuns: 1500 },
    );
  });

  it('turn a wall clock back into an instant that shows that wall clock, the earliest of two', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), instant, (zone, utcMs) => {
        const rules = zoneRules(zone);
        const local = rules.toLocal(utcMs);
        const back = rules.resolve(local);
        expect(back.kind).not.toBe('gap');
        expect(rules.toLocal(back.utcMs)).toBe(local);
        expect(back.utcMs).toBeLessThanOrEqual(utcMs);
        expect(rules.toUtc(local)).toBe(back.utcMs);
        if (back.utcMs !== utcMs) expect(back.kind).toBe('overlap');
      }),
      { numRuns: 1500 },
    );
  });

  it('give the same answers around a change whatever was asked before', () => {
    const changes = zones.flatMap((zone) =>
      zoneTransitions(zone, Date.UTC(1970, 0, 1), Date.UTC(2030, 0, 1)).map((t) => ({ zone, at: t.at })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...changes), fc.integer({ min: -90_000, max: 90_000 }), instant, (c, s, other) => {
        const rules = zoneRules(c.zone);
        rules.toUtc(other);
        const utcMs = c.at + s * 1000;
        expect(rules.toLocal(utcMs)).toBe(wallClock(c.zone, utcMs));
        const meant = rules.toUtc(rules.toLocal(utcMs));
        expect(wallClock(c.zone, meant)).toBe(wallClock(c.zone, utcMs));
      }),
      { numRuns: 1500 },
    );
  });

  it('list the changes of London in 2011', () => {
    expect(zoneTransitions('Europe/London', Date.UTC(2011, 0, 1), Date.UTC(2012, 0, 1))).toEqual([
      { at: Date.UTC(2011, 2, 27, 1), offsetBeforeMs: 0, offsetAfterMs: hour },
      { at: Date.UTC(2011, 9, 30, 1), offsetBeforeMs: hour, offsetAfterMs: 0 },
    ]);
    expect(zoneTransitions('Asia/Shanghai', Date.UTC(2000, 0, 1), Date.UTC(2026, 0, 1))).toEqual([]);
  });

  it('move a time that does not exist forward, and take the earlier of a repeated one', () => {
    const gap = zoneRules('Europe/London').resolve(Date.UTC(2011, 2, 27, 1, 30));
    expect(gap).toEqual({ utcMs: Date.UTC(2011, 2, 27, 1, 30), kind: 'gap' });
    const overlap = zoneRules('Europe/London').resolve(Date.UTC(2011, 9, 30, 1, 30));
    expect(overlap).toEqual({ utcMs: Date.UTC(2011, 9, 30, 0, 30), kind: 'overlap' });
    // Samoa had no 30 December 2011.
    const samoa = zoneRules('Pacific/Apia').resolve(Date.UTC(2011, 11, 30, 12));
    expect(samoa.kind).toBe('gap');
    expect(zoneRules('Pacific/Apia').toLocal(samoa.utcMs)).toBe(Date.UTC(2011, 11, 31, 12));
  });

  it('know daylight saving in China from 1986 to 1991', () => {
    expect(localToUtc('Asia/Shanghai', Date.UTC(1988, 6, 1, 12))).toBe(Date.UTC(1988, 6, 1, 3));
    expect(localToUtc('Asia/Shanghai', Date.UTC(2024, 6, 1, 12))).toBe(Date.UTC(2024, 6, 1, 4));
  });

  it('answer for years far away in bounded time', () => {
    for (const year of [1, 99, 1500, 1850, 2500, 9999]) {
      const local = new Date(0).setUTCFullYear(year, 5, 1);
      expect(zoneRules('Europe/Berlin').toLocal(localToUtc('Europe/Berlin', local))).toBe(local);
    }
  });

  it('tell zones from other names', () => {
    expect(isZone('Asia/Shanghai')).toBe(true);
    expect(isZone('+08:00')).toBe(true);
    expect(isZone('Mars/Olympus')).toBe(false);
    expect(() => zoneOffsetMs('Mars/Olympus', 0)).toThrow(RangeError);
  });
});
