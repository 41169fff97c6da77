import {
  build,
  chooseReading,
  type Gs1Element,
  lotsAndSerials,
  parseBarcode,
} from '../../../src/terminal/gs1/index.js';
import { MAX_READINGS, MAX_STEPS, readLostSeparators } from '../../../src/terminal/gs1/lost-separator.js';
import { GS, parse, read, TODAY } from './support.js';

const GTIN = '0109521234543213';
const lines = (readings: Gs1Element[][]) => readings.map((reading) => build(reading, 'bracketed'));
const others = (text: string) => lines(parse(text).readings);

describe('the possible readings', () => {
  test('a lot that may hold a serial number is a lot as it stands', () => {
    expect(read(`]C1${GTIN}10ABC21XYZ`)).toBe('(01)09521234543213(10)ABC21XYZ');
    expect(others(`]C1${GTIN}10ABC21XYZ`)).toEqual(['(01)09521234543213(10)ABC(21)XYZ']);
  });

  test('too long as it stands: only the other readings are left', () => {
    const text = `]C1${GTIN}10LOT1231727013121SERIAL0001`;
    expect(parse(text).fault).toMatchObject({ code: 'gs1.too-long', ai: '10' });
    expect(others(text)).toEqual([
      '(01)09521234543213(10)LOT123(17)270131(21)SERIAL0001',
      '(01)09521234543213(10)LOT12317270131(21)SERIAL0001',
    ]);
  });

  test('fewer lost separators come first', () => {
    expect(others('<GS>10A21B305')).toEqual(['(10)A(21)B305', '(10)A21B(30)5', '(10)A(21)B(30)5']);
  });

  test('a lot of full length, the rest glued on', () => {
    const lot = 'ABCDEFGHIJKLMNOPQRST';
    expect(others(`<GS>10${lot}21X`)).toEqual([`(10)${lot}(21)X`]);
  });

  test('no reading has two serial numbers', () => {
    expect(others('<GS>10A21B235C')).toEqual(['(10)A(21)B235C', '(10)A21B(235)C']);
  });

  test('a count with the next element glued on', () => {
    expect(others(`]C1${GTIN}375010LOT1`)).toEqual(['(01)09521234543213(37)50(10)LOT1']);
  });

  test('a scanner that sends neither mark nor separator', () => {
    expect(parse(`${GTIN}10LOT1231727013121SERIAL0001`)).toMatchObject({ kind: 'unmarked-gs1' });
  });

  test.each([
    ['fixed lengths only', `]C1${GTIN}17270131`],
    ['brackets say it all', '(01)09521234543213(10)ABC21XYZ'],
    ['a Digital Link says it all', 'https://id.gs1.org/01/09521234543213/10/ABC21XYZ'],
    ['what would follow has a wrong check digit', '<GS>10ABC0100000000000001'],
    ['what would follow has a wrong date', `]C1${GTIN}10ABC17270230`],
    ['what would follow is there already', `]C110A${GS}21B10C`],
    ['what would follow is no warehouse AI', '<GS>10ABC81111234'],
    ['what would follow says the same again', '<GS>10A10A'],
  ])('none: %s', (_, text) => expect(others(text)).toEqual([]));

  test.each([
    ['a wrong check digit', ']C1010952123454321410ABC21XYZ', 'gs1.check-digit'],
    ['a wrong date', `]C110ABC21XYZ${GS}17270230`, 'gs1.date'],
    ['a wrong date that could be a serial number', ']C17007270131210230', 'gs1.date'],
  ])('a lost separator does not excuse %s', (_, text, code) => {
    expect(parse(text)).toMatchObject({ fault: { code }, readings: [] });
  });

  test('endless digits are cut, not searched for ever', () => {
    const found = readLostSeparators(`91${'92939495969798993021'.repeat(4)}`, 0, TODAY);
    expect(found.cut).toBe(true);
    expect(found.readings).toHaveLength(MAX_READINGS);
    const hopeless = readLostSeparators(`91${'92939495969798993021'.repeat(4)}#`, 0, TODAY);
    expect(hopeless).toEqual({ readings: [], cut: true, steps: MAX_STEPS });
    expect(readLostSeparators('10A21'.repeat(200), 0, TODAY)).toMatchObject({ readings: [], steps: 0 });
  });
});

describe('the choice', () => {
  const choose = (text: string, ...known: string[]) => {
    const choice = chooseReading(parse(text), (element) => known.includes(element.value));
    if (choice.outcome === 'refused') return choice.fault.code;
    if (choice.outcome === 'ask') return lines(choice.readings);
    return build(choice.elements, 'bracketed');
  };
  const short = '<GS>10ABC21XYZ';
  const long = '<GS>10LOT1231727013121SERIAL0001';

  test.each([
    ['nothing is known: as it stands', short, [], '(10)ABC21XYZ'],
    ['the lot as it stands is known', short, ['ABC21XYZ'], '(10)ABC21XYZ'],
    ['it is known and so are the others', short, ['ABC21XYZ', 'ABC', 'XYZ'], '(10)ABC21XYZ'],
    ['only the split lot is known', short, ['ABC'], '(10)ABC(21)XYZ'],
    ['only the split serial is known', short, ['XYZ'], '(10)ABC(21)XYZ'],
    [
      'the serial stands, the lot is known only split',
      `<GS>10A17270131${GS}21B`,
      ['A', 'B'],
      '(10)A(17)270131(21)B',
    ],
    ['the serial stands, no lot is known', `<GS>10A17270131${GS}21B`, ['B'], '(10)A17270131(21)B'],
    ['not valid as it stands, one lot known', long, ['LOT123'], '(10)LOT123(17)270131(21)SERIAL0001'],
    [
      'both serials known, one lot',
      long,
      ['LOT12317270131', 'SERIAL0001'],
      '(10)LOT12317270131(21)SERIAL0001',
    ],
    ['no lot and no serial in it', '<GS>17270131', [], '(17)270131'],
    ['broken and no other reading', '<GS>17270230', ['A'], 'gs1.date'],
  ])('%s', (_, text, known, expected) => expect(choose(text, ...known)).toBe(expected));

  test.each([
    [
      'not valid as it stands, nothing known',
      long,
      [],
      ['(10)LOT123(17)270131(21)SERIAL0001', '(10)LOT12317270131(21)SERIAL0001'],
    ],
    ['not valid as it stands, no evidence for the only reading', '<GS>375010LOT1', [], ['(37)50(10)LOT1']],
    [
      'two lots are known',
      '<GS>10AB91917',
      ['AB', 'AB91'],
      ['(10)AB91917', '(10)AB(91)917', '(10)AB91(91)7'],
    ],
  ])('asked: %s', (_, text, known, expected) => expect(choose(text, ...known)).toEqual(expected));

  test('a reading found by its lot says so', () => {
    const choice = chooseReading(parse(short), (element) => element.value === 'ABC');
    expect(choice).toMatchObject({ outcome: 'taken', warnings: [{ code: 'gs1.separator-lost' }] });
  });

  test('the warnings of a label as it stands stay', () => {
    const parsed = parse('(02)09521234543213(37)5');
    expect(chooseReading(parsed, () => false)).toMatchObject({
      outcome: 'taken',
      warnings: [{ code: 'gs1.content-without-sscc' }],
    });
  });

  test('more readings than were looked for: asked, whatever is known', () => {
    const parsed = { ...parse(short), readingsCut: true };
    expect(chooseReading(parsed, (element) => element.value === 'ABC').outcome).toBe('ask');
  });

  test('what has to be looked up first', () => {
    expect(lotsAndSerials(parseBarcode(short, TODAY))).toEqual({
      lots: ['ABC21XYZ', 'ABC'],
      serials: ['XYZ'],
    });
    expect(lotsAndSerials(parseBarcode('RACK-1', TODAY))).toEqual({ lots: [], serials: [] });
  });
});
