import { describe, expect, it } from 'vitest';
import { guess } from './guess.fixture.ts';

const times = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index));

describe('exports of shops', () => {
  it('one line for each item, with the fields of the order on its first line only', () => {
    const { entity, columns, options } = guess(
      'Name,Email,Financial Status,Paid at,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Billing Name',
      times(12, (n) =>
        n % 2 === 0
          ? `#${1000 + n},a@x.org,paid,2024-03-04 10:00:00,JPY,30,2024-03-04 10:00:00,2,Cup,10,Ann Lee`
          : `#${999 + n},a@x.org,,,,,2024-03-04 10:00:00,1,Pot,10,`,
      ),
    );
    expect(entity).toBe('order_items');
    expect(columns).toMatchObject({
      order_id: 'Name',
      customer_name: 'Billing Name',
      quantity: 'Lineitem quantity',
      unit_price: 'Lineitem price',
      currency: 'Currency',
    });
    // The total belongs to the order, and lines without a currency are of the one there is.
    expect(columns.amount).toBeUndefined();
    expect(options.currency).toBe('JPY');
  });

  it('lines that repeat the total of their order', () => {
    const lines = times(10, (n) => `${Math.floor(n / 2)},2024-03-04,P${n},${(n % 2) + 1},10.00,30.00`);
    expect(guess('Order ID,Date,SKU,Qty,Price,Total Amount', lines).columns.amount).toBeUndefined();
    // An amount of the line itself stays.
    const own = times(10, (n) => `${Math.floor(n / 2)},2024-03-04,P${n},2,10.00,20.00`);
    expect(guess('Order ID,Date,SKU,Qty,Price,Total Amount', own).columns.amount).toBe('Total Amount');
  });

  it('lines with an amount and no quantity: one of each', () => {
    const { entity, mapping } = guess(
      'Order ID,Order Date,Customer ID,Product ID,Sales',
      times(6, (n) => `A${Math.floor(n / 2)},2024-03-04,C1,P${n},1${n}.50`),
    );
    expect(entity).toBe('order_items');
    expect(mapping).toMatchObject({ quantity: { value: 1 }, amount: { column: 'Sales' } });
  });

  it('child orders of a marketplace, with its own words', () => {
    const { entity, columns } = guess(
      '子订单编号,主订单编号,标题,价格,购买数量,订单状态,买家应付货款,买家实际支付金额,退款金额,订单创建时间,商品ID',
      times(
        4,
        (n) =>
          `="28490000000000000${n}",="28490000000000000${n}",茶,12.00,2,交易成功,24.00,24.00,无退款申请,2024-03-04 10:00:00,60${n}`,
      ),
    );
    expect(entity).toBe('order_items');
    expect(columns).toMatchObject({
      order_id: '主订单编号',
      line_id: '子订单编号',
      product_id: '商品ID',
      amount: '买家实际支付金额',
    });
  });

  it('names of columns below a group', () => {
    const { entity, columns } = guess(
      '订单信息 · 订单号,订单信息 · 订单下单时间,商品信息 · 商品名称,商品信息 · 商品数量,金额 · 商品价格',
      ['A1,2024-03-04 10:00:00,龙井,2,128.00'],
    );
    expect(entity).toBe('order_items');
    expect(columns).toMatchObject({ ordered_at: '订单信息 · 订单下单时间', unit_price: '金额 · 商品价格' });
  });

  it('orders without amounts, whose lines are another file', () => {
    const { entity, columns } = guess('order_id,customer_id,order_status,order_purchase_timestamp', [
      'a1,c1,delivered,2024-03-04 10:00:00',
      'a2,c2,canceled,2024-03-05 10:00:00',
    ]);
    expect(entity).toBe('orders');
    expect(columns).toMatchObject({ status: 'order_status', ordered_at: 'order_purchase_timestamp' });
  });

  it('customers by their names where nothing else tells them apart, unless those are masked', () => {
    const head = 'Order ID,Date,Customer Name,Amount';
    expect(guess(head, ['1,2024-03-04,Ann Lee,5.00']).columns.customer_id).toBe('Customer Name');
    expect(guess(head, ['1,2024-03-04,王**,5.00']).columns.customer_id).toBeUndefined();
  });
});

describe('who bought', () => {
  it('never takes the name of what was sold for that of a customer', () => {
    const sold = guess('order_id,date,name,qty,price', ['1,2024-03-04,Cup,1,5.00', '2,2024-03-05,Pot,2,6.00']);
    expect(sold.columns.customer_id).toBeUndefined();
    const bare = guess('订单编号,日期,名称,金额', ['1,2024-03-04,茶杯,5.00', '2,2024-03-05,茶壶,6.00']);
    expect(bare.columns.customer_id).toBeUndefined();
    const buyer = guess('order_id,date,buyer name,qty,price', ['1,2024-03-04,Ann,1,5.00', '2,2024-03-05,Bob,2,6.00']);
    expect(buyer.columns.customer_id).toBe('buyer name');
  });

  it('goes by names where telephones and addresses are masked, unless those are masked too', () => {
    for (const [phone, email] of [
      ['138****8000', 'a***@x.org'],
      ['138＊＊＊＊8000', 'a＊＊＊@x.org'],
    ]) {
      const of = (name: string) =>
        guess('订单编号,下单时间,客户姓名,手机号,邮箱,金额', [`1,2024-03-04,${name},${phone},${email},5.00`]).columns;
      expect(of('王芳').customer_id).toBe('客户姓名');
      expect(of('王**').customer_id).toBeUndefined();
      expect(of('王＊＊').customer_id).toBeUndefined();
    }
  });
});

describe('zones that headers name', () => {
  const zoneOf = (header: string, other = 'paid_at') =>
    guess(`order_id,${header},${other},customer_id,amount`, ['1,2024-03-04 10:00:00,2024-03-04 10:00:00,c1,5.00']);

  it.each([
    ['order_date (UTC)', 'UTC'],
    ['order_date (GMT+0)', 'UTC'],
    ['order_date (GMT+8)', undefined],
    ['order_date（UTC+08:00）', undefined],
    ['order_date (UTC−5)', undefined],
    ['order_date (utc ＋8)', undefined],
  ])('%s', (header, zone) => {
    const { columns, options } = zoneOf(header);
    expect(columns.ordered_at).toBe(header);
    expect(options.timezone).toBe(zone);
  });
});

describe('amounts of orders', () => {
  const head = 'order_id,date,subtotal,shipping,discount,total';

  it('are added up where the total of the file says so', () => {
    const lines = times(5, (n) => `${n},2024-03-04,100.00,5.00,10.00,95.00`);
    expect(guess(head, lines).columns).toMatchObject({ gross: 'subtotal', delivery: 'shipping', discount: 'discount' });
  });

  it('leave out what the subtotal has in it already', () => {
    const { columns } = guess(
      head,
      times(5, (n) => `${n},2024-03-04,90.00,5.00,10.00,95.00`),
    );
    expect(columns).toMatchObject({ gross: 'subtotal', delivery: 'shipping' });
    expect(columns.discount).toBeUndefined();
  });

  it('take a total for what it is called', () => {
    const { columns } = guess(
      'order_id,date,discount,shipping_fee,order_total',
      times(5, (n) => `${n},2024-03-04,10.00,5.00,95.00`),
    );
    expect(columns.gross).toBe('order_total');
    expect([columns.discount, columns.delivery]).toEqual([undefined, undefined]);
  });

  it('know a discount in per cent from an amount', () => {
    const { columns } = guess(
      'order_id,date,amount,discount',
      times(5, (n) => `${n},2024-03-04,95.00,0.${n}`),
    );
    expect(columns.discount).toBeUndefined();
  });

  it('take coupons below one for money where they are written or add up as money', () => {
    const coupons = ['0.50', '0.80', '0.00', '0.30', '0.50', '0.90'];
    const written = guess(
      'order_id,date,amount,discount',
      coupons.map((coupon, n) => `${n},2024-03-04,1${n}.00,${coupon}`),
    );
    expect(written.columns).toMatchObject({ gross: 'amount', discount: 'discount' });
    const added = guess(
      'order_id,date,subtotal,discount,total',
      times(6, (n) => `${n},2024-03-04,1${n}.00,0.5,${9 + n}.50`),
    );
    expect(added.columns).toMatchObject({ gross: 'subtotal', discount: 'discount' });
    const shares = guess(
      'order_id,date,subtotal,discount,total',
      times(6, (n) => `${n},2024-03-04,1${n}0.00,0.10,${(100 + n * 10) * 0.9}.00`),
    );
    expect(shares.columns.discount).toBeUndefined();
    const percent = guess(
      'order_id,date,subtotal,discount,total',
      times(6, (n) => `${n},2024-03-04,1${n}0.00,20,${(100 + n * 10) * 0.8}.00`),
    );
    expect(percent.columns.discount).toBeUndefined();
  });

  it('learn nothing from a second copy of the same amount', () => {
    const { columns } = guess(
      'order_id,date,subtotal,discount,base_amount',
      times(6, (n) => `${n},2024-03-04,1${n}.00,2.00,1${n}.00`),
    );
    expect(columns).toMatchObject({ gross: 'subtotal', discount: 'discount' });
  });

  it('take a total for that of the goods where quantity and price give it', () => {
    const of = (total: (quantity: number) => string) => {
      const { entity, columns } = guess(
        'order_id,date,customer_id,quantity,unit_price,discount,total_amount',
        times(6, (n) => `${n},2024-03-04,c${n},${n + 1},10.00,2.00,${total(n + 1)}`),
      );
      expect(entity).toBe('orders');
      return columns.discount;
    };
    expect(of((quantity) => `${quantity}0.00`)).toBe('discount');
    expect(of((quantity) => `${quantity * 10 - 2}.00`)).toBeUndefined();
  });
});

describe('amounts of whole orders among lines', () => {
  const head = 'order_id,date,sku,qty,price,shipping,discount_amount,total';
  /** Two lines of 10.00 for each order, with what the first and the second say of the whole. */
  const lines = (first: string, second: string) =>
    times(10, (n) => `${Math.floor(n / 2)},2024-03-04,P${n},1,10.00,${n % 2 === 0 ? first : second}`);

  it('are taken where they are said once, or the same on every line', () => {
    for (const second of [',,', '5.00,2.00,23.00']) {
      const { columns } = guess(head, lines('5.00,2.00,23.00', second));
      expect(columns).toMatchObject({ delivery: 'shipping', discount: 'discount_amount' });
      expect(columns.amount).toBeUndefined();
    }
  });

  it('are left out where the prices have them taken off, or each line has its own', () => {
    expect(guess(head, lines('5.00,2.00,25.00', ',,')).columns).toMatchObject({ delivery: 'shipping' });
    expect(guess(head, lines('5.00,2.00,25.00', ',,')).columns.discount).toBeUndefined();
    const own = guess(head, lines('5.00,2.00,', '4.00,1.00,')).columns;
    expect([own.delivery, own.discount]).toEqual([undefined, undefined]);
  });

  it('are left out where they are those of single lines, and most lines have none', () => {
    const sold = 'order_id,date,sku,qty,price,discount_amount,refund_amount';
    // Every tenth order has a discount or a refund, on one of its two lines.
    for (const none of ['', '0.00']) {
      const { columns, entity } = guess(
        sold,
        times(80, (n) => `${n >> 1},2024-03-04,P${n},1,10.00,${n % 20 === 0 ? '2.00,5.00' : `${none},${none}`}`),
      );
      expect(entity).toBe('order_items');
      expect([columns.discount, columns.refund]).toEqual([undefined, undefined]);
    }
  });

  it('are kept where they are repeated, unless the same share or sum is off each line', () => {
    const of = (discount: (order: number) => string) =>
      guess(
        'order_id,date,sku,qty,price,discount',
        times(40, (n) => `${n >> 1},2024-03-04,P${n},1,1${n % 7}.00,${discount(n >> 1)}`),
      ).columns.discount;
    expect(of((order) => (order % 2 === 0 ? '0.00' : `${order}.00`))).toBe('discount');
    for (const same of ['10%', '0.1', '2.00']) expect(of(() => same)).toBeUndefined();
    expect(of((order) => `0.${order % 3}5`)).toBe('discount');
    expect(of((order) => `0.${order % 3}`)).toBeUndefined();
  });

  it('are left out where the amount of the line has them taken off, or is what was paid', () => {
    const of = (header: string, amount: (price: number, discount: number) => number) =>
      guess(
        `order_id,date,sku,qty,price,discount,${header}`,
        times(40, (n) => {
          const [price, discount] = [10 + (n % 7), 1 + ((n >> 1) % 3)];
          return `${n >> 1},2024-03-04,P${n},1,${price}.00,${discount}.00,${amount(price, discount)}.00`;
        }),
      ).columns;
    expect(of('line_amount', (price, discount) => price - discount)).not.toHaveProperty('discount');
    expect(of('line_amount', (price) => price)).toMatchObject({ discount: 'discount', amount: 'line_amount' });
    expect(of('实付金额', (price) => price)).not.toHaveProperty('discount');
  });

  it('of a shop that writes them on the first line stay, with taxes in the total', () => {
    const { columns } = guess(
      'Name,Email,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Refunded Amount',
      times(24, (n) =>
        n % 2 === 0
          ? `#${n},a@x.org,18.00,5.00,1.50,24.50,2.00,2024-03-04 10:00:00,1,Cup,10.00,${n % 8 === 0 ? '3.00' : '0.00'}`
          : `#${n - 1},a@x.org,,,,,,2024-03-04 10:00:00,1,Pot,10.00,`,
      ),
    );
    expect(columns).toMatchObject({
      discount: 'Discount Amount',
      delivery: 'Shipping',
      refund: 'Refunded Amount',
    });
  });
});

describe('events of other programs', () => {
  it('inside an object of properties', () => {
    const { entity, columns } = guess('event,properties.time,properties.distinct_id,properties.$insert_id', [
      'view,1709532306,u1,a8',
      'buy,1709532399,u1,a9',
    ]);
    expect(entity).toBe('events');
    expect(columns).toEqual({
      event: 'event',
      occurred_at: 'properties.time',
      customer_id: 'properties.distinct_id',
      message_id: 'properties.$insert_id',
    });
  });

  it('with microseconds, and visitors whose number has a point', () => {
    const { entity, columns } = guess('event_name,event_timestamp,user_pseudo_id', [
      'view,1709532306123456,12.1709532306',
      'buy,1709532399123456,13.1709532306',
    ]);
    expect(entity).toBe('events');
    expect(columns).toMatchObject({ occurred_at: 'event_timestamp', anonymous_id: 'user_pseudo_id' });
  });

  it('with a number that begins anew for every device: it makes no event one', () => {
    const head = 'event_type,event_time,user_id,event_id';
    expect(
      guess(head, ['a,2024-03-04 10:00:00,u1,1', 'b,2024-03-04 10:00:00,u2,1']).columns.message_id,
    ).toBeUndefined();
    expect(guess(head, ['a,2024-03-04 10:00:00,u1,1', 'b,2024-03-04 10:00:00,u2,2']).columns.message_id).toBe(
      'event_id',
    );
  });
});

describe('lists and answers', () => {
  it('one row for each customer is about customers, whatever it says of them', () => {
    const { entity, columns } = guess('customerID,gender,tenure,MonthlyCharges,Churn', [
      'A1,Male,1,29.85,No',
      'A2,Female,34,56.95,Yes',
    ]);
    expect(entity).toBe('profiles');
    expect(columns).toEqual({ customer_id: 'customerID' });
  });

  it('contacts by their own number, not by the company they belong to', () => {
    const { entity, columns } = guess('ID,ACCOUNTID,NAME,EMAIL,CREATEDDATE', [
      'c1,a1,Ann Lee,ann@x.org,2024-03-04',
      'c2,a1,Bob Ray,bob@x.org,2024-03-05',
    ]);
    expect(entity).toBe('profiles');
    expect(columns).toMatchObject({ customer_id: 'ID', first_seen: 'CREATEDDATE' });
  });

  it('never takes the number of an order or a ticket for that of a person', () => {
    const { columns, alternatives, entity } = guess('Ticket ID,Full name,Email,Weight', [
      '1,Ann,a@x.org,5',
      '2,Bob,b@x.org,6',
    ]);
    const profiles =
      entity === 'profiles' ? columns : alternatives.find((other) => other.entity === 'profiles')?.mapping;
    expect(profiles).not.toHaveProperty('customer_id');
  });

  it('what people bought, wrote or asked for is no list of people', () => {
    const bought = guess('customer_id,product_id,note,colour', ['c1,p1,x,red', 'c2,p2,y,blue']);
    const asked = guess('Ticket ID,Customer Name,Customer Email,Age', ['1,Ann,a@x.org,30', '2,Bob,b@x.org,31']);
    expect([bought.entity, asked.entity]).toEqual(['table:file', 'table:file']);
    const wrote = guess('Id,ProductId,UserId,Score,Time,Text', [
      '1,p1,u1,5,1303862400,fine',
      '2,p2,u2,1,1303948800,bad',
    ]);
    expect(wrote.entity).toBe('survey_responses');
    expect(wrote.columns).toMatchObject({ score: 'Score', comment: 'Text', kind: '{"value":"csat"}' });
  });

  it('payments by their id, in the zone their header tells', () => {
    const { entity, columns, options } = guess('id,Created (UTC),Amount,Amount Refunded,Status,Customer ID', [
      'ch_1,2024-01-01 20:00,29.00,0.00,Paid,cus_1',
      'ch_2,2024-01-02 20:00,29.00,9.00,Paid,cus_1',
    ]);
    expect(entity).toBe('orders');
    expect(columns).toMatchObject({ order_id: 'id', gross: 'Amount', refund: 'Amount Refunded' });
    expect(options.timezone).toBe('UTC');
  });

  it('days with the name of the month between slashes', () => {
    const { entity, columns } = guess('Issue key,Summary,Status,Created,Resolved', [
      'S-1,Login,Done,01/Jan/24 9:30 AM,02/Jan/24 9:30 AM',
      'S-2,Print,Open,03/Jan/24 1:30 PM,',
    ]);
    expect(entity).toBe('tickets');
    expect(columns).toMatchObject({ ticket_id: 'Issue key', opened_at: 'Created', resolved_at: 'Resolved' });
  });

  it('lines without a date are no list of products', () => {
    expect(guess('basket_id,product_id,quantity', ['1,5,2', '1,6,1']).entity).toBe('table:file');
  });

  it('answers in words or stars, and five stars are no NPS', () => {
    const nps = guess('Respondent ID,Date Created,How likely is it that you would recommend us?', [
      '1,2024-03-04,10 - Extremely likely',
      '2,2024-03-04,3',
    ]);
    expect(nps.entity).toBe('survey_responses');
    expect(nps.columns).toMatchObject({ response_id: 'Respondent ID', kind: '{"value":"nps"}' });
    const reviews = guess('review_id,created,stars,text', ['1,2024-03-04,5 stars,fine', '2,2024-03-04,★★☆☆☆,no']);
    expect(reviews.entity).toBe('survey_responses');
    expect(reviews.columns).toMatchObject({ score: 'stars', kind: '{"value":"csat"}' });
  });

  it('an amount in the currency that a column of its own tells', () => {
    const { columns, options } = guess('Opportunity ID,Stage,Amount Currency,Amount', [
      '1,Closed Won,EUR,5.00',
      '2,New,EUR,6.00',
    ]);
    expect(columns.currency).toBe('Amount Currency');
    expect(options.currency).toBe('EUR');
  });
});
