import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export interface OwnCertificate {
  /** PEM. */
  key: string;
  cert: string;
  /** SHA-256 of the certificate's bytes, as certificate tools print it. */
  fingerprint: string;
}

/** A certificate for 127.0.0.1 that nobody but its own key vouches for (X.509 v3, RFC 5280), new with every call. */
export function makeCertificate(): OwnCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const der = certificateOf(privateKey, publicKey);
  const lines = der.toString('base64').replace(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    fingerprint: createHash('sha256')
      .update(der)
      .digest('hex')
      .toUpperCase()
      .replace(/..(?=.)/g, '$&:'),
  };
}

function certificateOf(privateKey: KeyObject, publicKey: KeyObject): Buffer {
  const day = 86_400_000;
  const algorithm = sequence(objectId('2a8648ce3d040302'));
  const name = sequence(tagged(0x31, sequence(objectId('550403'), tagged(0x0c, Buffer.from('127.0.0.1')))));
  const valid = sequence(time(new Date(Date.now() - day)), time(new Date(Date.now() + 30 * day)));
  const serial = tagged(
    0x02,
    Buffer.from([1, ...createHash('sha256').update(String(Math.random())).digest().subarray(0, 8)]),
  );
  const names = sequence(
    sequence(objectId('551d11'), tagged(0x04, sequence(tagged(0x87, Buffer.from([127, 0, 0, 1]))))),
  );
  const signed = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    ...[serial, algorithm, name, valid, name],
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, names),
  );
  const signature = sign('sha256', signed, privateKey);
  return sequence(signed, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
}

/** DER: tag, length, content. */
function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
const sequence = (...parts: Buffer[]) => tagged(0x30, Buffer.concat(parts));
const objectId = (hex: string) => tagged(0x06, Buffer.from(hex, 'hex'));
const time = (at: Date) => tagged(0x17, Buffer.from(`${at.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
