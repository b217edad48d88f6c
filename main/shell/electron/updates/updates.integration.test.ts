import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Updates, type UpdatesOptions } from './updates.ts';

let folder: string;
let served: string;
let asked: string[];
const servers: Server[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'luopan-updates-'));
  served = join(folder, '版本 & versions');
  asked = [];
  mkdirSync(served);
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

const installer = Buffer.from('the bytes of an installer '.repeat(10_000));
const fileName = 'Luopan Setup 0.2.0.exe';

/** A version as it is published; `file` is what lies there, which may not be what the list says. */
function publish({
  version = '0.2.0',
  file = installer,
  key,
}: {
  version?: string;
  file?: Buffer;
  key?: Parameters<typeof sign>[2];
} = {}) {
  const sha512 = createHash('sha512').update(installer).digest('base64');
  const list = `version: ${version}\nfiles:\n  - url: ${fileName}\n    sha512: ${sha512}\n    size: ${installer.length}\n`;
  writeFileSync(join(served, 'latest.yml'), list);
  writeFileSync(join(served, fileName), file);
  if (key) writeFileSync(join(served, 'latest.yml.sig'), sign(null, Buffer.from(list), key).toString('base64'));
}

function policy(updates: object | string): string {
  const path = join(folder, 'policy.json');
  writeFileSync(path, typeof updates === 'string' ? updates : JSON.stringify({ updates }));
  return path;
}

function updates(options: Partial<UpdatesOptions> = {}): Updates {
  return new Updates({
    ...{ version: '0.1.0', folder, policyPath: join(folder, 'no-policy.json'), platform: 'win32', arch: 'x64' },
    fetch: (url, init) => {
      asked.push(url);
      return fetch(url, init);
    },
    ...options,
  });
}

describe('by default', () => {
  it('nobody is asked and nothing is read', async () => {
    publish();
    const own = updates();
    expect(await own.check()).toMatchObject({
      place: null,
      setBy: 'person',
      found: null,
      checkedAt: null,
      problem: null,
    });
    expect(await own.fetch()).toMatchObject({ found: null });
    expect(asked).toEqual([]);
  });
});

describe('from a folder', () => {
  it('a later version is offered, fetched when asked for, whole, and never started', async () => {
    publish();
    const own = updates();
    own.setPlace(served);
    expect(await own.check()).toMatchObject({
      found: { version: '0.2.0', fileName, sizeBytes: installer.length, isReady: false },
    });
    expect(existsSync(join(folder, 'updates'))).toBe(false);
    expect(await own.fetch()).toMatchObject({ found: { isReady: true }, problem: null });
    expect(own.readyPath).toBe(join(folder, 'updates', fileName));
    expect(readFileSync(own.readyPath ?? '').equals(installer)).toBe(true);
    // What the person set is remembered.
    expect(updates().place).toBe(served);
  });

  it('an older one, the same one and an unfinished one of the same are not offered', async () => {
    for (const version of ['0.0.9', '0.1.0', '0.1.0-rc.1']) {
      publish({ version });
      const own = updates();
      own.setPlace(served);
      expect(await own.check(), version).toMatchObject({ found: null, problem: null, checkedAt: expect.any(String) });
    }
  });

  it.each([
    ['other bytes', Buffer.from(installer).fill(7, 100, 101)],
    ['more bytes', Buffer.concat([installer, Buffer.from('x')])],
    ['fewer bytes', installer.subarray(1)],
  ])('a file with %s than the list says is refused and nothing of it stays', async (_what, file) => {
    publish({ file });
    const own = updates();
    own.setPlace(served);
    await own.check();
    expect(await own.fetch()).toMatchObject({ problem: 'altered', found: { isReady: false } });
    expect(own.readyPath).toBeNull();
    expect(readdirSync(join(folder, 'updates'))).toEqual([]);
  });

  it('what is missing is said', async () => {
    const own = updates();
    own.setPlace(served);
    expect(await own.check()).toMatchObject({ problem: 'no-list' });
    writeFileSync(join(served, 'latest.yml'), 'x'.repeat(300_000));
    expect(await own.check()).toMatchObject({ problem: 'not-a-list' });
    publish();
    expect(await updates({ platform: 'win32', arch: 'arm64' }).check()).toMatchObject({ problem: 'no-file' });
    rmSync(join(served, fileName));
    await own.check();
    expect(await own.fetch()).toMatchObject({ problem: 'unreachable' });
    expect(own.setPlace('http://example.com/')).toMatchObject({ problem: 'not-a-place', place: served });
    expect(own.setPlace('')).toMatchObject({ place: null, problem: null });
  });
});

describe('what was fetched', () => {
  it('stays fetched when it is looked for again, after a restart too, and goes with a later one', async () => {
    publish();
    const own = updates();
    own.setPlace(served);
    await own.check();
    await own.fetch();
    const path = own.readyPath;
    expect(await own.check()).toMatchObject({ found: { version: '0.2.0', isReady: true } });
    rmSync(join(served, 'latest.yml'));
    const restarted = updates();
    publish();
    expect(await restarted.check()).toMatchObject({ found: { version: '0.2.0', isReady: true } });
    expect(restarted.readyPath).toBe(path);
    writeFileSync(path ?? '', Buffer.from(installer).fill(7, 100, 101));
    expect(await updates().check()).toMatchObject({ found: { isReady: false } });
    publish({ version: '0.3.0', file: Buffer.concat([installer]) });
    rmSync(path ?? '');
    expect(await restarted.check()).toMatchObject({ found: { version: '0.3.0', isReady: false } });
  });

  it('is still there when the place is out of reach for a while', async () => {
    publish();
    let isReachable = true;
    const address = 'http://127.0.0.1:9/versions';
    const own = updates({
      fetch: async (url) => {
        if (!isReachable) throw new TypeError('no network');
        return new Response(
          readFileSync(join(served, decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? ''))),
        );
      },
    });
    own.setPlace(address);
    await own.check();
    expect(await own.fetch()).toMatchObject({ found: { isReady: true } });
    isReachable = false;
    expect(await own.check()).toMatchObject({ problem: 'unreachable', found: { version: '0.2.0', isReady: true } });
  });
});

describe('from an address', () => {
  it('another place set meanwhile ends what is under way; nothing of the former one is mixed in', async () => {
    publish();
    let answer: (response: Response) => void = () => {};
    const own = updates({
      fetch: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    });
    own.setPlace('http://127.0.0.1:9/slow');
    const former = own.check();
    await expect.poll(() => own.state().step).toBe('checking');
    expect(own.setPlace(served)).toMatchObject({ step: 'idle', found: null });
    const later = own.check();
    answer(new Response(readFileSync(join(served, 'latest.yml'), 'utf8').replace('0.2.0', '7.7.7')));
    await former;
    expect(await later).toMatchObject({ place: served, found: { version: '0.2.0' }, step: 'idle' });
  });

  it('a transfer that stands still is given up, said so, and leaves nothing behind', async () => {
    publish();
    const own = updates({ stallMs: 100 });
    own.setPlace(await serve('stand still'));
    await own.check();
    expect(await own.fetch()).toMatchObject({ problem: 'stalled', step: 'idle', found: { isReady: false } });
    expect(readdirSync(join(folder, 'updates'))).toEqual([]);
  });

  async function serve(answer: 'files' | 'elsewhere' | 'cut short' | 'stand still'): Promise<string> {
    const server = createServer((request, response) => {
      const path = join(served, decodeURIComponent(request.url ?? '').replace('/versions/', ''));
      if (answer === 'elsewhere') return response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end();
      if (!existsSync(path)) return response.writeHead(404).end();
      const bytes = readFileSync(path);
      if (answer === 'files' || path.endsWith('.yml')) return response.end(bytes);
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 1000), () => answer === 'cut short' && response.destroy());
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as { port: number }).port}/versions`;
  }

  it('the list and the file are asked for, and nothing else', async () => {
    publish();
    const own = updates();
    const address = await serve('files');
    own.setPlace(address);
    await own.check();
    expect(await own.fetch()).toMatchObject({ found: { isReady: true } });
    expect(asked).toEqual([`${address}/latest.yml`, `${address}/Luopan%20Setup%200.2.0.exe`]);
  });

  it('a redirection is not followed, and a transfer that breaks off leaves nothing behind', async () => {
    publish();
    const own = updates();
    own.setPlace(await serve('elsewhere'));
    expect(await own.check()).toMatchObject({ problem: 'unreachable', found: null });
    own.setPlace(await serve('cut short'));
    expect(await own.check()).toMatchObject({ problem: null });
    expect(await own.fetch()).toMatchObject({ problem: 'unreachable', found: { isReady: false } });
    expect(readdirSync(join(folder, 'updates'))).toEqual([]);
  });
});

describe('what the administrator sets for the machine', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');

  it('goes before what the person sets, and needs the signature where it names a key', async () => {
    publish({ key: privateKey });
    const own = updates({ policyPath: policy({ from: served, publicKey: key }) });
    expect(own.setPlace('/elsewhere')).toMatchObject({ place: served, setBy: 'administrator', isSigned: true });
    expect(await own.check()).toMatchObject({ found: { version: '0.2.0' } });
    publish({ version: '0.3.0' });
    expect(await own.check()).toMatchObject({ found: null, problem: 'not-signed' });
    rmSync(join(served, 'latest.yml.sig'));
    expect(await own.check()).toMatchObject({ found: null, problem: 'not-signed' });
  });

  it.each([{ from: null }, '{ "updates": { "from": 7 } }', 'not JSON'])(
    'may be that nobody looks: %j',
    async (content) => {
      const own = updates({ policyPath: policy(content) });
      expect(own.setPlace(served)).toMatchObject({ place: null, setBy: 'administrator' });
      await own.check();
      expect(asked).toEqual([]);
    },
  );
});
