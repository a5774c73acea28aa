import { describe, expect, test } from 'vitest';
import { SHORTCUTS, commandOf, isTextField, type Press } from './shortcuts';

const press = (part: Partial<Press>): Press => ({
  code: '', key: '', altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, isComposing: false, ...part,
});

describe('the keys of the desk', () => {
  test.each([
    ['KeyJ', 'next'], ['KeyK', 'previous'], ['KeyL', 'reply'], ['KeyP', 'note'], ['KeyE', 'close'],
  ])('Alt and %s means %s, also while typing', (code, command) => {
    expect(commandOf(press({ code, altKey: true }), false)).toBe(command);
    expect(commandOf(press({ code, altKey: true }), true)).toBe(command);
  });

  test('the place of the key counts, not the character that Alt makes of it', () => {
    expect(commandOf(press({ code: 'KeyJ', key: '∆', altKey: true }), true)).toBe('next');
  });

  test.each(['KeyJ', 'KeyK', 'KeyL', 'KeyP', 'KeyE'])('%s alone means nothing, in a text field or outside', (code) => {
    expect(commandOf(press({ code, key: code.at(-1) ?? '' }), true)).toBeNull();
    expect(commandOf(press({ code, key: code.at(-1) ?? '' }), false)).toBeNull();
  });

  test('the question mark lists the keys, but not while typing', () => {
    expect(commandOf(press({ key: '?', shiftKey: true }), false)).toBe('shortcuts');
    expect(commandOf(press({ key: '?', shiftKey: true }), true)).toBeNull();
  });

  test('nothing happens while an input method is composing', () => {
    expect(commandOf(press({ code: 'KeyJ', altKey: true, isComposing: true }), true)).toBeNull();
  });

  test.each([{ ctrlKey: true }, { metaKey: true }])('%o with Alt and E closes and goes on; other keys stay with the browser', (more) => {
    expect(commandOf(press({ code: 'KeyE', altKey: true, ...more }), true)).toBe('close_next');
    expect(commandOf(press({ code: 'KeyL', altKey: true, ...more }), true)).toBeNull();
  });

  test('Alt Shift is left to the system', () => {
    expect(commandOf(press({ code: 'KeyJ', altKey: true, shiftKey: true }), false)).toBeNull();
  });

  test('every command is in the list, once', () => {
    const listed = SHORTCUTS.map((shortcut) => shortcut.command);
    expect(new Set(listed)).toEqual(new Set(['next', 'previous', 'reply', 'note', 'transfer', 'close', 'close_next', 'shortcuts']));
    expect(listed).toHaveLength(new Set(listed).size);
  });
});

describe('a text field', () => {
  const make = (markup: (document: Document) => HTMLElement): HTMLElement => markup(document);

  test('is a textarea, a select or an input for text', () => {
    expect(isTextField(make((d) => d.createElement('textarea')))).toBe(true);
    expect(isTextField(make((d) => d.createElement('select')))).toBe(true);
    expect(isTextField(make((d) => d.createElement('input')))).toBe(true);
  });

  test('is not a button or a checkbox', () => {
    const box = make((d) => Object.assign(d.createElement('input'), { type: 'checkbox' }));
    expect(isTextField(box)).toBe(false);
    expect(isTextField(make((d) => d.createElement('button')))).toBe(false);
    expect(isTextField(undefined)).toBe(false);
  });
});
