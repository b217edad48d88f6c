import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addLine, kindOfLines, lineAmountMinor, netOf, noLines, orderStatusOf } from './order-rules.ts';

describe('lineAmountMinor', () => {
  it.each([
    // quantity, unit price, digits, amount; worked out on paper
    ['3 × 2.955', 3_000, 2_955_000, 2, 887],
    ['−3 × 2.955', -3_000, 2_955_000, 2, -887],
    ['1 × 0.005', 1_000, 5_000, 2, 1],
    ['1 × 0.004999', 1_000, 4_999, 2, 0],
    ['1.5 kg × 3.33', 1_500, 3_330_000, 2, 500],
    ['2 × 100.5 yen', 2_000, 100_500_000, 0, 201],
    ['1 × 0.5 yen', 1_000, 500_000, 0, 1],
    ['1 × 1.2345 dinar', 1_000, 1_234_500, 3, 1_235],
    ['80995 × 2.08', 80_995_000, 2_080_000, 2, 16_846_960],
    ['beyond 2⁵³ on the way: 90,000 × 123,456.78', 90_000_000, 123_456_780_000, 2, 1_111_111_020_000],
  ])('%s', (_, quantity, price, digits, amount) => {
    expect(lineAmountMinor(quantity, price, digits)).toBe(amount);
  });

  it('is exact for any quantity and price, rounded half away from zero', () => {
    const whole = fc.integer({ min: -2_000_000_000, max: 2_000_000_000 });
    fc.assert(
      fc.property(whole, whole, fc.constantFrom(0, 2, 3), (quantity, price, digits) => {
        const exact = BigInt(quantity) * BigInt(price);
        const unit = 10n ** BigInt(9 - digits);
        const size = exact < 0n ? -exact : exact;
        const rounded = (2n * size + unit) / (2n * unit);
        expect(BigInt(lineAmountMinor(quantity, price, digits) ?? 0)).toBe(exact < 0n ? -rounded : rounded);
      }),
    );
  });

  it('refuses what no whole number can hold', () => {
    expect(lineAmountMinor(9e15, 9e15, 2)).toBeNull();
  });
});

describe('totals of a document', () => {
  const totals = (...lines: [type: string, amount: number][]) => {
    const sum = noLines();
    for (const [type, amount] of lines) addLine(sum, type, amount);
    return sum;
  };

  it('goods, delivery and discounts are sales; everything else is left out', () => {
    const sum = totals(['goods', 1000], ['delivery', 250], ['discount', -100], ['fee', -30], ['sample', 5]);
    expect(netOf(sum)).toBe(1150);
    expect(sum).toMatchObject({ gross: 1000, delivery: 250, discount: 100, leftOut: -25 });
  });

  it.each([
    ['order', [['goods', 10]]],
    [
      'order',
      [
        ['goods', -10],
        ['goods', 10],
      ],
    ],
    ['order', [['goods', 0]]],
    ['return', [['goods', -10]]],
    [
      'return',
      [
        ['goods', -10],
        ['goods', 0],
        ['fee', 99],
      ],
    ],
    ['adjustment', [['stock_adjustment', -10]]],
    ['adjustment', []],
  ] as [string, [string, number][]][])('%s: %j', (kind, lines) => {
    expect(kindOfLines(totals(...lines))).toBe(kind);
  });
});

describe('orderStatusOf', () => {
  it.each([
    ['Cancelled', false, 'cancelled'],
    ['交易关闭', false, 'cancelled'],
    ['已发货，退款成功', false, 'cancelled'],
    ['部分退款成功', false, 'paid'],
    ['voided', true, 'cancelled'],
    ['交易成功', false, 'paid'],
    ['Paid', false, 'paid'],
    ['unpaid', false, 'open'],
    ['等待买家付款', false, 'open'],
    ['pending', false, 'open'],
    ['Shipped', false, 'paid'],
    ['Shipped', true, 'open'],
    ['anything at all', false, 'paid'],
    [null, false, 'paid'],
    [null, true, 'open'],
  ])('%s, unpaid %s: %s', (text, isUnpaid, status) => {
    expect(orderStatusOf(text, isUnpaid)).toBe(status);
  });
});
