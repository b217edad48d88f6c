import { z } from 'zod';
import { setting } from '../../../contract/connector-config.ts';

/** Settings every database server has, but its port. */
const serverSettings = {
  host: setting(z.string().trim().min(1).max(255), {
    label: { 'zh-CN': '服务器地址', en: 'Host' },
    placeholder: 'db.example.com',
  }),
  database: setting(z.string().trim().min(1).max(128), { label: { 'zh-CN': '数据库', en: 'Database' } }),
  user: setting(z.string().min(1).max(128), {
    label: { 'zh-CN': '用户名', en: 'User' },
    help: {
      'zh-CN': '建议单独建一个只读账号；罗盘只会读取，不会修改。',
      en: 'Best an account of its own that may only read. Luopan never writes to your database.',
    },
  }),
  password: setting(z.string().max(1000).optional(), { label: { 'zh-CN': '密码', en: 'Password' }, isSecret: true }),
  tls: setting(z.enum(['off', 'encrypt', 'verify']).default('off'), {
    label: { 'zh-CN': '加密', en: 'Encryption' },
    options: {
      off: { 'zh-CN': '不加密（仅限本机或内网）', en: 'None (this machine or a trusted network)' },
      encrypt: { 'zh-CN': '加密，不核对证书', en: 'Encrypted, certificate not checked' },
      verify: { 'zh-CN': '加密并核对证书', en: 'Encrypted, certificate checked' },
    },
  }),
  ca: setting(z.string().max(100_000).optional(), {
    label: { 'zh-CN': 'CA 证书（PEM）', en: 'CA certificate (PEM)' },
    help: {
      'zh-CN': '对方使用自签证书时粘贴在此。',
      en: 'Paste it here when the server uses a certificate of its own.',
    },
    control: 'textarea',
    showWhen: { setting: 'tls', is: ['verify'] },
    isAdvanced: true,
  }),
};

/** How a server of a product is reached, in the order a form asks for it. */
export function serverConfig(standardPort: number) {
  const { host, ...account } = serverSettings;
  const port = setting(z.number().int().min(1).max(65_535).default(standardPort), {
    label: { 'zh-CN': '端口', en: 'Port' },
  });
  return z.object({ host, port, ...account });
}

/** Options of Node's TLS for a choice of `tls`; null = no encryption. */
export function tlsOptions(config: { tls: 'off' | 'encrypt' | 'verify'; ca?: string | undefined; host: string }) {
  if (config.tls === 'off') return null;
  const isAddress = /^[\d.]+$|:/.test(config.host);
  return {
    rejectUnauthorized: config.tls === 'verify',
    ...(config.tls === 'verify' && config.ca ? { ca: config.ca } : {}),
    ...(isAddress ? {} : { servername: config.host }),
  };
}

export const connectTimeoutMs = 15_000;
export const batchRows = 5_000;
