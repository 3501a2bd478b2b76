// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are programs

import { describe, expect, it } from 'vitest';
import { newRealm } from '../node/noted-realm.ts';
import { describe as inWords } from './expression.ts';
import { helpers } from './helpers.ts';
import { instrument, NAMES } from './instrument.ts';
import { NotNotable } from './not-notable.ts';
import { noting, plainOf, refuse, Sized, sized } from './sized.ts';

const compile = newRealm();

/** What code asks of three sizes, in words. */
function asked(code: string, [receive = 0, transmit = 0, control = 0]: readonly number[]): readonly string[] {
  const source = `return (receive, transmit, control) => { ${code} };`;
  const made = compile(instrument(source, 'code.js'), [NAMES.helpers], 'code.js')(helpers);
  const words: string[] = [];
  noting(
    (question, answer) => words.push(`${inWords(question, ['receive', 'transmit', 'control'])}: ${answer}`),
    () => {
      if (typeof made === 'function') made(sized(0, receive), sized(1, transmit), sized(2, control));
    },
  );
  return words;
}

describe('what is noted', () => {
  it.each<[string, readonly number[], readonly string[]]>([
    ['return receive === 777;', [16], ['receive === 777: false']],
    ['return 19 > receive;', [16], ['receive < 19: true']],
    ['return receive === 777 && transmit === 19;', [16, 19], ['receive === 777: false']],
    ['return control > receive;', [1, 2, 3], ['control > receive: true']],
    ['return [receive < 19, receive < 19];', [16], ['receive < 19: true']],
    ['return [receive < 19, receive < 20, receive > 30, receive >= 0];', [16], ['receive < 19: true']],
    ['return Math.min(receive, transmit) < 19;', [16, 16], ['receive < 19: true']],
    ['return Math.min(receive, transmit) < 19;', [32, 16], ['receive < 19: false', 'transmit < 19: true']],
    ['return Math.max(0, receive, transmit) >= 19;', [32, 16], ['receive >= 19: true']],
    ['return Math.min(receive, Infinity) > 3;', [16], ['receive > 3: true']],
    [
      'return Math.min(receive, transmit) === 4;',
      [9, 4],
      ['receive < 4: false', 'transmit < 4: false', 'receive === 4: false', 'transmit === 4: true'],
    ],
    ['if (receive) return !receive;', [3], ['receive === 0: false']],
    ['return [receive === receive, receive <= receive, Number.isInteger(receive), isNaN(receive)];', [3], []],
    [
      'return [typeof receive === "number", receive === undefined, receive === "3", receive == null];',
      [3],
      [],
    ],
    ['return `${receive}` + receive + (receive < 4) + receive % 2;', [3], ['receive < 4: true']],
    [
      'return String(receive) === "777" || `ring ${receive}` === "ring 7";',
      [16],
      ['receive === 777: false', 'receive === 7: false'],
    ],
    ['return [`${receive}` === "016", `${receive}` === "", "a" + receive === "b16"];', [16], []],
    ['return `ring ${receive}`.length > 200;', [16], []],
    ['return `ring ${receive}`.length > 8;', [16], ['5 + digits(receive) > 8: false']],
    ['return /7/.test(`ring ${receive}`);', [16], ['receive === 16: true']],
    [
      'return [receive, transmit].sort((a, b) => a - b);',
      [3, 4],
      ['transmit - receive < 0: false', 'transmit - receive > 0: true'],
    ],
    ['return { 1: "a", 777: "b" }[receive];', [16], ['receive === 16: true']],
    [
      'const table = { 1: "a", 777: "b" }; return table[receive];',
      [16],
      ['receive === 1: false', 'receive === 777: false'],
    ],
    ['const table = [1, 2, 3]; return table[receive];', [16], ['receive < 3: false']],
    ['return new Map([[777, 1], ["a", 2]]).get(receive);', [16], ['receive === 777: false']],
    [
      'switch (receive) { case 1: case 777: case "a": return 1; }',
      [16],
      ['receive === 1: false', 'receive === 777: false'],
    ],
    [
      'return receive > 0 && receive <= 32768 && (receive & (receive - 1)) === 0 && 1 << (31 - Math.clz32(receive)) < 19;',
      [16],
      [
        'receive > 0: true',
        'receive <= 32768: true',
        '(receive & (receive - 1)) === 0: true',
        'receive < 19: true',
      ],
    ],
  ])('should be no more than %s hangs on', (code, sizes, words) => expect(asked(code, sizes)).toEqual(words));

  it('should be the very size where code counts up to it', () => {
    const words = asked('let n = 0; while (n < receive) n++;', [30_000]);
    expect([words.length, words.at(-1)]).toEqual([501, 'receive === 30000: true']);
  });

  it('should be the number alone where what it hangs on grows too long', () => {
    const words = asked('let sum = 0; for (let i = 0; i < 100; i++) sum += transmit; return sum;', [0, 5]);
    expect([words.length, words.at(-1)]).toEqual([2, 'transmit === 5: true']);
  });
});

describe('a sized number', () => {
  const note = (): void => {};

  it('should be plain where nobody notes', () => expect(sized(0, 16)).toBe(16));

  it('should be plain once its run is over', () => {
    const left = noting(note, () => sized(0, 16));
    const words: string[] = [];
    noting(
      (question) => words.push(inWords(question, [])),
      () => [helpers.lt(left, 19), Number(left), helpers.add(left, 1)],
    );
    expect(words).toEqual([]);
  });

  it('should be in plain data what it is now', () => {
    const words: string[] = [];
    const data = { list: [1], none: null };
    const results = noting(
      (question) => words.push(inWords(question, ['receive'])),
      () => [plainOf({ a: [sized(0, 16)], b: { c: sized(0, 16) } }), plainOf(data)],
    );
    expect([results[0], words]).toEqual([{ a: [16], b: { c: 16 } }, ['receive === 16']]);
    expect(results[1]).toBe(data);
  });

  it('should have one value in a run', () =>
    expect(() => noting(note, () => [sized(0, 16), sized(0, 17)])).toThrow('slot 0'));

  it('should note for whoever listened before once a run within ends', () => {
    const inner = noting(note, () => [noting(note, () => 1), sized(0, 16)]);
    expect(inner[1]).toBeInstanceOf(Sized);
  });

  it('should end a run that does what cannot be noted, though that is caught', () => {
    const run = (): void => {
      try {
        refuse('a proxy');
      } catch {}
    };
    expect(() => noting(note, run)).toThrow(NotNotable);
  });
});
