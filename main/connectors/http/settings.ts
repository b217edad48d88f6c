import { z } from 'zod';
import { setting } from '../../../contract/connector-config.ts';
import type { Auth } from './description.ts';

const authTypes = ['none', 'key', 'basic', 'bearer', 'oauth2_client', 'oauth2_refresh'] as const;
const paginations = ['none', 'page', 'offset', 'cursor', 'link', 'next_url'] as const;
const text = () => z.string().trim().max(2000);
const inForm = { setting: 'describedBy', is: ['form'] as const };
const ofAuth = (...is: (typeof authTypes)[number][]) => ({ setting: 'auth', is });
const paged = (...is: (typeof paginations)[number][]) => ({ setting: 'pagination', is });

/** The form for any JSON API: one list by form, or many by YAML. */
export const httpConfig = z.object({
  describedBy: setting(z.enum(['form', 'yaml']).default('form'), {
    label: { 'zh-CN': '描述方式', en: 'Described by' },
    options: {
      form: { 'zh-CN': '填表（一个接口）', en: 'A form (one list)' },
      yaml: { 'zh-CN': 'YAML（多个接口）', en: 'YAML (several lists)' },
    },
  }),
  yaml: setting(z.string().max(100_000).optional(), {
    label: { 'zh-CN': 'YAML 描述', en: 'Description in YAML' },
    control: 'yaml',
    isRequired: true,
    showWhen: { setting: 'describedBy', is: ['yaml'] },
  }),
  baseUrl: setting(text().optional(), {
    label: { 'zh-CN': '接口地址', en: 'Address' },
    placeholder: 'https://api.example.com/v1',
    isRequired: true,
    showWhen: inForm,
  }),
  path: setting(text().optional(), {
    label: { 'zh-CN': '路径', en: 'Path' },
    placeholder: '/orders',
    showWhen: inForm,
  }),
  recordPath: setting(text().optional(), {
    label: { 'zh-CN': '列表所在位置', en: 'Where the list is' },
    help: {
      'zh-CN': '如 data.items；留空表示返回的就是列表。',
      en: 'Such as data.items; empty: the answer is the list.',
    },
    showWhen: inForm,
  }),
  primaryKey: setting(text().optional(), {
    label: { 'zh-CN': '主键字段', en: 'Key field' },
    placeholder: 'id',
    showWhen: inForm,
  }),
  auth: setting(z.enum(authTypes).default('none'), {
    label: { 'zh-CN': '身份验证', en: 'Sign-in' },
    options: {
      none: { 'zh-CN': '不需要', en: 'None' },
      key: { 'zh-CN': '密钥', en: 'Key' },
      basic: { 'zh-CN': '用户名和密码', en: 'User and password' },
      bearer: { 'zh-CN': '令牌（Bearer）', en: 'Bearer token' },
      oauth2_client: { 'zh-CN': 'OAuth 2.0 客户端', en: 'OAuth 2.0 client credentials' },
      oauth2_refresh: { 'zh-CN': 'OAuth 2.0 刷新令牌', en: 'OAuth 2.0 refresh token' },
    },
  }),
  keyIn: setting(z.enum(['header', 'query']).default('header'), {
    label: { 'zh-CN': '密钥放在', en: 'The key goes into' },
    options: { header: { 'zh-CN': '请求头', en: 'A header' }, query: { 'zh-CN': '网址参数', en: 'A parameter' } },
    showWhen: ofAuth('key'),
  }),
  keyName: setting(text().default('X-Api-Key'), {
    label: { 'zh-CN': '密钥名称', en: 'Its name' },
    showWhen: ofAuth('key'),
  }),
  user: setting(text().optional(), {
    label: { 'zh-CN': '用户名', en: 'User' },
    isRequired: true,
    showWhen: ofAuth('basic'),
  }),
  password: setting(z.string().max(4000).optional(), {
    label: { 'zh-CN': '密码', en: 'Password' },
    isSecret: true,
    showWhen: ofAuth('basic'),
  }),
  token: setting(z.string().max(8000).optional(), {
    label: { 'zh-CN': '密钥或令牌', en: 'Key or token' },
    isSecret: true,
    isRequired: true,
    showWhen: ofAuth('key', 'bearer'),
  }),
  signInUrl: setting(text().optional(), {
    label: { 'zh-CN': '令牌地址', en: 'Token address' },
    isRequired: true,
    showWhen: ofAuth('oauth2_client', 'oauth2_refresh'),
  }),
  clientId: setting(text().optional(), {
    label: { 'zh-CN': '客户端 ID', en: 'Client ID' },
    isRequired: true,
    showWhen: ofAuth('oauth2_client', 'oauth2_refresh'),
  }),
  clientSecret: setting(z.string().max(4000).optional(), {
    label: { 'zh-CN': '客户端密钥', en: 'Client secret' },
    isSecret: true,
    isRequired: true,
    showWhen: ofAuth('oauth2_client', 'oauth2_refresh'),
  }),
  refreshToken: setting(z.string().max(8000).optional(), {
    label: { 'zh-CN': '刷新令牌', en: 'Refresh token' },
    isSecret: true,
    isRequired: true,
    showWhen: ofAuth('oauth2_refresh'),
  }),
  scope: setting(text().optional(), {
    label: { 'zh-CN': '权限范围', en: 'Scope' },
    showWhen: ofAuth('oauth2_client'),
    isAdvanced: true,
  }),
  pagination: setting(z.enum(paginations).default('none'), {
    label: { 'zh-CN': '翻页方式', en: 'Pages' },
    options: {
      none: { 'zh-CN': '不翻页', en: 'One page' },
      page: { 'zh-CN': '页码', en: 'Page number' },
      offset: { 'zh-CN': '偏移量', en: 'Offset' },
      cursor: { 'zh-CN': '游标', en: 'Cursor' },
      link: { 'zh-CN': 'Link 响应头', en: 'Link header' },
      next_url: { 'zh-CN': '返回下一页网址', en: 'Address of the next page' },
    },
    showWhen: inForm,
  }),
  pageParameter: setting(text().default('page'), {
    label: { 'zh-CN': '页码参数', en: 'Page parameter' },
    showWhen: paged('page', 'offset', 'cursor'),
  }),
  sizeParameter: setting(text().optional(), {
    label: { 'zh-CN': '每页条数参数', en: 'Page size parameter' },
    showWhen: paged('page', 'offset', 'cursor', 'link'),
  }),
  pageSize: setting(z.number().int().min(1).max(100_000).default(100), {
    label: { 'zh-CN': '每页条数', en: 'Page size' },
    showWhen: paged('page', 'offset', 'cursor', 'link'),
  }),
  nextPath: setting(text().optional(), {
    label: { 'zh-CN': '下一页所在位置', en: 'Where the next one is' },
    placeholder: 'paging.next',
    isRequired: true,
    showWhen: paged('cursor', 'next_url'),
  }),
  cursorField: setting(text().optional(), {
    label: { 'zh-CN': '更新时间字段', en: 'Changed-at field' },
    help: { 'zh-CN': '填写后可以只取新增和改动。', en: 'With it, only what is new or changed is read.' },
    showWhen: inForm,
    isAdvanced: true,
  }),
  cursorParameter: setting(text().optional(), {
    label: { 'zh-CN': '起始时间参数', en: 'Changed-since parameter' },
    placeholder: 'updated_since',
    showWhen: inForm,
    isAdvanced: true,
  }),
  requestsPerSecond: setting(z.number().min(0.01).max(1000).default(5), {
    label: { 'zh-CN': '每秒请求数上限', en: 'Requests per second at most' },
    isAdvanced: true,
  }),
});
export type HttpConfig = z.infer<typeof httpConfig>;

/** How the form says one signs in; secrets stay names until a request is made. */
export function authOf(config: HttpConfig): Auth {
  const oauth = {
    token_url: config.signInUrl ?? '',
    client_id: config.clientId ?? '',
    client_secret: '{secret.clientSecret}',
  };
  switch (config.auth) {
    case 'key':
      return { type: 'key', in: config.keyIn, name: config.keyName, value: '{secret.token}' };
    case 'basic':
      return { type: 'basic', user: config.user ?? '', password: '{secret.password}' };
    case 'bearer':
      return { type: 'bearer', token: '{secret.token}' };
    case 'oauth2_client':
      return { type: 'oauth2_client', ...oauth, scope: config.scope ?? '' };
    case 'oauth2_refresh':
      return { type: 'oauth2_refresh', ...oauth, refresh_token: 'refreshToken' };
    default:
      return { type: 'none' };
  }
}

/** The description a form stands for: one stream, named after the end of its path. */
export function formDescription(config: HttpConfig): unknown {
  const path = config.path ?? '';
  const size = config.sizeParameter ? { size_parameter: config.sizeParameter } : {};
  const inPages = { parameter: config.pageParameter, size: config.pageSize, ...size };
  const pagination = {
    none: { type: 'none' },
    page: { type: 'page', ...inPages },
    offset: { type: 'offset', ...inPages },
    cursor: { type: 'cursor', ...inPages, next: config.nextPath ?? '' },
    link: { type: 'link', size: config.pageSize, ...size },
    next_url: { type: 'next_url', next: config.nextPath ?? '' },
  }[config.pagination];
  return {
    base_url: config.baseUrl ?? '',
    requests_per_second: config.requestsPerSecond,
    pagination,
    streams: [
      {
        name: path.split('?')[0]?.split('/').filter(Boolean).at(-1) ?? 'records',
        path,
        records: config.recordPath ?? '',
        key: config.primaryKey ? [config.primaryKey] : [],
        ...(config.cursorField && config.cursorParameter
          ? { query: { [config.cursorParameter]: '{cursor}' }, incremental: { field: config.cursorField } }
          : {}),
      },
    ],
  };
}
