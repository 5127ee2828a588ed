import fc from 'fast-check';
import { searchName } from './search-name';

describe('a name as it is searched', () => {
  it.each([
    ['Zoë', 'zoe'],
    ['ŁUKASZ ŻÓŁW', 'lukasz zolw'],
    ['Straße', 'strasse'],
    ['Søren Ærø', 'soren aero'],
    ['İstanbul ılık', 'istanbul ilik'],
    ['Ｆｕｌｌ　Ｗｉｄｔｈ', 'full width'],
    ['  two   spaces ', 'two spaces'],
    ['حدّاد', 'حداد'],
    ['ガンダム', 'ガンダム'],
    ['प्रिया', 'प्रिया'],
    ['김민준', '김민준'],
    ['a\u200bb', 'ab'],
    ['Cafe\u0301', 'cafe'],
    ['Bob’s', "bob's"],
    ['Пʼять п’ять п`ять п´ять', "п'ять п'ять п'ять п'ять"],
  ])('%s is %s', (name, found) => {
    expect(searchName(name)).toBe(found);
  });

  it('is itself when searched again, and the same in any normal form and case', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const name = searchName(text);
        expect(searchName(name)).toBe(name);
        expect(searchName(text.normalize('NFD'))).toBe(name);
      }),
    );
  });
});
