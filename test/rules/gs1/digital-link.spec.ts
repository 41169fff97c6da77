import { parse, read } from './support.js';

const GTIN = '(01)12312312312333';
const SSCC = '(00)006141411234567890';

/** From the GS1 Syntax Engine's own tests for Digital Link URIs. */
test.each([
  ['http://a/00/006141411234567890', SSCC],
  ['HTTPS://a/00/006141411234567890', SSCC],
  ['https://xn--fsq.xn--0zwm56d/01/12312312312333', GTIN],
  ['https://a:8080/01/12312312312333', GTIN],
  ['https://127.0.0.1/01/12312312312333', GTIN],
  ['https://a/stem/00/006141411234567890', SSCC],
  ['https://a/more/stem/00/006141411234567890', SSCC],
  ['https://a/00/faux/00/006141411234567890', SSCC],
  ['https://a/01/2112345678900', '(01)02112345678900'],
  ['https://a/01/416000336108', '(01)00416000336108'],
  ['https://a/01/02345673', '(01)00000002345673'],
  ['https://a/8004/9520614141234567?01=02345673', '(8004)9520614141234567(01)00000002345673'],
  ['https://a/01/12312312312333/22/TEST/10/ABC/21/XYZ', `${GTIN}(22)TEST(10)ABC(21)XYZ`],
  ['https://a/01/12312312312333/235/TEST', `${GTIN}(235)TEST`],
  ['https://a/253/1231231231232TEST5678901234567', '(253)1231231231232TEST5678901234567'],
  ['https://a/8018/123456789012345675/8019/123', '(8018)123456789012345675(8019)123'],
  ['https://a/stem/00/006141411234567890?', SSCC],
  ['https://a/stem/00/006141411234567890?99=ABC', `${SSCC}(99)ABC`],
  ['https://a/01/12312312312333?&&&99=ABC&&&&&&98=XYZ&&&', `${GTIN}(99)ABC(98)XYZ`],
  ['https://a/01/12312312312333?u1=555&99=ABC&single&98=XYZ&u3=7', `${GTIN}(99)ABC(98)XYZ`],
  ['https://a/01/12312312312333/22/ABC%2d123?99=ABC&98=XYZ%2f987', `${GTIN}(22)ABC-123(99)ABC(98)XYZ/987`],
  ['https://a/01/12312312312333/22/ABC+123', `${GTIN}(22)ABC+123`],
  ['https://a/01/12312312312333/22/test/10/abc/21/xyz#fragment', `${GTIN}(22)test(10)abc(21)xyz`],
  ['https://a/stem/00/006141411234567890?99=ABC#', `${SSCC}(99)ABC`],
  [
    'https://id.gs1.org/01/09520123456788/10/ABC1/21/12345?17=180426',
    '(01)09520123456788(10)ABC1(21)12345(17)180426',
  ],
  [
    'https://id.gs1.org/01/09520123456788?3103=000195&3922=0299&17=201225',
    '(01)09520123456788(3103)000195(3922)0299(17)201225',
  ],
  [
    'https://id.gs1.org/00/952012345678912345?02=09520123456788&37=25&10=ABC123',
    '(00)952012345678912345(02)09520123456788(37)25(10)ABC123',
  ],
  ['https://id.gs1.org/414/9520123456788/254/32a%2Fb', '(414)9520123456788(254)32a/b'],
  ['https://id.gs1.org/01/09520123456788/235/XYZ?10=ABC123', '(01)09520123456788(235)XYZ(10)ABC123'],
])('%s', (uri, expected) => {
  expect(read(uri)).toBe(expected);
  expect(parse(uri).kind).toBe('digital-link');
});

test.each([
  ['https://a/253/1231231231232TEST56789012345678', 'gs1.too-long', 44],
  ['https://a/stem/00/006141411234567890/', 'gs1.link', 15],
  ['https://a/01/12312312312333/10/', 'gs1.too-short', 31],
  ['https://a/01//12312312312333', 'gs1.link', 10],
  ['https://a/01/', 'gs1.too-short', 13],
  ['https://a/01/12312312312333?99=', 'gs1.too-short', 31],
  ['https://a/01/12312312312333?99=ABC&999=faux', 'gs1.unknown-ai', 35],
  ['https://a/01/12312312312333?98=XYZ+987', 'gs1.character', 31],
  ['https://a/01/1231231231233%003', 'gs1.character', 13],
  ['https://a/01/12312312312333?99=ABC%00DEF', 'gs1.character', 31],
  ['https://a/01/12312312312333?99=ABC%zz', 'gs1.link', 31],
  ['https://a/01/12312312312333/10/%C3', 'gs1.link', 31],
  ['https://a/01/12312312312333/99/ABC', 'gs1.link', 28],
  ['https://a/01/12312312312333/21/A/10/B', 'gs1.link', 28],
  ['https://a/01/12312312312333/10/A/235/B', 'gs1.link', 28],
  ['https://a/01/12312312312333/89/ABC?99=XYZ', 'gs1.link', 10],
  ['https://a/01/12312312312333?89=ABC', 'gs1.unknown-ai', 28],
  ['https://a/01/12312312312333?10=ABC', 'gs1.link', 28],
  ['https://a/01/12312312312333?8200=x', 'gs1.link', 28],
  ['https://a/01/12312312312333?99=A&01=12312312312333', 'gs1.link', 33],
  ['https://a/01/12312312312333?99=A&99=A', 'gs1.link', 33],
  ['https://a/01/12312312312333<bad', 'gs1.link', 27],
  ['https://a/01/12312312312333\\bad', 'gs1.link', 27],
  ['https://a$/01/12312312312333', 'gs1.link', 8],
  ['https:///01/12312312312333', 'gs1.link', 8],
  ['https://a/01/12312312312334', 'gs1.check-digit', 26],
  ['https://a/01/2112345678901', 'gs1.check-digit', 13],
  ['https://a/01/123123123', 'gs1.too-short', 22],
  ['https://a/01/12312312312333?17=270230', 'gs1.date', 35],
])('%s is refused: %s at %d', (uri, code, at) => {
  expect(parse(uri)).toMatchObject({ kind: 'digital-link', elements: [], fault: { code, at } });
});

test.each([
  'ftp://a/01/12312312312333',
  'http://',
  'http://a',
  'https://a/b/',
  'https://a/gtin/12312312312333',
  'https://a/constructor/1',
  'https://00/006141411234567890',
])('%s is a code like any other', (uri) => expect(parse(uri).kind).toBe('code'));

test('a Digital Link in a GS1 symbol or with the prefix of a plain one', () => {
  expect(read(']Q1https://a/01/12312312312333')).toBe(GTIN);
  expect(read(']Q3https://a/01/12312312312333')).toBe(GTIN);
});
