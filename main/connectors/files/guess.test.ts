import { describe, expect, it } from 'vitest';
import { guess } from './guess.fixture.ts';
import { tableName } from './guess.ts';

describe('what a file is, and which column is what', () => {
  it('a mistake or two in a short file do not hide what it is', () => {
    const { entity, columns } = guess('order_id,ordered_at,product_id,quantity,unit_price', [
      'Y1,2024-05-04,P1,1,10.00',
      'Y2,2024-05-04,P1,1,10.00',
      'X1,2024-02-30,P1,1,10.00',
      'X2,2024-05-03,P1,many,10.00',
    ]);
    expect(entity).toBe('order_items');
    expect(columns).toMatchObject({ ordered_at: 'ordered_at', quantity: 'quantity', unit_price: 'unit_price' });
  });

  it('order lines of a shop, in English', () => {
    const { entity, columns, confidence } = guess(
      'Row ID,Order ID,Order Date,Ship Date,Customer ID,Customer Name,Country,City,State,Product ID,Category,Product Name,Sales,Quantity,Discount,Profit',
      [
        '1,CA-2016-152156,11/8/2016,11/11/2016,CG-12520,Claire Gute,United States,Henderson,Kentucky,FUR-BO-1,Furniture,Bush Bookcase,261.96,2,0,41.91',
      ],
    );
    expect(entity).toBe('order_items');
    expect(columns).toMatchObject({
      order_id: 'Order ID',
      ordered_at: 'Order Date',
      customer_id: 'Customer ID',
      customer_name: 'Customer Name',
      product_id: 'Product ID',
      product_name: 'Product Name',
      amount: 'Sales',
      quantity: 'Quantity',
      country: 'Country',
      region: 'State',
    });
    expect(confidence).toBeGreaterThan(0.8);
  });

  it('lines of orders that stand in another file: an order, what of it and for how much, without a date', () => {
    const lines = guess('order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value', [
      'o1,1,p1,s1,2017-09-19 09:45:35,58.90,13.29',
      'o2,1,p2,s2,2017-05-03 11:05:13,239.90,19.93',
      'o2,2,p3,s2,2017-05-03 11:05:13,12.00,7.05',
      'o3,1,p2,s1,2018-01-18 14:48:30,199.00,17.87',
    ]);
    expect([lines.entity, lines.missing]).toEqual(['order_items', []]);
    // The delivery of each line is not that of the order.
    expect(lines.columns).toEqual({
      order_id: 'order_id',
      line_id: 'order_item_id',
      product_id: 'product_id',
      quantity: '{"value":1}',
      unit_price: 'price',
    });
    const counted = guess('订单编号,商品编码,数量,单价', ['A1,T01,2,128.00', 'A2,T02,1,99.00']);
    expect([counted.entity, counted.missing]).toEqual(['order_items', []]);
  });

  it('what is paid for orders, or has a date that cannot be read, is no line of an order in another file', () => {
    const payments = guess('order_id,payment_sequential,payment_type,payment_installments,payment_value', [
      'o1,1,credit_card,8,99.33',
      'o2,1,credit_card,1,24.39',
      'o2,2,voucher,1,5.00',
    ]);
    expect(payments.entity).toBe('table:file');
    const unread = guess('order_id,order_date,product_id,quantity,price', ['A,soon,P1,1,5.00', 'B,later,P2,2,6.00']);
    expect(unread.alternatives.find(({ entity }) => entity === 'order_items')?.missing).toEqual(['ordered_at']);
  });

  it('order lines of a shop, in Chinese', () => {
    const { entity, columns, missing } = guess('订单号,下单时间,会员编号,商品编码,商品名称,数量,单价（元）,省份', [
      'A1,2024-03-04 10:00:00,M1,T01,龙井,2,128.00,浙江',
      'A2,2024-03-05 10:00:00,M2,T02,普洱,1,99.00,云南',
    ]);
    expect(entity).toBe('order_items');
    expect(missing).toEqual([]);
    expect(columns).toEqual({
      order_id: '订单号',
      ordered_at: '下单时间',
      customer_id: '会员编号',
      product_id: '商品编码',
      product_name: '商品名称',
      quantity: '数量',
      unit_price: '单价（元）',
      region: '省份',
    });
  });

  it('orders whose paid amount has refunds taken off already: net is the paid amount', () => {
    const rows = [
      '1,100,60,40,2024-03-04,2024-03-04 10:00:00',
      '2,50,0,50,2024-03-04,2024-03-04 10:00:00',
      '3,80,70,10,2024-03-04,2024-03-04 11:00:00',
    ];
    const { entity, columns } = guess('订单编号,总金额,买家实际支付金额,退款金额,订单创建时间,订单付款时间', rows);
    expect(entity).toBe('orders');
    expect(columns).toEqual({
      order_id: '订单编号',
      gross: '总金额',
      net: '买家实际支付金额',
      refund: '退款金额',
      ordered_at: '订单创建时间',
      paid_at: '订单付款时间',
    });
  });

  it('orders whose paid amount stands before refunds: net is left to be worked out', () => {
    const rows = ['1,100,100,40,2024-03-04', '2,50,50,50,2024-03-04', '3,80,80,10,2024-03-04'];
    const { entity, columns } = guess('order_id,total_amount,paid_amount,refund_amount,order_date', rows);
    expect(entity).toBe('orders');
    expect(columns).toMatchObject({ gross: 'total_amount', refund: 'refund_amount' });
    expect(columns.net).toBeUndefined();
  });

  it('events, with Unix times too', () => {
    const { entity, columns } = guess('event_name,timestamp,user_id,device_id,page', [
      'view,1709532306,u1,d1,/home',
      'buy,1709532399,u1,d1,/cart',
    ]);
    expect(entity).toBe('events');
    expect(columns).toEqual({
      event: 'event_name',
      occurred_at: 'timestamp',
      customer_id: 'user_id',
      anonymous_id: 'device_id',
    });
  });

  it('products', () => {
    const { entity, columns } = guess('SKU,Title,Category,Cost', ['A1,Tea,Food,3.50', 'A2,Cup,Home,9.00']);
    expect(entity).toBe('products');
    expect(columns).toEqual({ product_id: 'SKU', product_name: 'Title', category: 'Category' });
  });

  it('people, with a name in two columns and an address that shows by its values', () => {
    const { entity, mapping } = guess('First Name,Last Name,Contact,Phone Number,City', [
      'Ann,Lee,ann@example.com,+44 20 7946 0001,London',
      'Bob,Ray,bob@example.com,+44 20 7946 0002,Leeds',
    ]);
    expect(entity).toBe('profiles');
    expect(mapping).toMatchObject({
      customer_name: { expression: 'trim(concat(row["First Name"], " ", row["Last Name"]))' },
      email: { column: 'Contact' },
      phone: { column: 'Phone Number' },
      city: { column: 'City' },
    });
  });

  it('anything else as a table of its own, with every column', () => {
    const { entity, mapping, alternatives } = guess(
      'Team,Manager,Office',
      ['A,Ann,East', 'B,Bob,West'],
      'sales teams.2024.csv.gz',
    );
    expect(entity).toBe('table:sales teams_2024');
    expect(Object.keys(mapping)).toEqual(['Team', 'Manager', 'Office']);
    expect(alternatives.map((other) => other.entity)).toEqual([
      'profiles',
      'products',
      'orders',
      'order_items',
      'events',
      'survey_responses',
      'tickets',
      'opportunities',
      'opportunity_stages',
    ]);
    expect(alternatives.find((other) => other.entity === 'orders')?.missing).toEqual(['order_id', 'ordered_at']);
  });

  it('maps no column whose values cannot be the field', () => {
    const { columns } = guess('order_id,date,total,email,status', ['1,2024-01-01,5,none,1', '2,2024-01-02,6,none,2']);
    expect(columns).toEqual({ order_id: 'order_id', ordered_at: 'date', gross: 'total' });
  });

  it('takes a column State for a status only where its values say how far an order has come', () => {
    const head = 'order_id,date,total,State,Region';
    expect(guess(head, ['1,2024-01-01,5.00,Kentucky,South', '2,2024-01-02,6.00,New York,East']).columns).toEqual({
      order_id: 'order_id',
      ordered_at: 'date',
      gross: 'total',
      region: 'Region',
    });
    expect(guess(head, ['1,2024-01-01,5.00,shipped,South', '2,2024-01-02,6.00,on_hold,East']).columns).toMatchObject({
      status: 'State',
      region: 'Region',
    });
  });

  it('tells the currency from signs and from headers', () => {
    expect(guess('order_id,date,total', ['1,2024-01-01,£5.00', '2,2024-01-02,£6.50']).options.currency).toBe('GBP');
    expect(guess('order_id,date,Total (USD)', ['1,2024-01-01,5.00', '2,2024-01-02,6.50']).options.currency).toBe('USD');
    expect(guess('order_id,date,total', ['1,2024-01-01,5.00', '2,2024-01-02,6.50']).options.currency).toBeUndefined();
  });
});

it.each([
  ['销售 2024.csv', '销售 2024'],
  ['../../etc/passwd', 'passwd'],
  ['a"b;drop.csv', 'a_b_drop'],
  ['???.csv', 'table'],
  [`${'x'.repeat(200)}.csv`, 'x'.repeat(60)],
])('a table name from %s', (fileName, name) => {
  expect(tableName(fileName)).toBe(name);
});
