import { z } from 'zod';
import { customer, type EntityField, field } from './entity-field.ts';
import { opportunityFields, opportunityStageFields, surveyResponseFields, ticketFields } from './record-fields.ts';

export type { EntityField, FieldType } from './entity-field.ts';

/** What a row of a file can become. `table:<name>` is a first-class table of its own. */
export const canonicalEntities = [
  'profiles',
  'products',
  'orders',
  'order_items',
  'events',
  'survey_responses',
  'tickets',
  'opportunities',
  'opportunity_stages',
] as const;
export type CanonicalEntity = (typeof canonicalEntities)[number];

export const entityInput = z
  .string()
  .regex(
    /^(profiles|products|orders|order_items|events|survey_responses|tickets|opportunities|opportunity_stages|table:[\p{L}\p{N}_][\p{L}\p{N}_ -]{0,62})$/u,
  );

const place: EntityField[] = [
  field(
    'country',
    'text',
    '国家/地区',
    'Country',
    'country countrycode shippingcountry billingcountry countryregion countryorregion countryname nation geography 国家 国家地区',
  ),
  field(
    'region',
    'text',
    '省份',
    'Region',
    'region state province shippingstate stateprovince billingprovince shippingprovince 省 省份 地区 收货地址 收货省份 所在省 收货人省份',
  ),
  field(
    'city',
    'text',
    '城市',
    'City',
    'city shippingcity town cityname billingcity 城市 市 收货城市 所在城市 收货人城市',
  ),
];

/** Tills and bank statements number nothing. */
const unnumbered: Partial<EntityField> = {
  isRequired: false,
  isNeverEmpty: true,
  description: {
    'zh-CN': '没有编号的文件可以不填：每行算一单；同样的行按同样的映射再次导入不会重复',
    en: 'May be left out where nothing is numbered: every row is an order then, and the same rows mapped the same way add none',
  },
};

/** Many data sets keep orders and their lines in two files, and only the orders have dates. */
const dateOfOrder: Partial<EntityField> = {
  isRequired: false,
  description: {
    'zh-CN': '留空时，这一行归入编号相同的已有订单：请先导入订单',
    en: 'Left empty, the line belongs to the order with the same ID: import the orders first',
  },
};

const document: EntityField[] = [
  field(
    'order_id',
    'key',
    '订单编号',
    'Order ID',
    'orderid orderno ordernumber order invoiceno invoice invoiceid invoicenumber transactionid transactionno ordernum orderref orderreference salesorder salesorderno receipt receiptid receiptno orderkey ordersn basketid saleid salesid purchaseid bookingid 订单编号 订单号 订单id 主订单编号 主订单号 单号 交易编号 发票号 流水号 小票号 销售单号',
    { required: true },
  ),
  field(
    'ordered_at',
    'instant',
    '下单时间',
    'Ordered at',
    'orderedat orderdate orderdatetime ordertime invoicedate createdat created purchasedate purchasedat transactiondate orderpurchasetimestamp purchasetime orderplacedat salesdate saledate ordercreatedat ordercreationdate ordercreateddate ordereddate orderedon transactiontime transactiondatetime date datetime time timestamp datecreated createddate createdtime createdate 下单时间 下单日期 订单创建时间 订单日期 订单时间 订单提交时间 创建时间 创建日期 拼单成交时间 成交时间 成交日期 交易时间 交易日期 销售日期 销售时间 消费时间 日期',
    { required: true },
  ),
  field('kind', 'text', '单据类型', 'Document kind', 'documentkind documenttype ordertype 单据类型 订单类型', {
    zhHelp: 'order（订单）或 return（冲销、退货单）；留空时由金额正负判断',
    enHelp:
      '“order” or “return” (a reversal booked as a document of its own); left empty, the sign of the amounts decides',
  }),
  field(
    'status',
    'text',
    '状态',
    'Status',
    'status orderstatus state financialstatus paymentstatus 状态 订单状态 交易状态',
    {
      zhHelp: '取消、关闭、未付款的订单不计入订单数',
      enHelp: 'Cancelled, closed and unpaid orders are not counted',
    },
  ),
  field(
    'paid_at',
    'instant',
    '付款时间',
    'Paid at',
    'paidat paymentdate paymenttime datepaid paidtime 付款时间 订单付款时间 支付时间 付款日期 支付日期 付款确认时间',
  ),
  field(
    'currency',
    'text',
    '币种',
    'Currency',
    'currency currencycode currencyisocode ordercurrency 币种 货币 币别 货币代码',
  ),
  field(
    'channel',
    'text',
    '渠道',
    'Channel',
    'channel saleschannel source platform ordersource orderchannel 渠道 销售渠道 来源 平台 订单来源 销售平台 订单渠道',
  ),
  field(
    'store',
    'text',
    '门店',
    'Store',
    'store shop storename shopname outlet branch branchname storeid storecode shopid 门店 门店名称 店铺 店铺名称 店铺名 归属店铺 商店',
  ),
];

const product: EntityField[] = [
  field(
    'product_id',
    'key',
    '商品编号',
    'Product ID',
    'productid sku skuid stockcode itemid productcode itemcode lineitemsku productkey itemno productsku itemsku articleid articleno asin 商品编号 商品编码 商品id 货号 商家编码 sku编码 产品编号 产品编码 产品id 商品代码 宝贝id',
  ),
  field(
    'product_name',
    'text',
    '商品名称',
    'Product name',
    'productname product description itemname item title lineitemname itemdescription productdescription producttitle itemtitle articlename 商品名称 商品标题 商品 品名 宝贝标题 商品名 产品名称 产品 标题',
  ),
  field(
    'category',
    'text',
    '类目',
    'Category',
    'category categoryname productcategory productcategoryname categorycode producttype department 类目 分类 商品类目 商品分类 商品类别 产品类别 产品分类 品类 类别',
  ),
];

const once = {
  zhHelp: '整单金额：写在订单的一行或每一行上都只计一次',
  enHelp: 'Of the whole order: on one of its lines or on each of them, it counts once',
};
/** What programs that write a line for each item say of the order as a whole. */
const ofWholeOrder: EntityField[] = [
  field(
    'delivery',
    'money',
    '整单运费',
    'Delivery of the order',
    'shipping shippingcost shippingfee shippingamount freight delivery deliveryfee postage 运费 运费金额 邮费 买家应付邮费',
    once,
  ),
  field(
    'discount',
    'money',
    '整单折扣',
    'Discount of the order',
    'discountamount orderdiscount cartdiscount cartdiscountamount totaldiscount totaldiscounts discount 优惠金额 折扣金额 店铺优惠合计',
    once,
  ),
  field(
    'refund',
    'money',
    '整单退款',
    'Refund of the order',
    'refundedamount refundamount refunded refund totalrefunded 退款金额 退款合计 已退金额',
    once,
  ),
];

/** Target fields per entity, in the order the mapping editor shows them. */
export const entityFields: Record<CanonicalEntity, readonly EntityField[]> = {
  profiles: [
    ...customer,
    field('kind', 'text', '类型', 'Kind', 'profiletype customertype 客户类型', {
      zhHelp: 'person（个人）或 company（企业）',
      enHelp: '“person” or “company”',
    }),
    field(
      'first_seen',
      'instant',
      '首次出现',
      'First seen',
      'firstseen createdat registeredat signupdate registrationdate registereddate signedupat joindate joineddate joined membersince customersince enrollmentdate createdate createddate datecreated 注册时间 注册日期 创建时间 创建日期 建档时间 入会时间 入会日期',
    ),
    ...place,
  ],
  products: [
    field(
      'product_id',
      'key',
      '商品编号',
      'Product ID',
      'productid sku skuid stockcode itemid productcode itemcode product 商品编号 商品编码 商品id 货号 商家编码',
      { required: true },
    ),
    field(
      'product_name',
      'text',
      '商品名称',
      'Product name',
      'productname name description itemname title 商品名称 商品标题 品名',
    ),
    product[2] as EntityField,
  ],
  orders: [
    ...document.map((one) => (one.name === 'order_id' ? { ...one, ...unnumbered } : one)),
    ...customer,
    field(
      'gross',
      'money',
      '订单总额',
      'Gross amount',
      'gross grossamount subtotal totalamount ordertotal orderamount transactionamount purchaseamount ordervalue total amount value ordersubtotal grosssales totalprice totalvalue grandtotal totalsales 总金额 订单金额 订单总额 商品总价 商品合计 商品总额 应付金额 买家应付货款 原价 总价 合计 金额 消费金额 销售额',
      { zhHelp: '折扣与退款之前', enHelp: 'Before discounts and refunds' },
    ),
    field(
      'discount',
      'money',
      '折扣',
      'Discount',
      'discount discountamount totaldiscounts totaldiscount orderdiscount 折扣 优惠 优惠金额 折扣金额 店铺优惠合计',
    ),
    field(
      'refund',
      'money',
      '退款',
      'Refund',
      'refund refundamount refunded refundedamount amountrefunded totalrefunded 退款 退款金额 退款合计 已退金额',
    ),
    field('tax', 'money', '税额', 'Tax', 'tax taxes taxamount totaltax vat 税额 税费 税'),
    field(
      'delivery',
      'money',
      '运费',
      'Delivery',
      'shipping shippingcost shippingfee shippingamount freight freightvalue delivery deliveryfee postage 运费 运费金额 邮费 买家应付邮费',
    ),
    field(
      'net',
      'money',
      '净额',
      'Net amount',
      'net netamount netsales revenue sales paid paidamount amountpaid netrevenue netvalue nettotal finalamount totalpaid 净额 商家实收金额 实付金额 实际支付金额 买家实际支付金额 订单实付金额 用户实付金额 实收金额 支付金额 付款金额 实付款 实付 实收 成交金额',
      {
        zhHelp: '净销售额；给出时直接采用，否则 = 总额 + 运费 − 折扣 − 退款',
        enHelp: 'Taken as given; otherwise gross + delivery − discount − refund',
      },
    ),
    ...place,
  ],
  order_items: [
    ...document.map((one) => (one.name === 'ordered_at' ? { ...one, ...dateOfOrder } : one)),
    ...customer,
    ...product,
    field(
      'line_id',
      'key',
      '行号',
      'Line ID',
      'lineid lineitemid orderitemid orderlineid linenumber lineno 行号 子订单编号 子订单号 明细编号',
    ),
    field(
      'quantity',
      'decimal',
      '数量',
      'Quantity',
      'quantity qty units count lineitemquantity orderquantity quantityordered itemquantity unitssold quantitysold salesquantity 数量 购买数量 订购数量 商品数量 销售数量 件数 购买件数 销量',
      { required: true },
    ),
    field(
      'unit_price',
      'money',
      '单价',
      'Unit price',
      'unitprice price itemprice lineitemprice sellingprice priceeach saleprice salesprice productprice priceperunit itemcost 单价 价格 商品单价 成交单价 销售单价 京东价 商品价格 售价 销售价',
    ),
    field(
      'amount',
      'money',
      '行金额',
      'Line amount',
      'amount 商家实收金额 lineamount linetotal total subtotal sales linesales extendedprice revenue salesamount salesvalue netsales netamount itemtotal totalprice totalamount totalsales 金额 行金额 小计 商品金额 销售额 销售金额 买家实际支付金额 商品实付总价 实付总价 实付金额 买家应付货款 总价 合计',
      { zhHelp: '留空时 = 数量 × 单价', enHelp: 'Left empty: quantity × unit price' },
    ),
    field('line_type', 'text', '行类型', 'Line type', 'linetype itemtype 行类型', {
      zhHelp: 'goods、delivery、discount 计入销售额；fee、write_off、sample、stock_adjustment、other 不计入但保留',
      enHelp:
        'goods, delivery, discount count as revenue; fee, write_off, sample, stock_adjustment and other are kept but left out',
    }),
    ...ofWholeOrder,
    ...place,
  ],
  events: [
    field(
      'event',
      'text',
      '事件',
      'Event',
      'event eventname eventtype action activity name behaviortype behavior actiontype 事件 事件名称 事件类型 行为 行为类型',
      { required: true },
    ),
    field(
      'occurred_at',
      'instant',
      '发生时间',
      'Occurred at',
      'occurredat timestamp eventtimestamp time eventtime eventdatetime clienteventtime originaltimestamp datetime ts tsms tsus timestampms timestampus date eventdate createdat receivedat 时间 发生时间 事件时间 行为时间 操作时间 访问时间',
      { required: true },
    ),
    field('message_id', 'key', '消息编号', 'Message ID', 'messageid insertid uuid eventid 消息编号 事件id'),
    ...customer,
    field(
      'anonymous_id',
      'key',
      '匿名编号',
      'Anonymous ID',
      'anonymousid deviceid cookie cookieid visitorid userpseudoid fullvisitorid 匿名id 设备id 访客id',
    ),
    field(
      'session_id',
      'key',
      '会话编号',
      'Session ID',
      'sessionid session usersession visitid gasessionid 会话id 会话',
    ),
    field('properties', 'json', '属性', 'Properties', 'properties props attributes 属性'),
  ],
  survey_responses: surveyResponseFields,
  tickets: ticketFields,
  opportunities: opportunityFields,
  opportunity_stages: opportunityStageFields,
};

/** Line types that are revenue; all other types are kept and reported as left out. */
export const revenueLineTypes = ['goods', 'delivery', 'discount'] as const;
export const otherLineTypes = ['fee', 'write_off', 'sample', 'stock_adjustment', 'other'] as const;
export type LineType = (typeof revenueLineTypes)[number] | (typeof otherLineTypes)[number];
