import { z } from 'zod';
import { setting } from '../../../contract/connector-config.ts';
import type { LocalizedText } from '../../../contract/language.ts';
import type { Connector } from '../connector.ts';
import { apiConnector } from './connector.ts';
import { parseDescription } from './description.ts';
import { hubspotYaml } from './descriptions/hubspot.ts';
import { shopifyYaml } from './descriptions/shopify.ts';
import { stripeYaml } from './descriptions/stripe.ts';
import { woocommerceYaml } from './descriptions/woocommerce.ts';
import { youzanYaml } from './descriptions/youzan.ts';

const text = () => z.string().trim().min(1).max(2000);
const secret = (label: LocalizedText, help?: LocalizedText) =>
  setting(text(), { label, isSecret: true, ...(help ? { help } : {}) });
/** Where the API is, without a path; tests put a server of their own here. */
const origin = (standard: string) =>
  setting(
    z
      .string()
      .trim()
      .regex(/^https?:\/\/[^/\s]+$/)
      .default(standard),
    { label: { 'zh-CN': '接口地址', en: 'API address' }, isAdvanced: true },
  );
const shopOrigin = (placeholder: string) =>
  setting(
    z
      .string()
      .trim()
      .regex(/^https?:\/\/[^\s]*[^/\s]$/),
    { label: { 'zh-CN': '店铺网址', en: 'Address of the shop' }, placeholder },
  );
const since = setting(
  z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/)
    .default('2020-01-01'),
  { label: { 'zh-CN': '最早读到', en: 'Read back to' }, placeholder: '2020-01-01' },
);

interface ReadyApi<Schema extends z.ZodObject> {
  kind: string;
  group: Connector['group'];
  label: LocalizedText;
  summary: LocalizedText;
  config: Schema;
  yaml: string;
}

/**
 * A ready description, written from public documentation and tested against recorded answers built from it, never against
 * the service. `{since}` is put in before it is read, because it is a value of the description itself.
 */
function ready<Schema extends z.ZodObject>({ yaml, ...product }: ReadyApi<Schema>): Connector<Schema> {
  return apiConnector({
    ...product,
    proof: 'recorded',
    describe: (config) => ({
      description: parseDescription(yaml.replaceAll('{since}', String((config as { since?: string }).since ?? ''))),
      auth: { type: 'none' },
    }),
  });
}

export const shopifyConnector = ready({
  kind: 'shopify',
  group: 'shop',
  label: { 'zh-CN': 'Shopify', en: 'Shopify' },
  summary: { 'zh-CN': '订单、客户、商品和退款。', en: 'Orders, customers, products and refunds.' },
  config: z.object({
    origin: shopOrigin('https://my-shop.myshopify.com'),
    accessToken: secret(
      { 'zh-CN': '访问令牌', en: 'Access token' },
      { 'zh-CN': '自定义应用的 Admin API 访问令牌。', en: 'The Admin API access token of a custom app.' },
    ),
    version: setting(
      z
        .string()
        .regex(/^\d{4}-\d\d$/)
        .default('2026-10'),
      {
        label: { 'zh-CN': 'API 版本', en: 'API version' },
        isAdvanced: true,
      },
    ),
  }),
  yaml: shopifyYaml,
});

export const woocommerceConnector = ready({
  kind: 'woocommerce',
  group: 'shop',
  label: { 'zh-CN': 'WooCommerce', en: 'WooCommerce' },
  summary: { 'zh-CN': '订单、客户、商品和退款。', en: 'Orders, customers, products and refunds.' },
  config: z.object({
    origin: shopOrigin('https://shop.example.com'),
    consumerKey: secret({ 'zh-CN': 'Consumer key', en: 'Consumer key' }),
    consumerSecret: secret({ 'zh-CN': 'Consumer secret', en: 'Consumer secret' }),
  }),
  yaml: woocommerceYaml,
});

export const stripeConnector = ready({
  kind: 'stripe',
  group: 'shop',
  label: { 'zh-CN': 'Stripe', en: 'Stripe' },
  summary: {
    'zh-CN': '收款、客户、账单、订阅和退款。',
    en: 'Charges, customers, invoices, subscriptions and refunds.',
  },
  config: z.object({
    secretKey: secret(
      { 'zh-CN': '密钥', en: 'Secret key' },
      { 'zh-CN': '建议使用只读的受限密钥。', en: 'Best a restricted key that may only read.' },
    ),
    version: setting(
      z
        .string()
        .trim()
        .regex(/^(?:\d{4}-\d\d-\d\d(?:\.[a-z]+)?)?$/)
        .default(''),
      {
        label: { 'zh-CN': 'API 版本', en: 'API version' },
        help: { 'zh-CN': '留空则用账户自己的版本。', en: 'Empty: the version of the account.' },
        isAdvanced: true,
      },
    ),
    origin: origin('https://api.stripe.com'),
  }),
  yaml: stripeYaml,
});

export const hubspotConnector = ready({
  kind: 'hubspot',
  group: 'shop',
  label: { 'zh-CN': 'HubSpot', en: 'HubSpot' },
  summary: { 'zh-CN': '联系人、公司、商机和工单。', en: 'Contacts, companies, deals and tickets.' },
  config: z.object({
    accessToken: secret({ 'zh-CN': '私有应用令牌', en: 'Private app token' }),
    since,
    origin: origin('https://api.hubapi.com'),
  }),
  yaml: hubspotYaml,
});

export const youzanConnector = ready({
  kind: 'youzan',
  group: 'shop',
  label: { 'zh-CN': '有赞', en: 'Youzan' },
  summary: {
    'zh-CN': '有赞微商城的订单、客户和售后单（自用型应用）。',
    en: 'Trades, customers and refunds of a Youzan shop (self-use application).',
  },
  config: z.object({
    clientId: setting(text(), { label: { 'zh-CN': 'client_id', en: 'client_id' } }),
    clientSecret: secret({ 'zh-CN': 'client_secret', en: 'client_secret' }),
    shopId: setting(text(), { label: { 'zh-CN': '店铺 ID（kdt_id）', en: 'Shop ID (kdt_id)' } }),
    since,
    origin: origin('https://open.youzanyun.com'),
  }),
  yaml: youzanYaml,
});
