/**
 * Runs in the page: what is wrong with a terminal's screen as it stands, in words. Nothing when the field
 * and the main action are seen without scrolling, nothing is wider than the screen, targets and text are
 * large enough and every code is readable to its end.
 */
(() => {
  const faults = [];
  const { innerWidth: width, innerHeight: height } = window;
  const seen = (element) => element.checkVisibility({ visibilityProperty: true });
  const name = (element) =>
    `${element.tagName.toLowerCase()}.${element.className} “${element.innerText ?? ''}”`;
  const whole = (element, what) => {
    if (!element || !seen(element)) return;
    const { top, left, bottom, right } = element.getBoundingClientRect();
    const inside = top >= 0 && left >= 0 && bottom <= height + 0.5 && right <= width + 0.5;
    if (!inside) faults.push(`${what} is not on the screen: ${[top, left, bottom, right].map(Math.round)}`);
    const points = [
      [left + 6, top + 6],
      [right - 6, bottom - 6],
      [(left + right) / 2, (top + bottom) / 2],
    ];
    for (const [x, y] of inside ? points : []) {
      const there = document.elementFromPoint(x, y);
      if (!there || !(element.contains(there) || there.contains(element)))
        faults.push(`${what} is covered by ${there && name(there)}`);
    }
  };

  for (const element of document.querySelectorAll('html, body, main, .list, .acts, #body > *')) {
    if (seen(element) && element.scrollWidth > element.clientWidth + 1)
      faults.push(
        `${name(element).slice(0, 60)} scrolls sideways by ${element.scrollWidth - element.clientWidth}`,
      );
  }
  if (document.documentElement.scrollHeight > height) faults.push('the page itself scrolls');

  const list = document.querySelector('#counted:target');
  if (!(list && getComputedStyle(list).position === 'fixed')) {
    whole(document.querySelector('#scan:not([hidden]) #field'), 'the scan field');
    for (const input of document.querySelectorAll('#body .f input:not([type=hidden])'))
      whole(input, 'an input');
    for (const main of document.querySelectorAll('.acts .main')) whole(main, 'the main action');
    for (const act of document.querySelectorAll('.acts > *')) whole(act, name(act));
    for (const act of document.querySelectorAll('.ans button')) whole(act, name(act));
    whole(document.querySelector('.head .plate'), 'the plate');
    whole(document.querySelector('#out'), 'what waits');
    for (const cue of document.querySelectorAll('#body > .cue, .seen:not([hidden])')) whole(cue, 'the cue');
  }

  const targets = 'a, button, input:not([type=hidden]), select, [tabindex="0"]:not(.list)';
  for (const target of document.querySelectorAll(targets)) {
    if (!seen(target)) continue;
    const { width: wide, height: high } = target.getBoundingClientRect();
    const least = target.matches('.main') ? 56 : 48;
    if (high < least - 0.5 || wide < 48 - 0.5)
      faults.push(`${name(target)} is ${Math.round(wide)} × ${Math.round(high)}`);
  }

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const parent = node.parentElement;
    if (!node.textContent?.trim() || !seen(parent) || parent.matches('script, style, option')) continue;
    const size = Number.parseFloat(getComputedStyle(parent).fontSize);
    if (size < 16) faults.push(`${name(parent)} is ${size} px`);
  }
  for (const code of document.querySelectorAll('.plate, .q, .ans b, .acts span, .chip, .out, .cue b')) {
    const { overflow, textOverflow } = getComputedStyle(code);
    const cut = code.scrollWidth > code.clientWidth + 1 && code.clientWidth > 0;
    if (
      seen(code) &&
      !code.matches('.vh, .w') &&
      cut &&
      (overflow !== 'visible' || textOverflow === 'ellipsis')
    )
      faults.push(`${name(code)} is cut`);
  }
  return [...new Set(faults)];
})();
