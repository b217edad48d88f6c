import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/errors.ts';
import { createDecoder, lineEndIndex, undecodableMark } from './decoder.ts';
import { detectEncoding } from './encoding.ts';

const chinese = '订单编号,客户,金额\n1,王芳,128.00\n2,李雷（北京）,399.90\n3,韩梅梅,12\n';

describe('encoding by the bytes', () => {
  it.each([
    ['utf-8', Buffer.from(chinese), 0],
    ['utf-8', Buffer.from(`\ufeff${chinese}`), 3],
    ['utf-8', Buffer.from('a,b\n1,2\n'), 0],
    ['utf-16le', Buffer.from(`\ufeff${chinese}`, 'utf16le'), 2],
    ['utf-16le', Buffer.from(chinese, 'utf16le'), 0],
    ['utf-16be', Buffer.from(`\ufeff${chinese}`, 'utf16le').swap16(), 2],
    ['utf-16be', Buffer.from(chinese, 'utf16le').swap16(), 0],
    ['gb18030', iconv.encode(chinese, 'gb18030'), 0],
    ['gb18030', Buffer.concat([Buffer.from([0x84, 0x31, 0x95, 0x33]), iconv.encode(chinese, 'gb18030')]), 4],
  ])('%s (%#)', (encoding, bytes, bomBytes) => {
    expect(detectEncoding(bytes, true)).toEqual({ encoding, bomBytes, isCertain: true });
  });

  it('is not sure of text in Latin letters with accents, which is often valid GB18030 too', () => {
    const latin = iconv.encode('Müller;Café;Señor;Straße;Ångström\nDvořák;Größe;Übung;Français;Niño\n', 'win1252');
    expect(detectEncoding(latin, true)).toMatchObject({ encoding: 'windows-1252', isCertain: false });
  });

  it.each([
    ['Western names', 'Müller;Café;Señor;Straße\nÅngström;Größe;Übung;Niño\n', 'win1252', false],
    ['signs between words', 'id,name,price\n1,Fiskars® Scissors — 8”,£5\n2,It’s 20 °C,5 €\n', 'win1252', false],
    ['Polish', 'imię;miasto\nŁukasz;Kraków\nMałgorzata;Wrocław\nPaweł;Gdańsk\nświat;Bogusława\n', 'win1250', true],
    ['Turkish', 'ad;şehir\nAyşe;Beyoğlu\nIşık;Eskişehir\n', 'win1254', true],
    ['Swedish of a Mac', 'namn;ort\nPär Lindström;Malmö\nHåkan Sjöberg;Gävle\n', 'macroman', true],
    ['Finnish of a Mac', 'nimi;paikka\nMäkinen;Jyväskylä\nHämäläinen;Töölö\n', 'macroman', true],
    ['German of a Mac', 'Name;Ort\nMüller;Köln\nKrüger;Lübeck\nSchröder;Düren\n', 'macroman', true],
    ['Hungarian', 'név;város\nErdős;Győr\nKővári;Szűcs\nNagy;Pécs\nÁdám;Eger\n', 'win1250', true],
    ['Portuguese', 'nome;cidade\nSimões;São Paulo\nCamões;Guimarães\nConceição;Brasília\n', 'win1252', false],
    ['French', 'nom;produit\nBenoît;Brûlée\nHélène;Bœuf\nFrançois;Œuvre d’août\n', 'win1252', false],
    ['Swedish', 'namn;ort\nPär Lindström;Malmö\nHåkan Sjöberg;Gävle\n', 'win1252', false],
  ])('tells text of Western Europe from that of others: %s', (_, text, written, isUnknown) => {
    const guess = detectEncoding(iconv.encode(text, written), true);
    expect(guess).toMatchObject({ encoding: 'windows-1252', isCertain: false, isUnknown });
  });

  it('stays with UTF-8 when the sample cuts through a character', () => {
    const bytes = Buffer.from(chinese.repeat(5));
    for (let end = bytes.length - 12; end < bytes.length; end += 1) {
      expect(detectEncoding(bytes.subarray(0, end), false).encoding).toBe('utf-8');
    }
  });

  it('stays with UTF-8 when a few lines are damaged', () => {
    const bytes = Buffer.concat([Buffer.from(chinese.repeat(10)), Buffer.from([0x34, 0x2c, 0xd5, 0xc5, 0x0a])]);
    expect(detectEncoding(bytes, true)).toMatchObject({ encoding: 'utf-8', isCertain: true });
  });

  it.each([
    ['ZIP/XLSX', Buffer.from('PK\u0003\u0004\u0014\u0000', 'latin1')],
    ['PDF', Buffer.from('%PDF-1.7\n%\u00e2\u00e3', 'latin1')],
    ['NUL', Buffer.from([1, 2, 0, 0, 0, 3, 4, 0, 5, 0, 0, 9, 200, 0])],
    ['HTML', Buffer.from('<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>')],
    ['HTML', Buffer.from('\ufeff\r\n<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table>')],
    ['SQLite', Buffer.from('SQLite format 3\u0000', 'latin1')],
  ])('refuses %s', (kind, bytes) => {
    expect(() => detectEncoding(bytes, true)).toThrow(
      expect.objectContaining({ code: 'import/not-text', params: { kind } }),
    );
  });

  it('answers or refuses any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isWhole) => {
        try {
          detectEncoding(Buffer.from(bytes), isWhole);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('decoding lines', () => {
  const encodings = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be'] as const;
  const encode = (text: string, encoding: (typeof encodings)[number]): Buffer =>
    encoding === 'utf-16be'
      ? Buffer.from(text, 'utf16le').swap16()
      : iconv.encode(text, encoding === 'utf-16le' ? 'utf16le' : encoding);

  it('gives the text back in every encoding, wherever it is cut at a line end', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '商', '\n', 'é', '😀', ',', '０', '〇'), maxLength: 40 });
    fc.assert(
      fc.property(text, fc.constantFrom(...encodings), fc.nat(), (written, encoding, at) => {
        const bytes = encode(written, encoding);
        const decoder = createDecoder(encoding, 'lf');
        const even = (at % (bytes.length + 1)) & ~1;
        const cut = Math.max(0, lineEndIndex(bytes.subarray(0, even), encoding, 'lf'));
        expect(decoder.decode(bytes.subarray(0, cut)) + decoder.decode(bytes.subarray(cut))).toBe(written);
        expect(decoder.isDirty()).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it('marks only the lines with bad bytes, and never a genuine replacement character', () => {
    const decoder = createDecoder('utf-8', 'lf');
    const bytes = Buffer.concat([
      Buffer.from('good \ufffd\n'),
      Buffer.from([0x62, 0x61, 0xff, 0x64, 10]),
      Buffer.from('商\n'),
    ]);
    const lines = decoder.decode(bytes).split('\n');
    expect(lines).toEqual(['good \ufffd', `ba${undecodableMark}d`, '商', '']);
    expect(decoder.isDirty()).toBe(true);
  });

  it('marks broken UTF-16 and GB18030 as well', () => {
    const wide = createDecoder('utf-16le', 'lf');
    expect(wide.decode(Buffer.from('a\ud800b\nok\n', 'utf16le')).split('\n')[0]).toContain(undecodableMark);
    expect(wide.decode(Buffer.from('ok\n', 'utf16le'))).toBe('ok\n');
    expect(wide.decode(Buffer.from([0x61]))).toContain(undecodableMark);
    const chineseDecoder = createDecoder('gb18030', 'lf');
    const broken = Buffer.concat([iconv.encode('王芳\n', 'gb18030'), Buffer.from([0x81, 0x20, 10])]);
    const lines = chineseDecoder.decode(broken).split('\n');
    expect(lines[0]).toBe('王芳');
    expect(lines[1]).toContain(undecodableMark);
  });
});
