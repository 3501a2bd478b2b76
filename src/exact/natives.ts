import type { BinaryOperator, UnaryOperator } from './expression.ts';
import { isSame, isTrue, lookUp, NO_KEY } from './helpers.ts';
import {
  combine,
  compare,
  expressionOf,
  isWhole,
  likeThoseOf,
  plain,
  plainOf,
  refuse,
  Sized,
  SizedText,
  textOf,
} from './sized.ts';

/**
 * Changes what the language itself brings along, in the realm of a global object, so that it treats a Sized as the number that it stands for.
 * What turns its arguments into numbers or texts does so anyway, and notes it: here is what asks whether two things are the same, whether
 * one is true, or what type it has.
 */
export function changeNatives(realm: object): void {
  likeThoseOf(holder(realm, 'Number.prototype'), holder(realm, 'String.prototype'));
  changeNumbers(realm);
  changeLists(realm);
  changeCollections(realm);
  changeObjects(realm);
  refuseCode(realm);
}

/** Has errors of this realm be taken for errors in another, whose classes of errors have the same names. */
export function shareErrors(realm: object): void {
  for (const name of [
    'Error',
    'TypeError',
    'RangeError',
    'SyntaxError',
    'ReferenceError',
    'EvalError',
    'URIError',
  ])
    shareInstances(holder(realm, name), holder(globalThis, name));
}

/** Has instances of a class of this realm be taken for those of one in another. */
export function shareInstances(theirs: object, ours: object): void {
  Object.defineProperty(theirs, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      const isOurs = this === theirs && Reflect.apply(ordinaryHasInstance, ours, [value]);
      return isOurs || Reflect.apply(ordinaryHasInstance, this, [value]);
    },
  });
}

// --- internal ---

type Native = (this: unknown, ...given: unknown[]) => unknown;

const { [Symbol.hasInstance]: ordinaryHasInstance } = Function.prototype;

/** The object at a path of names: `Array.prototype`. */
function holder(realm: object, path: string): object {
  let found: unknown = realm;
  for (const name of path.split('.')) found = isObject(found) ? Reflect.get(found, name) : undefined;
  if (!isObject(found)) throw new Error(`this realm has no ${path}`);
  return found;
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

const isNative = (value: unknown): value is Native => typeof value === 'function';

/** Replaces methods by others that are made of them; those that this engine lacks are left out. */
function change(
  object: object,
  names: readonly string[],
  make: (native: Native, name: string) => Native,
): void {
  for (const name of names) {
    const described = Object.getOwnPropertyDescriptor(object, name);
    const native: unknown = described?.value;
    if (!isNative(native)) continue;
    const changed = make(native, name);
    Object.defineProperty(changed, 'name', { value: native.name });
    Object.defineProperty(changed, 'length', { value: native.length });
    Object.defineProperty(object, name, { ...described, value: changed });
  }
}

/** A method that is given plain numbers alone. */
const withPlain = (native: Native): Native =>
  function (...given) {
    return Reflect.apply(native, this, given.map(plain));
  };

const withPlainFirst = (native: Native): Native =>
  function (first, ...rest) {
    return Reflect.apply(native, this, [plain(first), ...rest]);
  };

const withPlainThis = (native: Native): Native =>
  function (...given) {
    return Reflect.apply(native, plain(this), given);
  };

/** A method that takes a function and looks at whether what that gives is true. */
const withTruth = (native: Native): Native =>
  function (given, ...rest) {
    if (!isNative(given)) return Reflect.apply(native, this, [given, ...rest]);
    const asking: Native = function (...values) {
      return isTrue(Reflect.apply(given, this, values));
    };
    return Reflect.apply(native, this, [asking, ...rest]);
  };

/** A method that sorts by a function: which of two comes first is asked, not how far apart they are. */
const withOrder = (native: Native): Native =>
  function (given, ...rest) {
    if (!isNative(given)) return Reflect.apply(native, this, [given, ...rest]);
    const asking: Native = function (...values) {
      const order = Reflect.apply(given, this, values);
      const expression = order instanceof Sized ? expressionOf(order) : undefined;
      if (expression === undefined) return order;
      return compare('<', expression, 0) ? -1 : compare('>', expression, 0) ? 1 : 0;
    };
    return Reflect.apply(native, this, [asking, ...rest]);
  };

const isSized = (value: unknown): value is Sized => value instanceof Sized;

const isSizedText = (value: unknown): value is SizedText => value instanceof SizedText;

const isNumber = (value: unknown): value is Sized | number => typeof value === 'number' || isSized(value);

function changeNumbers(realm: object): void {
  const math = holder(realm, 'Math');
  const oneByOne: readonly UnaryOperator[] = ['abs', 'floor', 'ceil', 'round', 'trunc', 'sign', 'clz32'];
  change(math, oneByOne, (native, name) => {
    const operator = oneByOne.find((known) => known === name);
    return (value) => (operator && isSized(value) ? combine(operator, value) : native(value));
  });
  const extremes: readonly BinaryOperator[] = ['min', 'max'];
  change(math, extremes, (native, name) => {
    const operator = extremes.find((known) => known === name);
    return (...values) =>
      operator && values.some(isSized) && values.every(isNumber)
        ? values.reduce((one, other) =>
            isSized(one) || isSized(other) ? combine(operator, one, other) : Number(native(one, other)),
          )
        : native(...values);
  });
  const number = holder(realm, 'Number');
  change(
    number,
    ['isInteger'],
    (native) => (value) => (isSized(value) ? isWhole(value.$expression) : native(value)),
  );
  change(number, ['isSafeInteger'], withPlain);
  for (const object of [number, realm]) {
    change(
      object,
      ['isNaN'],
      (native) => (value) => (isSized(value) ? !isSame(value, value) : native(value)),
    );
    change(object, ['isFinite'], (native) => (value) => {
      const rest = isSized(value) ? combine('-', value, value) : undefined;
      return rest === undefined ? native(value) : isSame(rest, rest);
    });
  }
  const methods = ['toString', 'toLocaleString', 'toFixed', 'toExponential', 'toPrecision', 'valueOf'];
  change(holder(realm, 'Number.prototype'), methods, withPlainThis);
  change(holder(realm, 'String.prototype'), ['toString', 'valueOf'], withPlainThis);
  changeConstructor(realm, 'Number', (native, given, isCall) =>
    isCall && isSized(given[0]) ? given[0] : native(...given),
  );
  changeConstructor(realm, 'String', (native, given, isCall) =>
    isCall && given.length > 0 && typeof given[0] === 'object' && given[0] !== null
      ? isSized(given[0]) || isSizedText(given[0])
        ? textOf([given[0]])
        : native(...given)
      : native(...given.map(plain)),
  );
  changeConstructor(realm, 'Boolean', (native, given) => native(isTrue(given[0])));
}

function changeLists(realm: object): void {
  const lists = holder(realm, 'Array.prototype');
  const typed: unknown = Object.getPrototypeOf(holder(realm, 'Uint8Array.prototype'));
  const iterators: unknown = Reflect.get(realm, 'Iterator');
  const searches = ['filter', 'some', 'every', 'find', 'findIndex', 'findLast', 'findLastIndex'];
  change(lists, searches, withTruth);
  change(lists, ['sort', 'toSorted'], withOrder);
  change(lists, ['includes', 'indexOf'], (native, name) => searching(native, name === 'includes', 1));
  change(lists, ['lastIndexOf'], (native) => searching(native, false, -1));
  if (isObject(typed)) {
    change(typed, searches, withTruth);
    change(typed, ['sort', 'toSorted'], withOrder);
    change(typed, ['includes', 'indexOf', 'lastIndexOf'], withPlain);
  }
  if (isObject(iterators)) change(holder(iterators, 'prototype'), searches, withTruth);
  changeConstructor(realm, 'Array', (native, given) => native(...given.map(plain)));
  for (const size of [
    'Int8',
    'Uint8',
    'Uint8Clamped',
    'Int16',
    'Uint16',
    'Int32',
    'Uint32',
    'Float32',
    'Float64',
  ])
    changeConstructor(realm, `${size}Array`, (native, given) => native(...given.map(plain)));
  for (const size of ['BigInt64', 'BigUint64'])
    changeConstructor(realm, `${size}Array`, (native, given) => native(...given.map(plain)));
}

/** A search for a number in a list, which asks of each element in turn where one of the two is sized. */
function searching(native: Native, isIncludes: boolean, step: 1 | -1): Native {
  return function (...given) {
    const [sought] = given;
    if (Array.isArray(this) && (isSizedText(sought) || this.some(isSizedText)))
      return Reflect.apply(native, this.map(plain), given.map(plain));
    const isAsking = isNumber(sought) && Array.isArray(this) && (isSized(sought) || this.some(isSized));
    if (!isAsking) return Reflect.apply(native, this, given);
    // Where it is told where to begin, what is there has to be known.
    if (given.length > 1) return Reflect.apply(native, this.map(plain), given.map(plain));
    const found = (at: number): boolean => at in this && isSame(this[at], sought);
    for (let at = step === 1 ? 0 : this.length - 1; at >= 0 && at < this.length; at += step)
      if (found(at)) return isIncludes || at;
    const isNoNumber = (value: unknown): boolean => isNumber(value) && !isSame(value, value);
    return isIncludes ? isNoNumber(sought) && this.some(isNoNumber) : -1;
  };
}

function changeCollections(realm: object): void {
  change(holder(realm, 'Map.prototype'), ['get'], lookingUp(Map.prototype.entries, false));
  change(holder(realm, 'Map.prototype'), ['has'], lookingUp(Map.prototype.entries, true));
  change(holder(realm, 'Map.prototype'), ['delete', 'set'], withPlainFirst);
  change(holder(realm, 'Set.prototype'), ['has'], lookingUp(Set.prototype.entries, true));
  change(holder(realm, 'Set.prototype'), ['add', 'delete'], withPlainFirst);
  for (const name of ['WeakMap', 'WeakSet'])
    change(holder(realm, `${name}.prototype`), ['get', 'has', 'delete', 'set', 'add'], withPlainFirst);
  change(holder(realm, 'Map'), ['groupBy'], (native) => {
    return (items, given) =>
      native(items, isNative(given) ? (...values: unknown[]) => plain(given(...values)) : given);
  });
  for (const name of ['WeakRef', 'FinalizationRegistry'])
    changeConstructor(realm, name, (native, given) => native(...given.map(plain)));
}

/** A look into a map or set, which asks for the numbers in it, as `entriesOf` tells them with what the look gives. */
const lookingUp =
  (entriesOf: () => Iterable<readonly [key: unknown, value: unknown]>, isHas: boolean) =>
  (native: Native): Native =>
    function (key, ...rest) {
      if (!isSized(key)) return Reflect.apply(native, this, [plain(key), ...rest]);
      const entries: [number, unknown][] = [];
      for (const [known, value] of Reflect.apply(entriesOf, this, []))
        if (typeof known === 'number') entries.push([known, isHas || value]);
      return Reflect.apply(native, this, [lookUp(key, entries, NO_KEY)]);
    };

function changeObjects(realm: object): void {
  const object = holder(realm, 'Object');
  change(
    object,
    Object.getOwnPropertyNames(object).filter((name) => name !== 'prototype'),
    withPlain,
  );
  const reflect = holder(realm, 'Reflect');
  change(
    reflect,
    Object.getOwnPropertyNames(reflect).filter((name) => name !== 'set'),
    withPlain,
  );
  change(reflect, ['set'], withPlainFirst);
  changeConstructor(realm, 'Object', (native, given) => native(...given.map(plain)));
  change(holder(realm, 'JSON'), ['stringify'], (native) => (value, replacer, space) => {
    const replacing = isNative(replacer)
      ? function (this: unknown, ...given: unknown[]) {
          return plain(Reflect.apply(replacer, this, given));
        }
      : plainOf(replacer);
    return native(value, replacing, plain(space));
  });
  change(
    realm,
    ['structuredClone'],
    (native) =>
      (value, ...rest) =>
        native(plainOf(value), ...rest),
  );
  const all = holder(realm, 'Object.prototype');
  change(all, ['isPrototypeOf'], withPlain);
  change(
    all,
    ['toString', 'toLocaleString', 'valueOf', 'hasOwnProperty', 'propertyIsEnumerable'],
    withPlainThis,
  );
}

/** Code that is made while it runs would not be instrumented; the traps of a proxy answer to nobody but the language. */
function refuseCode(realm: object): void {
  const refusing =
    (what: string): Native =>
    () =>
      refuse(what);
  change(realm, ['eval'], () => refusing('eval'));
  change(holder(realm, 'Proxy'), ['revocable'], () => refusing('a proxy'));
  for (const name of ['Function', 'Proxy']) changeConstructor(realm, name, () => refuse(`new ${name}`));
}

/** Replaces a constructor by one that makes something else of what it is given, and is the same in all else. */
function changeConstructor(
  realm: object,
  name: string,
  make: (native: Native, given: readonly unknown[], isCall: boolean) => unknown,
): void {
  const native: unknown = Reflect.get(realm, name);
  if (!isNative(native)) return;
  const changed = function (this: unknown, ...given: unknown[]): unknown {
    const target = new.target;
    if (!target) return make((...values) => Reflect.apply(native, undefined, values), given, true);
    const own = target === changed ? native : target;
    return make((...values) => Reflect.construct(native, values, own), given, false);
  };
  Object.setPrototypeOf(changed, Object.getPrototypeOf(native));
  Object.defineProperties(changed, Object.getOwnPropertyDescriptors(native));
  Object.defineProperty(realm, name, {
    configurable: true,
    writable: true,
    enumerable: false,
    value: changed,
  });
  const prototype: unknown = native.prototype;
  // What methods of lists make hangs on the constructor of a list, and is fast only with its own.
  if (isObject(prototype) && name !== 'Array')
    Object.defineProperty(prototype, 'constructor', {
      configurable: true,
      writable: true,
      enumerable: false,
      value: changed,
    });
}
