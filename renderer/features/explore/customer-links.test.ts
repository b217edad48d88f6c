import { describe, expect, it } from 'vitest';
import { otherKey, type Pivot } from '../../../contract/pivot.ts';
import type { Member } from '../../queries/index.ts';
import { customerLink } from './customer-links.ts';

const member = (name: string, namedBy: string | null = null) =>
  [name, { name, kind: 'dimension', type: 'string', namedBy } as Member] as const;
const members = new Map([
  member('profiles.id', 'profiles.display_name'),
  member('profiles.display_name'),
  member('orders.profile_id', 'orders.customer_name'),
  member('orders.customer_name'),
  member('orders.country'),
  member('products.id', 'products.name'),
  member('products.name'),
]);
const rows = (...fields: string[]) => fields.map((name) => ({ id: name, member: name })) as unknown as Pivot['rows'];
const link = (fields: string[], depth: number, path: (string | null)[]) =>
  customerLink(rows(...fields), members, depth, path);

describe('heads of rows', () => {
  it('lead to the customer whose number they are or stand beside', () => {
    expect(link(['profiles.id'], 0, ['7'])).toBe('/customers/7');
    expect(link(['orders.profile_id', 'orders.customer_name'], 1, ['7', '王芳'])).toBe('/customers/7');
    expect(link(['orders.country', 'orders.profile_id', 'orders.customer_name'], 2, ['中国', '7', '王芳'])).toBe(
      '/customers/7',
    );
  });

  it('lead to all of a name where no number is known, whatever the name is made of', () => {
    expect(link(['orders.customer_name'], 0, ['A&B 100%'])).toBe('/customers?search=A%26B%20100%25');
    // The number of another view is somebody else's, and one below is not known yet.
    expect(link(['profiles.id', 'orders.customer_name'], 1, ['7', 'Bob'])).toBe('/customers?search=Bob');
    expect(link(['orders.customer_name', 'orders.profile_id'], 0, ['Bob'])).toBe('/customers?search=Bob');
  });

  it('lead nowhere where they are no customer', () => {
    expect(link(['orders.country'], 0, ['France'])).toBeNull();
    expect(link(['products.id', 'products.name'], 1, ['7', 'Tea'])).toBeNull();
    expect(link(['profiles.id'], 0, [null])).toBeNull();
    expect(link(['profiles.id'], 0, [otherKey])).toBeNull();
    expect(link(['profiles.id'], 0, ['7/../../settings'])).toBeNull();
    expect(link(['orders.customer_name'], 0, [''])).toBeNull();
  });
});
