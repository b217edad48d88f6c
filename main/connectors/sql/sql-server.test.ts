import { describe, expect, it } from 'vitest';
import type { FailureClass } from '../../../contract/connections.ts';
import { sqlServerConnector } from './index.ts';
import { cursorCandidates, lookBack, timeOf } from './read.ts';

/** Neither npm nor Debian has a SQL Server: the gallery and the guide say what that leaves open. */
describe('SQL Server, without a server', () => {
  it.each<[object, FailureClass]>([
    [{ code: 'ELOGIN', message: 'Login failed for user' }, 'auth'],
    [{ number: 18456, code: 'EREQUEST' }, 'auth'],
    [{ number: 208, code: 'EREQUEST', message: 'Invalid object name' }, 'gone'],
    [{ number: 229, code: 'EREQUEST' }, 'permission'],
    [{ number: 1205, code: 'EREQUEST', message: 'deadlock victim' }, 'transient'],
    [{ code: 'ESOCKET', message: 'Failed to connect', cause: { code: 'ECONNREFUSED' } }, 'unreachable'],
    [{ code: 'ESOCKET', message: 'self-signed certificate', cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } }, 'tls'],
    [{ code: 'ETIMEOUT' }, 'timeout'],
    [{ message: 'no idea' }, 'internal'],
  ])('%j is %s', (error, failure) => {
    expect(sqlServerConnector.classifyFailure(Object.assign(new Error('x'), error)).failure).toBe(failure);
  });
});

describe('cursors', () => {
  it('go back by seconds, by units, and in the way they are written', () => {
    expect(lookBack('2024-03-01 10:05:00', 300)).toBe('2024-03-01 10:00:00');
    expect(lookBack('2024-03-01T10:05:00.123456Z', 300)).toBe('2024-03-01T10:00:00.123Z');
    expect(lookBack('2024-03-01T00:00:30+08:00', 60)).toBe('2024-02-29T15:59:30+00:00');
    expect(lookBack('2024-03-01', 86_400)).toBe('2024-02-29');
    expect(lookBack('9007199254740993', 3)).toBe('9007199254740990');
    expect(lookBack(10, 3)).toBe(7);
    expect(lookBack('2024-03-01 10:05:00', 0)).toBe('2024-03-01 10:05:00');
    expect(lookBack('abc', 5)).toBe('abc');
  });

  it('are times only where the whole text is one', () => {
    expect(timeOf('2024-03-01 10:05:00')).toEqual({ utcMs: Date.UTC(2024, 2, 1, 10, 5), hasZone: false });
    expect(timeOf('2024-03-01T10:05:00+0800')).toEqual({ utcMs: Date.UTC(2024, 2, 1, 2, 5), hasZone: true });
    for (const text of ['2024', '20240301', 'order 2024-03-01', '2024-13-01']) expect(timeOf(text)).toBeNull();
    expect(timeOf(20240301)).toBeNull();
  });

  it('are offered with the time of the last change first', () => {
    const field = (name: string, type: 'instant' | 'integer' | 'text') => ({ name, type });
    const fields = [
      field('id', 'integer'),
      field('created_at', 'instant'),
      field('name', 'text'),
      field('updated_at', 'instant'),
      field('paid', 'instant'),
    ];
    expect(cursorCandidates(fields)).toEqual(['updated_at', 'created_at', 'paid', 'id']);
  });
});
