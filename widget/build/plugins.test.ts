import { describe, expect, test } from 'vitest';
import { shortPrivates } from './plugins';

describe('names that socket.io keeps to itself', () => {
  test('become short, each the same everywhere', () => {
    expect(shortPrivates('this._queue=[];this._queueSeq=0;x._queue.push(1)')).toBe('this._0=[];this._1=0;x._0.push(1)');
  });

  test('never become a name that is there already', () => {
    expect(shortPrivates('a._0=1;a._queue=2')).toBe('a._0=1;a._1=2');
  });

  test('are never looked for in the name of a file', () => {
    const loads = "import('./words-nl-_tRw5srx.js')";
    expect(shortPrivates(`${loads};a._tRw5srx=1`)).toBe(`${loads};a._0=1`);
  });

  test('stay when they go over the wire, or belong to Lit', () => {
    const kept = '{_placeholder:!0};e._$litType$;e.__proto__;a_queue';
    expect(shortPrivates(kept)).toBe(kept);
  });
});
