import { describe, expect, it } from 'vitest';
import { equalEarth, outlinesOf } from './outlines.ts';
import { mapFor, regionName, regionOf } from './regions.ts';

describe('names of places', () => {
  it.each([
    ['United Kingdom', '826'],
    ['UK', '826'],
    ['英国', '826'],
    ['gbr', '826'],
    ['EIRE', '372'],
    ['USA', '840'],
    ['Côte d’Ivoire', '384'],
    ['Czech Republic', '203'],
    ['德国', '276'],
    ['香港', '344'],
    ['TW', '158'],
  ])('%s is a country', (name, number) => {
    expect(regionOf('world', name)).toBe(number);
  });

  it.each([
    ['广东省', '44'],
    ['广东', '44'],
    ['Guangdong', '44'],
    ['CN-GD', '44'],
    ['440000', '44'],
    ['内蒙古自治区', '15'],
    ['广西壮族自治区', '45'],
    ['新疆维吾尔自治区', '65'],
    ['上海市', '31'],
    ['Shaanxi', '61'],
    ['Shanxi', '14'],
    ['香港特别行政区', '81'],
    ['台湾省', '71'],
  ])('%s is a province', (name, code) => {
    expect(regionOf('china', name)).toBe(code);
  });

  it('that are none find none, and values choose their map', () => {
    expect(regionOf('world', 'Unspecified')).toBeNull();
    expect(regionOf('world', 'European Community')).toBeNull();
    expect(regionOf('china', '')).toBeNull();
    expect(mapFor(['广东', '北京', 'France'])).toBe('china');
    expect(mapFor(['France', null, 'x'])).toBe('world');
    expect(regionName('world', '826', 'zh-CN')).toBe('英国');
    expect(regionName('china', '44', 'en')).toBe('Guangdong');
  });
});

describe('outlines', () => {
  it('every province has one, within the frame; so has every country data may name', () => {
    const { regions } = outlinesOf('china');
    expect(regions).toHaveLength(34);
    expect(regions.filter(({ path }) => !/^m/i.test(path))).toEqual([]);
    const codes = new Set(outlinesOf('world').regions.map(({ region }) => region));
    for (const name of ['CN', 'GB', 'US', 'SG', 'HK', 'MT', 'BH', 'BR'])
      expect(codes.has(regionOf('world', name) ?? '')).toBe(true);
  });

  it('Taiwan lies east of Fujian and south of Shanghai', () => {
    const first = (code: string) => {
      const path = outlinesOf('china').regions.find(({ region }) => region === code)?.path ?? '';
      return (/^m\s*([\d.]+)[ ,]([\d.]+)/i.exec(path) ?? []).slice(1).map(Number);
    };
    const [x = 0, y = 0] = first('71');
    expect(x).toBeGreaterThan((first('35')[0] ?? 0) - 5);
    expect(y).toBeGreaterThan(first('31')[1] ?? 0);
    expect(x).toBeLessThan(774);
  });

  it('are drawn as the published projection has it', () => {
    // Corner of the sphere: x = √3·2π·cos θ / (3·bent) at the pole, θ = 60°; equator: x = π·2√3 / (3·1.340264).
    expect(equalEarth([180, 0])[0]).toBeCloseTo(2.7066, 3);
    expect(equalEarth([0, 90])[1]).toBeCloseTo(1.3173, 3);
    expect(equalEarth([-90, 0])[0]).toBeCloseTo(-1.3533, 3);
  });
});
