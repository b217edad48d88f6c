import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../ports/logger.ts';
import { openStore, type Writer } from '../store/index.ts';
import { type Access, createAccess } from './access.ts';
import { sessionCookie } from './index.ts';

let folder: string;
let store: Writer;
let access: Access;
const clock = { at: Date.UTC(2024, 0, 1), now: () => clock.at };
const socket = { localPort: 7410 } as Socket;
const owner = { email: 'Owner@Example.com', password: 'correct horse battery', role: 'owner' } as const;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-access-'));
  store = openStore(join(folder, 'luopan.sqlite'));
  const metadata = {
    all: (sql: string, params: readonly (string | number | bigint | Uint8Array | null)[] = []) =>
      store.all<Record<string, unknown>>(sql, params),
    run: async (statements: readonly { sql: string; params: readonly never[] | readonly unknown[] }[]) =>
      store.transaction(() => {
        for (const { sql, params } of statements) store.run(sql, params as string[]);
      }),
  };
  access = createAccess({ store: metadata, clock, logger: silentLogger });
});

afterEach(async () => {
  store.close();
  await rm(folder, { recursive: true });
});

const withCookie = (value: string) => ({
  socket,
  headers: { cookie: sessionCookie({ socket, headers: {} }, value, 9) },
});
const signIn = (password: string) => access.signIn({ email: owner.email, password, remoteAddress: '10.0.0.9' });

describe('the start token', () => {
  it('is the owner, as Bearer and bare', () => {
    expect(access.authenticate({ socket, headers: { authorization: `Bearer ${access.token}` } })?.role).toBe('owner');
    expect(access.authenticate({ socket, headers: { authorization: access.token } })?.role).toBe('owner');
  });

  it('nothing else is: not a part of it, not another scheme, not as a cookie', () => {
    const headers = [
      { authorization: `Bearer ${access.token.slice(0, -1)}` },
      { authorization: `Basic ${access.token}` },
      { authorization: 'Bearer ' },
      { authorization: '' },
      { cookie: `luopan_7410=${access.token}` },
      {},
    ];
    for (const each of headers) expect(access.authenticate({ socket, headers: each }), JSON.stringify(each)).toBeNull();
  });

  it('is exchanged for a session that ends with signing out', async () => {
    const session = access.exchange(access.token) ?? '';
    expect(access.exchange('guess')).toBeNull();
    expect(access.authenticate(withCookie(session))?.actor).toBe('local');
    await access.signOut(withCookie(session));
    expect(access.authenticate(withCookie(session))).toBeNull();
  });

  it('a cookie of a host on another port is not read', () => {
    const session = access.exchange(access.token) ?? '';
    const other = { localPort: 7411 } as Socket;
    expect(access.authenticate({ ...withCookie(session), socket: other })).toBeNull();
  });
});

describe('operators', () => {
  it('sign in whatever the case of their address, until the session is two weeks old', async () => {
    await access.operators.add(owner);
    const session = await access.signIn({
      email: ' owner@example.COM',
      password: owner.password,
      remoteAddress: '::1',
    });
    expect(access.authenticate(withCookie(session))).toMatchObject({ role: 'owner', displayName: 'Owner' });
    clock.at += 14 * 86_400_000 + 1;
    expect(access.authenticate(withCookie(session))).toBeNull();
  });

  it('a wrong password and an unknown address are refused alike, and written down without the password', async () => {
    await access.operators.add(owner);
    await expect(signIn('wrong password')).rejects.toMatchObject({ code: 'access/bad-credentials' });
    const unknown = access.signIn({ email: 'x@example.com', password: 'wrong password', remoteAddress: '::1' });
    await expect(unknown).rejects.toMatchObject({ code: 'access/bad-credentials' });
    const audit = store.all<{ action: string; details: string }>('SELECT * FROM audit');
    expect(audit.map((line) => line.action)).toEqual(['sign-in refused', 'sign-in refused']);
    expect(JSON.stringify(audit)).not.toContain('wrong password');
  });

  it('guessing at many doors at once is stopped before the passwords are tried', async () => {
    await access.operators.add(owner);
    const guesses = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => signIn(`guess number ${i}`)));
    const codes = guesses.map((guess) => (guess.status === 'rejected' ? guess.reason.code : 'in'));
    expect(codes.filter((code) => code === 'access/bad-credentials')).toHaveLength(8);
    expect(codes.filter((code) => code === 'access/too-many-attempts')).toHaveLength(12);
    await expect(signIn(owner.password)).rejects.toMatchObject({ code: 'access/too-many-attempts' });
  });

  it('neither password nor session can be read in the store', async () => {
    await access.operators.add(owner);
    const session = await signIn(owner.password);
    const all = JSON.stringify([
      store.all('SELECT * FROM operators'),
      store.all('SELECT hex(token_hash) FROM sessions'),
    ]);
    expect(all).toContain('$argon2id$');
    expect(all).not.toContain(owner.password);
    expect(all).not.toContain(session);
  });

  it('being disabled, demoted or given another password ends their sessions', async () => {
    await access.operators.add({ ...owner, email: 'other@example.com' });
    const { id } = await access.operators.add(owner);
    const steps = [
      [owner.password, { role: 'viewer' }],
      [owner.password, { password: 'another password' }],
      ['another password', { isDisabled: true }],
    ] as const;
    for (const [password, change] of steps) {
      const session = await signIn(password);
      expect(access.authenticate(withCookie(session))).not.toBeNull();
      await access.operators.change(id, change);
      expect(access.authenticate(withCookie(session)), JSON.stringify(change)).toBeNull();
    }
    await expect(signIn('another password')).rejects.toMatchObject({ code: 'access/bad-credentials' });
  });

  it('the last owner stays one', async () => {
    const { id } = await access.operators.add(owner);
    const lastOwner = { code: 'access/last-owner' };
    await expect(access.operators.change(id, { role: 'admin' })).rejects.toMatchObject(lastOwner);
    await expect(access.operators.change(id, { isDisabled: true })).rejects.toMatchObject(lastOwner);
    await expect(access.operators.remove(id)).rejects.toMatchObject(lastOwner);
    await access.operators.add({ ...owner, email: 'second@example.com' });
    await expect(access.operators.remove(id)).resolves.toBeUndefined();
  });

  it('an address has one account', async () => {
    await access.operators.add(owner);
    const again = access.operators.add({ ...owner, email: 'OWNER@example.com' });
    await expect(again).rejects.toMatchObject({ code: 'access/email-taken' });
  });
});

describe('a view of personal data', () => {
  const lines = () => store.all<{ actor: string; target: string; details: string }>('SELECT * FROM audit ORDER BY id');
  const seen = (actor: string, target: string) => access.views.note(actor, { action: 'customer viewed', target });

  it('is written down once an hour for each reader and customer', () => {
    for (const [actor, target] of [
      ['ann', '7'],
      ['ann', '7'],
      ['ann', '8'],
      ['bob', '7'],
    ] as const) {
      seen(actor, target);
    }
    clock.at += 3_599_999;
    seen('ann', '7');
    expect(lines().map(({ actor, target }) => [actor, target])).toEqual([
      ['ann', '7'],
      ['ann', '8'],
      ['bob', '7'],
    ]);
    clock.at += 1;
    seen('ann', '7');
    expect(lines()).toHaveLength(4);
    // A clock put back by a day.
    clock.at -= 86_400_000;
    seen('ann', '7');
    expect(lines()).toHaveLength(5);
  });

  it('tells lists of different questions apart, and does not keep the questions', () => {
    const listed = (question: string, count: number) =>
      access.views.note('ann', { action: 'customers listed', target: 'funnel', question, details: { count } });
    listed('first', 12);
    listed('second', 5);
    listed('first', 12);
    expect(lines().map(({ details }) => JSON.parse(details))).toEqual([{ count: 12 }, { count: 5 }]);
    expect(JSON.stringify(lines())).not.toContain('second');
  });
});
