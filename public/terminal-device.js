/**
 * The device: its scan field, keys, focus, sound and vibration. A wedge that sends text, key events or
 * characters 5 ms apart, with Enter or Tab, is the same; the focus is always where the next scan goes;
 * keys are as they stand on the buttons.
 */
export const form = document.getElementById('scan');
export const field = document.getElementById('field');
const GS = '\u001d';

/** What Esc does before it goes back; true when it did something. */
export const keys = { escape: () => false };

/** How people see a text with separators in it. */
export const visible = (text) =>
  text.replaceAll(GS, '␝').replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, '\uFFFD');

/** A barcode is never taken for a number: letters, a separator, or eight digits and more. */
export const isScan = (text) =>
  /\p{L}/u.test(text) || text.includes(GS) || text.replace(/\D/g, '').length >= 8;

/** An input that was typed into and holds a barcode; in one for words, only one that looks like nothing else. */
export const holdsScan = (input) =>
  isText(input) &&
  input.closest('[data-scans]') !== null &&
  (input.inputMode ? isScan(input.value) : /^(?=(\D*\d){8})\S+$/.test(input.value));

export const isText = (element) =>
  element instanceof HTMLInputElement && element.type !== 'hidden' && !element.disabled;

/** The input that a scan goes to: the field, or on a screen without it the first one there is. */
export function home() {
  if (!form.hidden) return field;
  const inputs = [...document.querySelectorAll('#body input')].filter(isText);
  return inputs.find((input) => input.autofocus) ?? inputs[0] ?? field;
}

function type(input, text) {
  const { selectionStart: at, selectionEnd: end, value } = input;
  if (text === GS && value[(at ?? 0) - 1] === GS) return;
  input.setRangeText(text, at ?? value.length, end ?? value.length, 'end');
}

/** Sends an input's form, unless the form has another one to fill first. */
function enter(input) {
  const inputs = [...input.form.elements].filter(isText);
  const next = inputs.slice(inputs.indexOf(input) + 1).find((one) => one.required && one.value === '');
  if (next && input.value && !holdsScan(input)) next.focus();
  else submit(input);
}

/** Sends an input's form. A barcode is no answer to it: it goes, whatever else is still empty there. */
export function submit(input) {
  const { form } = input;
  form.noValidate = holdsScan(input);
  form.requestSubmit();
  form.noValidate = false;
}

let altCode = '';

document.addEventListener('keydown', (event) => {
  const { key, code, target } = event;
  const input = isText(target) ? target : null;
  if (event.altKey && /^(Numpad|Digit)\d$/.test(code)) {
    altCode += code.at(-1);
    event.preventDefault();
  } else if (key === GS || (event.ctrlKey && (key === ']' || code === 'BracketRight'))) {
    type(input ?? home(), GS);
    event.preventDefault();
  } else if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) {
    return;
  } else if (input?.form && (key === 'Enter' || (key === 'Tab' && !event.shiftKey && input.value !== ''))) {
    enter(input);
    event.preventDefault();
  } else if (pressed(key, input)) {
    event.preventDefault();
  } else if (!input && key.length === 1 && key !== ' ' && !target.matches('select')) {
    // Whatever has the focus: what a scanner types goes to the field.
    home().focus();
  }
});

document.addEventListener('keyup', ({ key }) => {
  if (key !== 'Alt' || altCode === '') return;
  if (Number(altCode) === 29) type(isText(document.activeElement) ? document.activeElement : home(), GS);
  altCode = '';
});

/** A wedge may hand over a whole text with its Enter in it, or several. */
document.addEventListener('beforeinput', (event) => {
  const parts = event.data?.split(/[\r\n\t]+/) ?? [];
  if (parts.length < 2 || !isText(event.target)) return;
  event.preventDefault();
  for (const [i, part] of parts.entries()) {
    type(event.target, part);
    if (i < parts.length - 1 && event.target.form) submit(event.target);
  }
});

function pressed(key, input) {
  if (/^F[1-4]$/.test(key)) {
    document.querySelector(`[data-key=${key}]`)?.click();
    return true;
  }
  if (key === 'ArrowDown' || key === 'ArrowUp') return move(key === 'ArrowDown' ? 1 : -1);
  if (key !== 'Escape') return false;
  if (location.hash) location.hash = '';
  else if (keys.escape()) home().focus();
  else if (input?.value) input.value = '';
  else document.querySelector('[data-key=Escape]')?.click();
  return true;
}

/** Through the list, and from its first row back to the field. */
function move(by) {
  if (document.activeElement?.matches('select')) return false;
  const rows = [...document.querySelectorAll('.list :is(.row, .void, .more), .ans button')];
  const next = rows[rows.indexOf(document.activeElement) + by];
  (next ?? home()).focus();
  return true;
}

/** The soft keyboard stays closed until somebody asks for it. */
document.getElementById('key').addEventListener('click', (event) => {
  event.preventDefault();
  field.inputMode = field.inputMode === 'none' ? 'text' : 'none';
  field.blur();
  field.focus();
});

document.addEventListener('focusout', () => {
  setTimeout(() => {
    const { activeElement } = document;
    if (document.hasFocus() && (!activeElement || activeElement === document.body)) home().focus();
  });
});
for (const back of ['focus', 'online', 'pageshow']) {
  window.addEventListener(back, () => {
    if (!isText(document.activeElement)) home().focus();
  });
}

/* What became of a scan is heard and felt: received, accepted, warning, error. */

// Pitch, seconds, shape and loudness, one after the other; 0 is silence.
const tones = {
  got: [[1800, 0.012, 'sine', 0.08]],
  ok: [[1250, 0.09, 'sine', 0.4]],
  warn: [
    [620, 0.11, 'triangle', 0.7],
    [0, 0.06],
    [620, 0.11, 'triangle', 0.7],
  ],
  err: [
    [190, 0.26, 'square', 0.35],
    [0, 0.05],
    [150, 0.34, 'square', 0.35],
  ],
};
const pulses = { ok: [40], warn: [70, 60, 70], err: [350] };
let audio = null;

export function sound(kind) {
  if (pulses[kind]) navigator.vibrate?.(pulses[kind]);
  audio ??= new AudioContext();
  if (audio.state === 'suspended') audio.resume();
  let at = audio.currentTime;
  for (const [pitch, seconds, shape, loudness] of tones[kind]) {
    if (pitch) {
      const [tone, gain] = [audio.createOscillator(), audio.createGain()];
      tone.type = shape;
      tone.frequency.value = pitch;
      gain.gain.setValueAtTime(loudness, at);
      gain.gain.setTargetAtTime(0, at + seconds * 0.7, seconds * 0.1);
      tone.connect(gain).connect(audio.destination);
      tone.start(at);
      tone.stop(at + seconds);
    }
    at += seconds;
  }
}
