// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are programs

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newRealm } from '../node/noted-realm.ts';
import { type Expression, evaluate } from './expression.ts';
import { helpers } from './helpers.ts';
import { instrument, NAMES } from './instrument.ts';
import { NotNotable } from './not-notable.ts';
import { noting, Sized, SizedText, sized } from './sized.ts';

type Judge = (receive: unknown, transmit: unknown, control: unknown) => unknown;

const compile = newRealm();
const ARGUMENTS = ['receive', 'transmit', 'control'];

/** A function of three sizes, as it is and instrumented. */
function both(body: string): { readonly plain: Judge; readonly noted: Judge } {
  const source = `"use strict"; return (function (${ARGUMENTS.join()}) {\n${body}\n});`;
  const plain: unknown = new Function(source)();
  const noted: unknown = compile(instrument(source, 'snippet.js'), [NAMES.helpers], 'snippet.js')(helpers);
  if (!isJudge(plain) || !isJudge(noted)) throw new Error('no functions');
  return { plain, noted };
}

const isJudge = (value: unknown): value is Judge => typeof value === 'function';

type Question = readonly [question: Expression, answer: boolean];
type Triple = readonly [number, number, number];

/** What comes of a function, thrown errors by their names. */
function endOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (error instanceof NotNotable) throw error;
    return { thrown: typeof error === 'object' && error !== null && 'name' in error ? error.name : error };
  }
}

/** What an instrumented function gives, each Sized in it by what it hangs on, and what it asked. */
function run(
  judge: Judge,
  sizes: Triple,
): { readonly result: unknown; readonly questions: readonly Question[] } {
  const questions: Question[] = [];
  const [receive, transmit, control] = sizes;
  const result = noting(
    (question, answer) => questions.push([question, answer]),
    () => withExpressions(endOf(() => judge(sized(0, receive), sized(1, transmit), sized(2, control)))),
  );
  return { result, questions };
}

/** A result whose sizes are said by what they hang on. */
function withExpressions(value: unknown): unknown {
  if (value instanceof Sized) return { expression: value.$expression };
  if (value instanceof SizedText) return { text: SizedText.partsOf(value).map(withExpressions) };
  if (Array.isArray(value)) return Array.from(value, withExpressions);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withExpressions(part)]));
}

/** The same result where the rings have such sizes. */
function resolved(value: unknown, sizes: Triple): unknown {
  if (Array.isArray(value)) return value.map((part: unknown) => resolved(part, sizes));
  if (typeof value !== 'object' || value === null) return value;
  if ('expression' in value) return evaluate(value.expression as Expression, sizes);
  if ('text' in value && Array.isArray(value.text))
    return value.text.map((part: unknown) => resolved(part, sizes)).join('');
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resolved(part, sizes)]));
}

const agree = (questions: readonly Question[], sizes: Triple): boolean =>
  questions.every(([question, answer]) => (evaluate(question, sizes) !== 0) === answer);

const near = fc.oneof(
  fc.integer({ min: 0, max: 8 }),
  fc.constantFrom(16, 17, 18, 19, 32, 64, 97, 102, 128, 256, 776, 777, 778, 1024, 32768),
  fc.integer({ min: 0, max: 32768 }),
);
const triple = fc.tuple(near, near, near);

/** Triples that differ from one in some sizes, little or much. */
const besides = ([receive, transmit, control]: Triple): fc.Arbitrary<Triple> => {
  const like = (size: number) =>
    fc.oneof(fc.constant(size), near, fc.constantFrom(receive, transmit, control));
  return fc.tuple(like(receive), like(transmit), like(control));
};

const snippets: readonly string[] = [
  'return receive === 777;',
  'return receive % 97 === 5;',
  'return receive === 777 && transmit === 19;',
  'return control > receive;',
  'const table = { 777: "bad", 16: "good" }; return table[receive];',
  'const table = [5, 6, 7]; return [table[receive], table[transmit]?.x, table[control - 1]];',
  'const table = [5, 6, 7, 8]; table[receive] = 1; [table[transmit % 4], table[1]] = [9, 9]; delete table[control]; return [table.length, table[0], table[1], table[receive], table[2] ?? 0];',
  'const table = { 1: "a", 16: { b: 2 } }; table[transmit] ??= 5; return [table[receive], table[16].b, receive in table, table[control] === undefined];',
  'const o = { 16: () => receive, f(key) { return this[key] ?? key; } }; return [o[16]() === 16, typeof o.f(transmit)];',
  'const bits = new Uint8Array([1, 2, 3]); return [bits[receive], "abc"[transmit], (transmit % 4) in bits];',
  'return String(receive).endsWith("7");',
  'return `${transmit}`.length + receive;',
  'return "size " + receive;',
  'return String(receive) === "777" || `${transmit}` === "019" || "ring " + control + "!" === "ring 16!";',
  'const text = `a${receive}b`; return [text === "a16b", text === "a16", text === "ab", "a16b" === text, text !== `a${transmit}b`, text.length];',
  'const text = `${receive}/${transmit}`; return [text.length > 4, text === "16/16", text === text, typeof text, !text, text || 1, text[0], text[99], text.at(-1), [...text].length];',
  'const text = String(receive - 5); return [text === "-5", text === "-0", text === "1e3", text === "0.5", String(receive / 2) === "8.5", String(receive / 0) === "Infinity", String((receive - receive) / 0) === "NaN"];',
  'switch (`ring ${receive}`) { case "ring 16": return 1; case "ring": return 2; case "ring 777": return 3; default: return 4; }',
  'const table = { 16: "a", r16: "b" }; return [table[String(receive)], table[`r${transmit}`], String(control) in table, Object.hasOwn(table, `r${receive}`), `${receive}`.hasOwnProperty("length")];',
  'const table = new Map([["16", 1], ["777", 2]]); return [table.get(String(receive)), table.has(`${transmit}`), new Set(["19"]).has("" + control), ["16"].includes(String(receive)), [`${transmit}`].indexOf("16")];',
  'const text = "a" + receive + null + 5n + undefined + true; return [text === "a16null5undefinedtrue", text.startsWith("a7"), /a1/.test(text), text < "a2", text == "a1null5undefinedtrue"];',
  'const text = `${receive}`; try { text[0] = "9"; } catch (error) { return error.name; } return text;',
  'const o = { [`k${receive}`]: 1 }; return [Object.keys(o)[0], JSON.stringify({ a: `x${transmit}` }), Number(String(control)), -`${control}`, isNaN(`${control}`)];',
  'const text = `${receive}`; return Object.keys({ ...text }).length > 3;',
  'const text = `${receive}`; return [Object.keys(Object.assign({}, text)).length > 3, Object.assign([], null, { a: 1 }, text)[3]];',
  'const { ...rest } = `${receive}`; return Object.keys(rest).length > 3;',
  'let n = 0; for (const _ in `${receive}`) n++; return n > 3;',
  'const o = {}; for (o.last in `ring ${receive}`); return o.last;',
  'const f = ({ length: n = 5, ...rest } = `${receive}`, { a: { ...more } } = { a: rest }) => [n, Object.keys(more).join()]; let r; ({ ...r } = `${transmit}`); return [f(), f(`${control}`), r];',
  'try { throw `${receive}`; } catch ({ ...rest }) { const [{ ...more }] = [`${transmit}`]; return [rest, more]; }',
  'return [Object.keys({ ...(receive && `${transmit}`) }).length, Object.keys({ ...receive }).length, "0" in Object(`${control}`)];',
  'const text = `${receive}`, { filter, indexOf, reduce, forEach } = []; let n = ""; forEach.call(text, (c) => (n += c)); return [n.length, filter.call(text, (c) => c > "4").length, indexOf.call(text, "7"), reduce.call(text, (a, c) => a + Number(c), 0)];',
  'const text = `${receive}`, failing = (run) => { try { return run(); } catch (error) { return error.name; } }; return [failing(() => delete text[3]), failing(() => delete text.length), failing(() => (text.length = 1)), failing(() => (text.x = 1))];',
  'const failing = (run) => { try { return run(); } catch (error) { return error.name; } }; return [receive, `${receive}`].flatMap((one) => [failing(() => Reflect.apply(Math.max, null, one)), failing(() => Reflect.construct(Array, one)), failing(() => Object.setPrototypeOf({}, one)), failing(() => Object.defineProperty({}, "a", one))]);',
  'return [receive, `${receive}`].flatMap((one) => [Object.getPrototypeOf({ __proto__: one }) === Object.prototype, one.__proto__ === Object.getPrototypeOf(one), String({ get [Symbol.toStringTag]() { return one; } }).length > 11]);',
  'const text = `${receive}`; return [text["00"], text[1.5], text[-1], text["0"], text[transmit % 4], String.prototype.valueOf.call(text).length > 3];',
  'const error = new Error(`ring ${receive}`); return [error.message.length, `${[`${transmit}`]}`, `${{ toString: () => `t${control}` }}`];',
  'return [typeof `${receive}` === "string", typeof String(transmit) === "object", `${control}` instanceof String, Array.isArray(`${control}`), Object.is(`${control}`, "16")];',
  'const tag = (parts, ...values) => parts.raw.join("|") + values[0]; return [tag`a${receive}\\n`, `x\n${transmit}\\t`, `${`${control}`}`];',
  'return [receive.toString(), transmit.toString(10), `${receive}${transmit}` === "1616", [`${receive}`, "b"].join("-"), "abc".repeat(2) + receive];',
  'return new Map([[777, 1], [16, 2]]).get(receive);',
  'const map = new Map(); map.set(receive, 1); map.set(transmit, 2); return map.size;',
  'return new Set([receive, transmit, control]).size;',
  'return [777, 16].includes(receive);',
  'return [receive, transmit, control].includes(0);',
  'return [receive, transmit].indexOf(control);',
  'return [receive, transmit, 5].lastIndexOf(control);',
  'const has = Array.prototype.includes; return has.call([1, 2, 777], receive);',
  'switch (receive) { case 1: return "one"; case 777: case 19: return "odd"; default: return "other"; }',
  'const one = 1; switch (receive) { case one: return 1; case transmit: return 2; default: return 3; case control: return 4; }',
  'switch (true) { case receive < 19: return "small"; case transmit < 19: return "sends small"; } return "large";',
  'return [receive, transmit, control].sort((a, b) => a - b);',
  'return [receive, transmit, control].sort();',
  'return [receive, transmit, control].toSorted((a, b) => b - a)[0];',
  'return [receive, transmit, control].reduce((sum, size) => sum + size, 0);',
  'return [receive, transmit, control].reduce((a, b) => (a < b ? a : b));',
  'const [a = 1, { b = 2 } = {}, ...rest] = [receive, { b: transmit }, control]; return [a, b, rest];',
  'const { [receive]: found = "none" } = { 16: "sixteen" }; return found;',
  'const least = ((bound) => (size) => size >= bound)(19); return [least(receive), least(transmit)];',
  `class Ring { #size; static count = 0; half = this.constructor.count; constructor(size) { this.#size = size; Ring.count++; }
   get small() { return this.#size < 19; } get size() { return this.#size; } grow() { return ++this.#size; } }
   const ring = new Ring(receive); return [ring.small, ring.grow(), ring.size, Ring.count];`,
  'class Ring { size = receive > 3 ? receive : 3; static { this.most = transmit || 9; } } return [new Ring().size, Ring.most];',
  'function* sizes() { yield receive; yield transmit; if (control) yield control; } let sum = 0; for (const size of sizes()) { if (!size) break; sum += size; } return sum;',
  'return Math.max(...[receive, transmit], 3) < Math.min(control, 40);',
  'return Math.min(receive, transmit) === control;',
  'return Math.max(receive, transmit) >= 777 || Math.min(receive, transmit) <= 2;',
  'return { ...{ receive }, small: Math.min(receive, transmit) < 19 };',
  'const plan = receive > 100 ? { size: receive } : undefined; return plan?.size ?? "none";',
  'return receive?.foo?.bar === undefined ? transmit ?? 1 : 0;',
  'try { if (receive === 5) throw new RangeError("five"); return "fine"; } catch (error) { return error.message; } finally { control++; }',
  'try { throw receive; } catch (thrown) { return thrown > 18; }',
  'outer: for (let i = 0; i < 3; i++) { for (let j = 0; j < transmit; j++) { if (j > 2) continue outer; if (i + j === receive) break outer; } } return "end";',
  'let n = 0; for (let i = 0; i < receive; i++) { n = i; if (i > 7) break; } return n;',
  'let left = receive; let rounds = 0; while (left > 0) { left >>= 1; rounds++; } return rounds;',
  'let left = transmit, n = 0; do { left -= 1000; n++; } while (left > 0); return n;',
  'return Number.isInteger(receive / 3);',
  'return [Number.isInteger(receive), Number.isSafeInteger(transmit), Number.isFinite(control), Number.isNaN(receive)];',
  'return Number.isFinite(100 / receive);',
  'return receive.toString(2).length;',
  'return ~receive & 7;',
  'return receive ** 2 > 1e6;',
  'return Math.hypot(receive, 3) > 5;',
  'return parseInt(receive) + parseFloat(transmit);',
  'return [isNaN(receive), isFinite(transmit), isNaN(receive % transmit)];',
  'return receive in { 777: 1, 16: 2 };',
  'const arr = [1, 2, 3]; arr.length = receive % 5; return arr.length;',
  'return "x".repeat(receive % 7);',
  'return [1, 2, 3, 4, 5].slice(0, receive);',
  'return [1, 2, 3, 4, 5].at(receive % 9);',
  'return new Array(receive % 6).length;',
  'return Array(receive % 6).fill(transmit).length;',
  'return Array.from({ length: receive % 4 }, (_, i) => i * transmit);',
  'return new Uint8Array(receive % 10).length;',
  'const bytes = new Uint8Array(2); bytes[0] = receive; return bytes[0];',
  'return new Uint16Array([receive, transmit]).includes(control);',
  'return [Uint8Array.of(receive)[0], Uint32Array.from([transmit]).indexOf(control), Array.of(receive).length, Array.name, Object.getPrototypeOf(Int8Array).name];',
  'const largest = (n) => (n ? 1 << (31 - Math.clz32(n)) : 0); const isPower = (n) => (n & (n - 1)) === 0; return [receive, transmit].map((n) => [isPower(n), largest(n) < 19, isPower(largest(n)), largest(n) === n, 2 ** (31 - Math.clz32(n)), (n & 7) << (n % 3)]);',
  'return !receive ? "no ring" : !!transmit;',
  'if (receive) { return 1; } else if (transmit) return 2; return 3;',
  'return receive && transmit;',
  'return receive || transmit || "none";',
  'let a = receive; a ||= 7; let b = transmit; b &&= 8; let c; c ??= control; return [a, b, c];',
  'const o = { n: receive, get m() { return transmit; } }; o.n ||= 3; o.n += 4; o["n"] -= 1; return [o.n++, --o.n, o.n, o.m];',
  'const list = [receive, transmit]; let i = 0; list[i++] += 1; list[i] *= 2; return [list, i];',
  'return typeof receive === "number" ? typeof receive : "odd";',
  'return [typeof receive === "object", typeof transmit === "string", typeof missing, typeof (receive + 1)];',
  'switch (typeof receive) { case "number": return 1; default: return 2; }',
  'return [receive == 16, receive == "16", receive != transmit, receive == null, receive === undefined, "16" == transmit];',
  'return [receive === "16", receive !== null, receive === true];',
  'return Object.is(receive, 16);',
  'return [Number(receive), +transmit, -control, Number(receive) === 16];',
  'return Boolean(receive);',
  'return [1, 0, 2].filter(() => receive).length;',
  'return [receive, transmit, control].filter(Boolean).length;',
  'return [receive, transmit, control].find((size) => size & 1);',
  'return [receive, transmit, control].some((size) => size > 1000 && size % 2);',
  'return [receive, transmit, control].every((size) => size);',
  'return [receive, transmit].map((size) => size & (size - 1)).map((rest) => rest === 0);',
  'return BigInt(receive) > 19n;',
  'return 1n << BigInt(receive % 8);',
  'return 1n + receive;',
  'return JSON.stringify({ receive, list: [transmit] });',
  'return JSON.stringify([1], (key, value) => (key === "0" ? receive : value), transmit % 3);',
  'return new Map([[receive, 1], [transmit, 2], [control, 3]]).size;',
  'return Object.keys(receive).length + Object.getOwnPropertyNames(transmit).length;',
  'return Object.entries({ ...receive });',
  'return [receive.constructor === Number, receive.value, receive.expression, receive instanceof Object, receive instanceof Number];',
  'return Object.prototype.toString.call(receive);',
  'return Object(receive) === receive;',
  'return new Number(receive) > 18;',
  'try { receive.size = 1; return "set"; } catch (error) { return error.name; }',
  'try { for (const bit of receive) return bit; } catch (error) { return error.name; }',
  'return "a" in receive;',
  'return new WeakSet().add(receive);',
  'return Reflect.get(receive, "x");',
  'return Object.getPrototypeOf(receive) === Number.prototype;',
  'const apply = (f, ...given) => f(...given); return apply(Math.min, receive, transmit) < 3;',
  'return Reflect.apply(Math.max, undefined, [receive, transmit]) > 100;',
  'return Math.min.apply(null, [receive, transmit, control]) === 0;',
  'const sum = (a, b = a < 5 ? a * 2 : a++, { c = b && a } = {}) => [a, b, c]; return sum(receive);',
  'return ((a) => a < 19 && a % 2)(receive + 1);',
  'return [receive > 5, receive <= 5, !(receive > 5)];',
  'return receive > 0 ? receive >> 1 > 8 ? "a" : "b" : "c";',
  'let n = 0; for (const size of [receive, transmit, control]) n = n * 2 + (size < 19 ? 1 : 0); return n;',
  'let text = ""; for (const key in { a: receive, b: transmit }) text += key; return text + (receive < 3);',
  'const o = { valueOf() { return receive; } }; return o * 2 > 40;',
  'const o = { toString: () => transmit }; return `${o}` === "16";',
  'const o = { [Symbol.toPrimitive]: () => receive }; return +o === 16;',
  'class Size { valueOf() { return control; } } return new Size() > 3;',
  'const it = { n: 0, [Symbol.iterator]() { return this; }, next() { return { value: this.n++, done: this.n > 3 && receive }; } }; let n = 0; for (const value of it) { n += value; if (n > 20) break; } return n;',
  'const { length } = [receive, transmit].filter((size) => size >= 19); return length;',
  'return [receive, [transmit, [control]]].flat(receive % 3).length;',
  'return Number.prototype.toFixed.call(receive, 1);',
  'return receive.toFixed(transmit % 3) + receive.toLocaleString("en");',
  'return (receive, transmit) < 19;',
  'return void receive === undefined && delete transmit.x;',
  'return Math.floor(receive / 16) === 4 && Math.ceil(transmit / 3) % 2;',
  'return [Math.abs(receive - transmit) < 10, Math.sign(receive - control), Math.clz32(receive), Math.trunc(receive / 7)];',
  'return 1 / (receive * -0) < 0;',
  'return Object.is(-receive, -0);',
  'return Object.groupBy ? Object.keys(Object.groupBy([1, 2], () => receive)) : [String(receive)];',
  'const seen = []; seen[receive % 8] = 1; return seen.length;',
  'return new Date(receive).getTime() === 16;',
  'return "abcdef"[receive] ?? "none";',
  'return "abcdef".charAt(transmit) + "abc".padEnd(control % 9, "-");',
  'const f = function (n) { return n <= 1 ? 1 : n * f(n - 1); }; return f(receive % 6);',
  'let n = 0; for (let i = 0, j = receive; i < j; i++, j--) { n++; if (n > 5) break; } return n;',
  'let low = 0, high = 40; while (low < high) { const middle = (low + high) >> 1; if (middle < receive) low = middle + 1; else high = middle; } return low;',
  'return [receive, transmit].join("/");',
  'const pick = { small: () => 1, large: () => 2 }[receive < 19 ? "small" : "large"]; return pick();',
  'var total = 0; for (var size of [receive, transmit]) { if (size === 0) continue; total += size; } return total > 1000;',
  'return [...[receive, transmit]].with(receive % 2, 5);',
  'return new (class extends Array {})(receive % 4).length;',
  'return receive-- + --transmit + control++;',
  'return Infinity > receive && receive > -1 && NaN !== receive;',
  'return (receive ^ transmit) >>> 1 | control << 2;',
  'return receive / transmit > 2;',
  'return isNaN(receive / transmit) ? "none" : receive / transmit === 1;',
  'return (() => { if (receive < 3) return; return transmit; })();',
  'const set = new Set([1, 2, 16]); return [set.has(receive), set.delete(transmit), set.size];',
  'const cache = {}; for (const size of [receive, transmit, control]) cache[size] = (cache[size] ?? 0) + 1; return Object.values(cache).length;',
  'const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2)); return fib(receive % 7);',
  'const a = () => receive, b = () => transmit, c = () => control; return (a() + (b() + c()) * 2) % (b() * a() + 1) + a();',
  'function* two() { const sum = (yield receive) + (yield transmit) * 2; return sum < 40 ? sum : -sum; } const it = two(); it.next(); it.next(receive); return it.next(control).value;',
  'let a = receive\nconst b = a + 1\n;[a] = [b * 2]\nif (a) a++\nelse a--\nreturn a',
  'return (\n receive < 19 && // small\n /* and */ transmit\n);',
  'const pick = ({ [receive < 3 ? "a" : "b"]: x = transmit > 2 && control } = {}, [y = x ? receive++ : 2] = []) => [x, y, receive]; return [pick(), pick({ a: 1 })];',
  'class Base { #n = receive; static of = (x) => new Base(x); has(o) { return #n in o && this.#n < 5; } set n(v) { this.#n = v; } get n() { return this.#n; } } class Sub extends Base { get n() { return super.n + 1; } set n(v) { super.n = v; } } const s = new Sub(); s.n += transmit; return [s.has(s), s.n];',
  'const o = { f(x) { return x > 3 ? this.g?.(x) : this.f?.name; }, g: (x) => x }; return [o.f?.(receive), o.h?.(receive)];',
  'let x = receive; x **= 2; x >>>= 1; x ^= transmit; x <<= 1; x %= 1000; return x;',
  'let big = 5n; big++; big += 2n; let text = "a"; text += receive; let none = null; none++; let nothing; nothing += transmit; return [big, text, none, Number.isNaN(nothing)];',
  'return [({ valueOf: () => 3 }) * receive, receive == [16], [receive] == 16, new Date(5) - receive];',
  'return 1 < receive < 3;',
  'block: { if (receive > 3) break block; return "small"; } return "large";',
  'const tag = (parts, ...values) => parts.join("") + values.map((value) => value > 3); return tag`a${receive}b${transmit}`;',
  'function Old(n) { this.n = n; if (!new.target) return n; } return [new Old(receive).n < 3, Old(transmit)];',
  'function sum() { let n = 0; for (let i = 0; i < arguments.length; i++) n += arguments[i]; return n; } return sum(receive, transmit) > control;',
  'const count = (() => { let n = 0; return () => n++; })(); while (count() < receive) if (count() > 9) break; return count();',
  'const o = {}; o.a = o.b = receive; o.a++; return [o.a === o.b, o.a - o.b];',
  'try { null.x = receive; } catch { return receive > 2; }',
  'try { receive(); } catch (error) { return error instanceof TypeError; }',
  'return [..."abc"].map((letter, i) => (i < receive ? letter : i === transmit));',
  'const { a = receive > 2, ...rest } = { b: transmit }; return [a, rest];',
  'let [a, b] = [receive, transmit]; [a, b] = [b, a]; if (a < b) [a, b] = [b, a]; return [a, b];',
  'for (var i = 0, n = 0; i < 3 && n < transmit; n += receive, i++); return [i, n];',
  'const memo = new Map(); const f = (n) => { if (!memo.has(n)) memo.set(n, n * 2); return memo.get(n); }; return [f(receive), f(transmit), f(receive)];',
  'switch (control, receive) { case 1, 2: return 1; case (5, transmit): return 2; default: return [4, 5, 6][control, receive % 4]; }',
  'const list = [receive, 1]; list[0, 1] += transmit; for (let i = 0; control++, i < receive; i++) if (control++, i > 4) break; return [list, control, ({ valueOf() { return 1, receive; } }) > 2];',
  'let o = { n: receive }, p = o, x = "n"; o[x] += (x = "m", 1); o.n *= ((o = { n: 3 }), 2); p[x] ||= (x = "n", transmit); return [p, o, x];',
  'return (receive, transmit) ? receive ? 1 : 2 : control ? 3 : 4;',
  'return !(receive && !transmit) || !!(control - 1);',
  'const round = (n) => (n & -n) === n ? n : round(n & (n - 1)); return receive ? round(receive) : 0;',
  'const o = { get [receive > 2 ? "big" : "small"]() { return transmit; } }; return [o.big ?? 0, o.small ?? 0];',
  'return [receive, transmit, control].findLastIndex((size) => size > 18);',
  'return Math.max() < receive && Math.min(receive) === receive && Math.min(receive, NaN) !== 1 && Math.max(receive, "9") > 3;',
  'return [Number.parseInt(receive, 10), Number(new Number(transmit)), Number([control])];',
  'return `${[receive]}` + [transmit, null] + {};',
  'return receive.valueOf() + transmit.valueOf().toString().length;',
  'const frozen = Object.freeze([receive]); try { frozen[0]++; } catch (error) { return [error.name, frozen[0]]; }',
  'return Array.isArray(receive) || ArrayBuffer.isView(transmit) || new DataView(new ArrayBuffer(receive % 5)).byteLength;',
  'const view = new DataView(new ArrayBuffer(4)); view.setUint16(0, receive); return view.getUint8(1);',
  'return [2, 33, receive].some((n) => n === transmit) ? "there" : [7].concat(receive, [transmit]).length;',
  'return receive ? (transmit ? control : receive) < 19 : 0;',
  'return (receive > 1 ? receive : 1) - (transmit ||= 1) / (control && 2);',
  'const big = Array.from({ length: 100 }, (_, i) => i); const byKey = Object.fromEntries(big.map((i) => [i, i * 2])); return [big[receive], byKey[transmit], new Map(big.map((i) => [i, -i])).get(control)];',
];

/** Expressions of all kinds, some of which throw. */
const { any: expressions } = fc.letrec<{ any: string; leaf: string; node: string }>((tie) => {
  const infix = (...operators: string[]) =>
    fc.tuple(tie('any'), fc.constantFrom(...operators), tie('any')).map(([a, o, b]) => `(${a} ${o} ${b})`);
  const call = (names: readonly string[], count: number) =>
    fc
      .tuple(fc.constantFrom(...names), fc.array(tie('any'), { minLength: count, maxLength: count }))
      .map(([name, given]) => `${name}(${given.join(', ')})`);
  const lambda = '((a, b = a && 2) => (a < b ? a++ : (b += a, b)))';
  return {
    leaf: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('receive', 'transmit', 'control') },
      fc.constantFrom(
        '0',
        '1',
        '2',
        '3',
        '-1',
        '16',
        '19',
        '0.5',
        'Infinity',
        '"16"',
        'null',
        'undefined',
        'true',
        'NaN',
        '[]',
        '-0',
      ),
    ),
    node: fc.oneof(
      infix(
        '<',
        '<=',
        '>',
        '>=',
        '===',
        '!==',
        '==',
        '!=',
        '+',
        '-',
        '*',
        '/',
        '%',
        '&',
        '|',
        '^',
        '>>',
        '>>>',
        '<<',
      ),
      infix('&&', '||', '??'),
      infix('<', '>=', '===', '+', '-', 'in', ','),
      fc.tuple(tie('any'), fc.integer({ min: 0, max: 2 })).map(([a, power]) => `((${a}) ** ${power})`),
      fc
        .tuple(fc.constantFrom('!', '-', '+', '~', 'typeof ', 'void '), tie('any'))
        .map(([o, a]) => `(${o}(${a}))`),
      fc.tuple(tie('any'), tie('any'), tie('any')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc
        .tuple(
          fc.constantFrom('=', '+=', '-=', '*=', '%=', '||=', '&&=', '??=', '|='),
          fc.constantFrom('x', 'o.n', 'o[x]', 'list[1]'),
          tie('any'),
        )
        .map(([o, target, a]) => `(${target} ${o} ${a})`),
      fc.constantFrom('x++', '--x', 'o.n--', '++list[0]', 'list[x]', 'table[x]', 'o?.n', 'list.at(x)'),
      call(
        ['Math.min', 'Math.max', lambda, '[1, receive, 3].indexOf', '[2, transmit].includes', 'table.at'],
        2,
      ),
      call(
        [
          'Math.floor',
          'Math.abs',
          'Math.clz32',
          'Math.sign',
          'Number.isInteger',
          'isNaN',
          'Number',
          'Boolean',
          'isFinite',
          'String',
          'new Set([1, 16]).has',
          'list.push',
          lambda,
        ],
        1,
      ),
      fc
        .tuple(tie('any'), tie('any'))
        .map(
          ([a, b]) =>
            `(() => { switch (${a}) { case 16: return 1; case ${b}: x = 2; default: return x; } })()`,
        ),
      fc
        .array(tie('any'), { maxLength: 3 })
        .map((items) => `[${items.join(', ')}].filter((n) => n).map((n) => n < 19)`),
    ),
    any: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('node')),
  };
});

describe('a run of any expression', () => {
  it('should stand for all sizes that answer alike', () => {
    fc.assert(
      fc.property(
        expressions,
        expressions,
        triple.chain((sizes) =>
          fc.tuple(fc.constant(sizes), fc.array(besides(sizes), { minLength: 9, maxLength: 9 })),
        ),
        (first, second, [sizes, others]) => {
          const { plain, noted } = both(
            `let x = receive; const o = { n: transmit, 16: control }, list = [control, 1, 2], table = [5, 6, 7]; const y = ${first}; return [y, ${second}, x, o.n];`,
          );
          const { result, questions } = run(noted, sizes);
          for (const other of [sizes, ...others])
            if (agree(questions, other))
              expect(resolved(result, other)).toStrictEqual(endOf(() => plain(...other)));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('a run that notes', () => {
  it.each(snippets)('should stand for all sizes that answer alike: %s', (body) => {
    const { plain, noted } = both(body);
    fc.assert(
      fc.property(
        triple.chain((sizes) =>
          fc.tuple(fc.constant(sizes), fc.array(besides(sizes), { minLength: 20, maxLength: 20 })),
        ),
        ([sizes, others]) => {
          const { result, questions } = run(noted, sizes);
          expect(agree(questions, sizes)).toBe(true);
          for (const other of [sizes, ...others]) {
            if (agree(questions, other))
              expect(resolved(result, other)).toStrictEqual(endOf(() => plain(...other)));
          }
        },
      ),
      { numRuns: 60, seed: 17 },
    );
  });
});
