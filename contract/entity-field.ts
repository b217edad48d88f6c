import type { LocalizedText } from './language.ts';

/**
 * - `text`     trimmed text, empty = missing
 * - `key`      an identifier: text, a trailing `.0` of spreadsheet numbers is cut
 * - `integer`, `decimal`  `1,234.50`, full-width digits and `(12.00)` are understood
 * - `money`    a decimal amount with optional currency sign; stored as integer minor units
 * - `instant`  a date or time; a zoneless one is read in the import's zone
 * - `json`     an object
 */
export type FieldType = 'text' | 'key' | 'integer' | 'decimal' | 'money' | 'instant' | 'boolean' | 'json';

export interface EntityField {
  name: string;
  type: FieldType;
  isRequired: boolean;
  /** May be left out of a mapping; once mapped, every row must fill it. */
  isNeverEmpty?: boolean;
  label: LocalizedText;
  description: LocalizedText;
  /** Header spellings met in the wild, lower case, without spaces and punctuation; used by the mapping guess. */
  headers: readonly string[];
}

/** Writes down one target field; `headers` are parted by spaces. */
export const field = (
  name: string,
  type: FieldType,
  zh: string,
  en: string,
  headers: string,
  options: { required?: boolean; zhHelp?: string; enHelp?: string } = {},
): EntityField => ({
  name,
  type,
  isRequired: options.required ?? false,
  label: { 'zh-CN': zh, en },
  description: { 'zh-CN': options.zhHelp ?? zh, en: options.enHelp ?? en },
  headers: headers.split(' ').filter(Boolean),
});

/** Who a row speaks of. */
export const customer: EntityField[] = [
  field(
    'customer_id',
    'key',
    '客户编号',
    'Customer ID',
    'customerid customer custid clientid userid memberid buyerid uid visitoruserid customeruniqueid customernumber customerno customerkey clientno customercode clientnum memberno membernumber personid distinctid householdkey householdid accountid openid unionid username buyer user member client 客户编号 客户id 客户号 客户编码 客户代码 会员编号 会员号 会员卡号 会员id 用户id 用户编号 用户名 顾客编号 顾客id 买家id 下单帐号 下单账号 买家会员名 客户 会员 顾客 买家 用户',
  ),
  field(
    'customer_name',
    'text',
    '客户姓名',
    'Customer name',
    'customername clientname buyername fullname name contactname requester requestername billingname shippingname 客户姓名 客户名称 买家姓名 会员姓名 收货人 收货人姓名 联系人 姓名 买家会员名 买家昵称 昵称',
  ),
  field(
    'email',
    'key',
    '邮箱',
    'E-mail',
    'email mail emailaddress customeremail requesteremail recipientemail 邮箱 电子邮箱 电子邮件 邮件',
  ),
  field(
    'phone',
    'key',
    '手机号',
    'Phone',
    'phone mobile tel telephone phonenumber mobilephone cellphone 手机 手机号 手机号码 电话 联系电话 联系手机',
  ),
];
