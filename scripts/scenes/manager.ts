import { Desk } from '../../test/support/desk.js';
import { counted, planned } from '../../test/support/office.js';
import type { Area } from '../screens.js';
import { PlayedCount } from './count.js';

/** A manager's day: a count followed, its differences looked at, and what release would write. */
export const manager: Area = async ({ host, shoot }) => {
  await counted(host, ['D-01-01', 'D-01-03'], (truth) => truth.less(1));
  await planned(host, ['C-01-01', 'C-01-05']);
  const count = await PlayedCount.start(host);
  const { page: base } = count.made;
  await count.count('ivo');
  await count.finish('ivo');
  await count.populate();
  await count.count('lena', 0, 9);
  await count.scan('lena', 'B-02-10', 'HB-2207-X');

  const mira = await Desk.open(host);
  const seen = async () => {
    await mira.page.click('text=Seen');
    await mira.page.locator('text=Seen').waitFor({ state: 'detached' });
  };
  await mira.goTo('/manager');
  await shoot(mira.page, 'list');
  await mira.goTo(`${base}/progress`);
  await seen();
  await mira.reads('#progress .facts', /live/);
  await shoot(mira.page, 'progress');
  await mira.goTo(`${base}/exceptions`);
  await shoot(mira.page, 'exceptions');

  await mira.page.fill('input[name=reason]', 'a torn label');
  await mira.press('Enter');
  await mira.reads('.cues', /./);
  await count.count('lena', 9);
  await count.finish('lena');
  await count.populate();
  await count.approve({ hasDifference: false });
  await mira.goTo(base);
  await seen();

  const dark = await mira.another('mira', { colorScheme: 'dark' });
  for (const [desk, name] of [
    [mira, 'details'],
    [dark, 'details-dark'],
  ] as const) {
    await desk.goTo(`${base}?difference=only`);
    await desk.press('ArrowDown', ' ', 'Shift+ArrowDown', 'Shift+ArrowDown');
    await desk.reads('#bar', /3 rows selected/);
    await shoot(desk.page, name);
  }
  await dark.close();
  await mira.press('Enter');
  await mira.reads('tr.open', /Sessions/);
  await shoot(mira.page, 'row');

  await count.approve({ hasDifference: true });
  await mira.goTo(`${base}/release`);
  await shoot(mira.page, 'release');
  await mira.page.click('text=Български');
  await mira.page.locator('text=English').waitFor();
  await shoot(mira.page, 'release-bulgarian');
  await mira.close();
};
