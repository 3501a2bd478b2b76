import {
  type AnyNode,
  type AssignmentExpression,
  type BinaryExpression,
  type ClassBody,
  type ConditionalExpression,
  type ExportAllDeclaration,
  type ExportDefaultDeclaration,
  type ExportNamedDeclaration,
  type ImportDeclaration,
  type LogicalExpression,
  type MemberExpression,
  type Program,
  parse,
  type SwitchStatement,
  type UnaryExpression,
  type UpdateExpression,
} from 'acorn';
import {
  CONVERSIONS,
  EQUALITIES,
  FIELDS,
  type FunctionNode,
  isFunction,
  isLiteral,
  isLookedAt,
  isPlain,
  isSimple,
  keyName,
  nameOf,
  namesIn,
  settles,
  startAfterDirectives,
  targetsIn,
  unwrapped,
} from './nodes.ts';
import { SourceRewriter, scopeOf } from './source-rewriter.ts';

/** What instrumented code calls its helpers, and of a module what gives another, takes its exports, and stands for `import.meta`. */
export const NAMES = {
  helpers: '__noted',
  importOf: '__importOf',
  exportAs: '__exportAs',
  meta: '__meta',
} as const;

/**
 * JavaScript (module or CommonJS) in which every operation that may meet a Sized goes through a helper, line by line as it was: the body of
 * a function whose parameters are `NAMES`. Throws NotNotable for what cannot be noted.
 */
export function instrument(source: string, file: string): string {
  // A line that names an interpreter is a comment, also within a function.
  const text = source.replace(/^#!/, '//');
  const program = parse(text, {
    ecmaVersion: 'latest',
    sourceType: 'script',
    allowImportExportEverywhere: true,
    allowReturnOutsideFunction: true,
    allowAwaitOutsideFunction: true,
    preserveParens: true,
    locations: true,
  });
  return new Rewriter(text, file).program(program);
}

// --- internal ---

/** The helper of each operator that makes something of two values. */
const binary: Readonly<Record<string, string>> = {
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '===': 'eq',
  '!==': 'ne',
  '==': 'looseEq',
  '!=': 'looseNe',
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '%': 'rem',
  '**': 'pow',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
  '<<': 'shl',
  '>>': 'shr',
  '>>>': 'ushr',
};

const unary: Readonly<Record<string, string>> = { '-': 'neg', '+': 'num', '~': 'not', typeof: 'typeOf' };

/** Names that nothing may have: those of the insides of a Sized, and of what the language asks in ways of its own. */
const FORBIDDEN: ReadonlySet<string> = new Set([
  '$value',
  '$expression',
  '$weight',
  'hasInstance',
  'isConcatSpreadable',
  'unscopables',
  '__defineGetter__',
  '__lookupGetter__',
]);

/** Statements that end with a semicolon, which may be left out. */
const ENDED: ReadonlySet<string> = new Set([
  'ExpressionStatement',
  'VariableDeclaration',
  'ReturnStatement',
  'ThrowStatement',
  'BreakStatement',
  'ContinueStatement',
  'DebuggerStatement',
]);

class Rewriter extends SourceRewriter {
  /** What a module exports: names for others and its own expressions for them. */
  private readonly exported: string[] = [];
  /** What it hands on: names for others, the module and its name there. */
  private readonly handedOn: string[] = [];
  private isModule = false;
  /** Properties that are written or deleted. */
  private readonly targets = new WeakSet<AnyNode>();

  program(program: Program): string {
    const start = startAfterDirectives(program.body, 0);
    const body = this.splice(start, this.source.length, program.body);
    const head = this.isModule ? `"use strict";${this.source.slice(0, start)}` : this.source.slice(0, start);
    const tail = this.isModule
      ? `\n;${NAMES.exportAs}({${this.exported.join()}}, [${this.handedOn.join()}]);`
      : '';
    return `${head}${this.variables()}${body}${tail}`;
  }

  /** The new text of a node. */
  protected text(node: AnyNode): string {
    const text = this.rewritten(node);
    return ENDED.has(node.type) && !text.trimEnd().endsWith(';') ? `${text};` : text;
  }

  private rewritten(node: AnyNode): string {
    for (const target of targetsIn(node)) this.targets.add(unwrapped(target));
    switch (node.type) {
      case 'BinaryExpression':
        return this.binary(node);
      case 'LogicalExpression':
        return this.logical(node);
      case 'UnaryExpression':
        return this.unary(node);
      case 'UpdateExpression':
        return this.update(node, node.prefix);
      case 'AssignmentExpression':
        return this.assignment(node);
      case 'ConditionalExpression':
      case 'IfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        return this.tested(node);
      case 'ForStatement': {
        const { init, test, update } = node;
        return this.children(node, [
          [init, init?.type === 'VariableDeclaration' ? this.children(init) : undefined],
          [test, test ? this.test(test) : undefined],
          [update, update ? this.unused(update) : undefined],
        ]);
      }
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.children(node, [
          [node.left, node.left.type === 'VariableDeclaration' ? this.children(node.left) : undefined],
        ]);
      case 'ExpressionStatement':
        return this.children(node, [[node.expression, this.unused(node.expression)]]);
      case 'ReturnStatement':
        return this.scope.plainReturns && node.argument
          ? this.children(node, [[node.argument, this.plain(node.argument)]])
          : this.children(node);
      case 'SwitchStatement':
        return this.switch(node);
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.function(node, false);
      case 'AssignmentPattern':
        return this.scope.kind === 'parameters'
          ? this.children(node, [[node.right, this.apart(node.right)]])
          : this.children(node);
      case 'ClassBody':
        return this.class(node);
      case 'Property':
        return this.property(node);
      case 'ObjectPattern':
        return this.objectPattern(node);
      case 'TemplateLiteral':
        return this.template(node);
      case 'TaggedTemplateExpression':
        return this.children(node, [[node.quasi, this.children(node.quasi)]]);
      case 'MemberExpression':
        return this.member(node);
      case 'Identifier':
        return this.identifier(node.name, node);
      case 'Literal':
        return FORBIDDEN.has(String(node.value))
          ? this.refuse(`the name ${node.raw}`, node)
          : this.sourceOf(node);
      case 'WithStatement':
        return this.refuse('a with statement', node);
      case 'MetaProperty':
        return node.meta.name === 'new' ? this.sourceOf(node) : NAMES.meta;
      case 'ImportDeclaration':
        return this.import(node);
      case 'ExportNamedDeclaration':
        return this.exportNamed(node);
      case 'ExportDefaultDeclaration':
        return this.exportDefault(node);
      case 'ExportAllDeclaration':
        return this.exportAll(node);
      case 'ImportExpression':
        return this.refuse('an import() that is not translated', node);
      default:
        return this.children(node);
    }
  }

  // --- expressions ---

  private binary(node: BinaryExpression): string {
    const { operator, left, right } = node;
    if (operator === 'in') {
      if (left.type === 'PrivateIdentifier') return this.children(node, [[right, this.other(right)]]);
      const { helpers } = NAMES;
      return this.inParts(
        left,
        right,
        (a, b) =>
          `(typeof ${a.text} === "object" ? ${helpers}.isIn(${a.text}, ${b.text}) : ${a.text} in ${helpers}.other(${b.text}))`,
      );
    }
    if (operator === 'instanceof') return this.children(node, [[left, this.other(left)]]);
    if (EQUALITIES.has(operator) && (settles(left, right) || settles(right, left)))
      return this.natively(node);
    return this.inParts(left, right, (a, b) => this.operation(operator, a, b));
  }

  /** A comparison with what neither a number nor a text is: `typeof x === 'function'` in JavaScript's own words too, as nothing sized is one. */
  private natively(node: BinaryExpression): string {
    const own = (side: AnyNode): string =>
      side.type === 'UnaryExpression' && side.operator === 'typeof' ? this.children(side) : this.text(side);
    return this.children(node, [
      [node.left, own(node.left)],
      [node.right, own(node.right)],
    ]);
  }

  private operation(operator: string, a: Operand, b: Operand): string {
    const plainly = `${a.text} ${operator} ${b.text}`;
    const objects = [a, b].filter(({ isPlain }) => !isPlain).map(({ text }) => `typeof ${text} === "object"`);
    if (objects.length === 0) return `(${plainly})`;
    return `(${objects.join(' || ')} ? ${NAMES.helpers}.${binary[operator]}(${a.text}, ${b.text}) : ${plainly})`;
  }

  private template(node: Extract<AnyNode, { type: 'TemplateLiteral' }>): string {
    if (node.expressions.every(isPlain)) return this.children(node);
    const parts = node.quasis.flatMap(({ value, start, end }, at) => {
      const text = `${JSON.stringify(value.cooked ?? '')}${this.lines(start, end)}`;
      const one = node.expressions[at];
      return one ? [text, this.single(one)] : [text];
    });
    return `${NAMES.helpers}.template(${parts.join(', ')})`;
  }

  /** The text of an expression where a comma would begin another. */
  private single(node: AnyNode): string {
    const text = this.text(node);
    return node.type === 'SequenceExpression' ? `(${text})` : text;
  }

  /** Two operands, each said once and in order, and then what is made of them. */
  private inParts(left: AnyNode, right: AnyNode, make: (a: Operand, b: Operand) => string): string {
    if (isSimple(left) && isSimple(right)) return make(this.operand(left), this.operand(right));
    const lines = this.lines(left.end, right.start);
    return this.withVariables(2, ([first = '', second = '']) => {
      const isConstant = isLiteral(left);
      const a = isConstant ? this.operand(left) : { text: first, isPlain: isPlain(left) };
      const begin = isConstant ? lines : `${first} = ${this.text(left)}, ${lines}`;
      if (isLiteral(right)) return `(${begin}${make(a, this.operand(right))})`;
      return `(${begin}${second} = ${this.text(right)}, ${make(a, { text: second, isPlain: isPlain(right) })})`;
    });
  }

  private operand(node: AnyNode): Operand {
    return { text: this.text(node), isPlain: isPlain(node) };
  }

  private logical(node: LogicalExpression): string {
    const { operator, left, right } = node;
    if (operator === '??' || isPlain(left)) return this.children(node);
    const kept = this.kept(left, (value, first) => [value, `(${this.truth(first, value)})`]);
    const [value, truth] = kept;
    const other = `${this.lines(left.end, right.start)}${this.text(right)}`;
    return operator === '&&' ? `(${truth} ? ${other} : ${value})` : `(${truth} ? ${value} : ${other})`;
  }

  /** Something made of a value: of how to say it again, and how at first. */
  private kept<Made>(node: AnyNode, make: (again: string, first: string) => Made): Made {
    const bare = unwrapped(node);
    if (isSimple(bare)) return make(this.text(bare), this.text(bare));
    return this.withVariables(1, ([name = '']) => make(name, `(${name} = ${this.single(node)})`));
  }

  private truth(first: string, again: string): string {
    return `typeof ${first} === "object" ? ${NAMES.helpers}.truth(${again}) : ${again}`;
  }

  /** An expression of which only the truth counts. */
  private test(node: AnyNode): string {
    if (isPlain(node)) return this.text(node);
    if (node.type === 'ParenthesizedExpression')
      return this.children(node, [[node.expression, this.test(node.expression)]]);
    if (node.type === 'LogicalExpression' && node.operator !== '??')
      return this.children(node, [
        [node.left, this.test(node.left)],
        [node.right, this.test(node.right)],
      ]);
    return this.kept(node, (again, first) => `(${this.truth(first, again)})`);
  }

  private tested(
    node:
      | ConditionalExpression
      | Extract<AnyNode, { type: 'IfStatement' | 'WhileStatement' | 'DoWhileStatement' }>,
  ): string {
    return this.children(node, [[node.test, this.test(node.test)]]);
  }

  private unary(node: UnaryExpression): string {
    const { operator, argument } = node;
    if (operator === '!') return `!${this.test(argument)}`;
    const helper = unary[operator];
    if (helper === undefined || isPlain(argument)) return this.children(node);
    return this.kept(
      argument,
      (again, first) =>
        `(typeof ${first} === "object" ? ${NAMES.helpers}.${helper}(${again}) : ${operator} ${again})`,
    );
  }

  /** An expression whose value nobody takes. */
  private unused(node: AnyNode): string {
    return node.type === 'UpdateExpression' ? this.update(node, true) : this.text(node);
  }

  private update({ argument, operator }: UpdateExpression, isPrefix: boolean): string {
    const { helpers } = NAMES;
    const helper = operator === '++' ? 'inc' : 'dec';
    const target = unwrapped(argument);
    if (target.type !== 'MemberExpression') {
      const name = this.text(target);
      if (isPrefix)
        return `(typeof ${name} === "object" ? ${name} = ${helpers}.${helper}(${name}) : ${operator}${name})`;
      return this.withVariables(
        1,
        ([old = '']) =>
          `(typeof ${name} === "object" ? (${old} = ${helpers}.numeric(${name}), ${name} = ${helpers}.${helper}(${old}), ${old}) : ${name}${operator})`,
      );
    }
    return this.target(target, (first, again) =>
      this.withVariables(2, ([old = '', kept = '']) => {
        const isObject = `typeof ${old} === "object"`;
        if (isPrefix)
          return `(${old} = ${first}, ${again} = ${isObject} ? ${helpers}.${helper}(${old}) : ${operator}${old})`;
        const changed = `(${kept} = ${helpers}.numeric(${old}), ${again} = ${helpers}.${helper}(${kept}))`;
        return `(${old} = ${first}, ${isObject} ? ${changed} : (${kept} = ${old}${operator}, ${again} = ${old}), ${kept})`;
      }),
    );
  }

  private assignment(node: AssignmentExpression): string {
    const { operator, left, right } = node;
    const bare = unwrapped(left);
    if (operator === '=') {
      const name = bare.type === 'MemberExpression' ? nameOf(bare) : undefined;
      if (name === undefined) return this.children(node);
      return this.children(node, [[right, this.asField(name, right)]]);
    }
    if (operator === '??=') return this.children(node);
    const make = (first: string, again: string): string => {
      const lines = this.lines(left.end, right.start);
      if (operator === '&&=' || operator === '||=')
        return this.withVariables(1, ([old = '']) => {
          const assigned = `(${again} = ${lines}${this.text(right)})`;
          const truth = `(${this.truth(`(${old} = ${first})`, old)})`;
          return operator === '&&='
            ? `(${truth} ? ${assigned} : ${old})`
            : `(${truth} ? ${old} : ${assigned})`;
        });
      const plainOperator = operator.slice(0, -1);
      if (first === again && isLiteral(right) && bare.type === 'Identifier')
        return `(${again} = ${this.operation(plainOperator, { text: first, isPlain: false }, this.operand(right))})`;
      return this.withVariables(2, ([old = '', by = '']) => {
        const result = this.operation(
          plainOperator,
          { text: old, isPlain: false },
          { text: by, isPlain: isPlain(right) },
        );
        return `(${old} = ${first}, ${lines}${by} = ${this.text(right)}, ${again} = ${result})`;
      });
    };
    if (bare.type !== 'MemberExpression') return make(this.text(bare), this.text(bare));
    return this.target(bare, make);
  }

  /** What is made of a property that is read and written: of how to say it at first, and how again. */
  private target(node: MemberExpression, make: (first: string, again: string) => string): string {
    const { object, property, computed } = node;
    return this.withVariables(2, ([holder = '', key = '']) => {
      // What is assigned may change every other variable.
      const isBare = object.type === 'ThisExpression' || object.type === 'Super';
      const one = this.text(object);
      const [first, again] = isBare ? [one, one] : [`(${holder} = ${one})`, holder];
      if (!computed) {
        this.allow(nameOf(node), node);
        const name = this.sourceOf(property);
        return make(`${first}.${name}`, `${again}.${name}`);
      }
      const told = this.single(property);
      if (isLiteral(property)) return make(`${first}[${told}]`, `${again}[${told}]`);
      return make(`${first}[(${key} = ${told})]`, `${again}[${key}]`);
    });
  }

  private member(node: MemberExpression): string {
    const { object, property, computed, optional } = node;
    this.allow(nameOf(node), node);
    if (!computed) return this.children(node, [[property, this.sourceOf(property)]]);
    if (optional || this.targets.has(node) || !isSimple(object) || isPlain(property))
      return this.children(node);
    const holder = this.text(object);
    const key = this.kept(
      property,
      (again, first) =>
        `typeof ${first} === "object" ? ${NAMES.helpers}.keyIn(${holder}, ${again}) : ${again}`,
    );
    return this.children(node, [[property, key]]);
  }

  private identifier(name: string, node: AnyNode): string {
    if (name === 'eval') this.refuse('eval', node);
    this.allow(name, node);
    return name;
  }

  private property(node: Extract<AnyNode, { type: 'Property' }>): string {
    const { key, value, shorthand, computed, kind, method } = node;
    const name = keyName(key, computed);
    this.allow(name, node);
    if (shorthand)
      return name !== undefined && FIELDS.has(name) ? `${name}: ${this.plain(value)}` : this.text(value);
    const own =
      kind !== 'init' || method
        ? this.function(value, isLookedAt(name))
        : name === undefined
          ? this.text(value)
          : this.asField(name, value);
    return this.children(node, [
      [key, this.key(key, computed)],
      [value, own],
    ]);
  }

  /** What is taken apart, property by property. */
  private objectPattern(node: Extract<AnyNode, { type: 'ObjectPattern' }>): string {
    return this.children(
      node,
      node.properties.map((property): [AnyNode, string] => {
        if (property.type !== 'Property' || property.shorthand)
          return [property, property.type === 'Property' ? this.text(property.value) : this.text(property)];
        const { key, computed } = property;
        this.allow(keyName(key, computed), property);
        return [property, this.children(property, [[key, this.key(key, computed)]])];
      }),
    );
  }

  private key(key: AnyNode, computed: boolean): string {
    if (!computed) return this.sourceOf(key);
    return this.scope.kind === 'parameters' ? this.apart(key) : this.text(key);
  }

  private allow(name: string | undefined, node: AnyNode): void {
    if (name !== undefined && FORBIDDEN.has(name)) this.refuse(`the name ${name}`, node);
  }

  /** The value of a field of such a name. */
  private asField(name: string, value: AnyNode): string {
    if (FIELDS.has(name)) return this.plain(value);
    return CONVERSIONS.has(name) ? `${NAMES.helpers}.plainly(${this.text(value)})` : this.text(value);
  }

  /** An expression whose value has to be plain. */
  private plain(node: AnyNode): string {
    return isPlain(node) ? this.text(node) : `${NAMES.helpers}.plain(${this.single(node)})`;
  }

  private other(node: AnyNode): string {
    return `${NAMES.helpers}.other(${this.text(node)})`;
  }

  // --- statements, functions and classes ---

  /** A switch: where all labels are literals, what is looked for is asked for first; else each case asks in its turn. */
  private switch(node: SwitchStatement): string {
    const { discriminant, cases } = node;
    const labels = cases.flatMap(({ test }) => (test ? [test] : []));
    return this.withVariables(2, ([value = '', label = '']) => {
      const looked = `(${value} = ${this.single(discriminant)})`;
      if (labels.every(isLiteral)) {
        const list = labels.map((test) => this.sourceOf(test)).join();
        const head = `typeof ${looked} === "object" ? ${NAMES.helpers}.match(${value}, [${list}]) : ${value}`;
        return this.children(node, [[discriminant, head]]);
      }
      const asked = cases.map((one): [AnyNode, string] => {
        if (!one.test) return [one, this.children(one)];
        const same = this.operation('===', { text: value, isPlain: false }, { text: label, isPlain: false });
        return [one, this.children(one, [[one.test, `(${label} = ${this.single(one.test)}, ${same})`]])];
      });
      return this.children(node, [[discriminant, `${looked}, true`], ...asked]);
    });
  }

  private function(node: AnyNode, plainReturns: boolean): string {
    if (!isFunction(node)) return this.text(node);
    const outer = this.scope;
    this.scope = scopeOf('parameters');
    const parameters = node.params.map((parameter): [AnyNode, string] => [parameter, this.text(parameter)]);
    this.scope = scopeOf('body', plainReturns);
    const body = this.functionBody(node.body, plainReturns);
    this.scope = outer;
    return this.children(node, [...parameters, [node.body, body]]);
  }

  private functionBody(body: FunctionNode['body'], plainReturns: boolean): string {
    if (body.type !== 'BlockStatement') {
      const text = plainReturns ? this.plain(body) : this.text(body);
      return this.scope.most === 0 ? text : `{ ${this.variables()}return (${text}); }`;
    }
    const start = startAfterDirectives(body.body, body.start + 1);
    const rest = this.splice(start, body.end, body.body);
    return `${this.source.slice(body.start, start)}${this.variables()}${rest}`;
  }

  private class(node: ClassBody): string {
    return this.children(
      node,
      node.body.map((member): [AnyNode, string] => {
        if (member.type === 'StaticBlock') return [member, this.staticBlock(member)];
        const { key, computed, value } = member;
        const name = keyName(key, computed);
        this.allow(name, member);
        const told: [AnyNode, string] = [key, this.key(key, computed)];
        if (member.type === 'MethodDefinition')
          return [
            member,
            this.children(member, [told, [value, this.function(member.value, isLookedAt(name))]]),
          ];
        const field = value ? this.apart(value, name !== undefined && CONVERSIONS.has(name)) : undefined;
        const text = this.children(member, [told, [value, field]]);
        return [member, text.endsWith(';') ? text : `${text};`];
      }),
    );
  }

  private staticBlock(node: Extract<AnyNode, { type: 'StaticBlock' }>): string {
    const outer = this.scope;
    this.scope = scopeOf('body');
    const start = this.source.indexOf('{', node.start) + 1;
    const rest = this.splice(start, node.end, node.body);
    const text = `${this.source.slice(node.start, start)}${this.variables()}${rest}`;
    this.scope = outer;
    return text;
  }

  /** An expression where no variables can be declared, such as the default of a parameter: within a function of its own where it needs some. */
  private apart(node: AnyNode, converts = false): string {
    const outer = this.scope;
    this.scope = scopeOf('body');
    const text = converts ? `${NAMES.helpers}.plainly(${this.text(node)})` : this.text(node);
    const variables = this.variables();
    this.scope = outer;
    return variables === '' ? text : `(() => { ${variables}return (${text}); })()`;
  }

  // --- modules ---

  private import({ specifiers, source, start, end }: ImportDeclaration): string {
    this.isModule = true;
    const module = `${NAMES.importOf}(${source.raw})`;
    const lines = this.lines(start, end);
    const names = specifiers.flatMap((specifier) =>
      specifier.type === 'ImportNamespaceSpecifier'
        ? []
        : [
            `${specifier.type === 'ImportSpecifier' ? this.sourceOf(specifier.imported) : 'default'}: ${specifier.local.name}`,
          ],
    );
    const space = specifiers.find((specifier) => specifier.type === 'ImportNamespaceSpecifier');
    return `const {${names.join()}} = ${module}${space ? `, ${space.local.name} = ${module}` : ''};${lines}`;
  }

  private exportNamed({ declaration, specifiers, source, start, end }: ExportNamedDeclaration): string {
    this.isModule = true;
    if (declaration) {
      const names =
        declaration.type === 'VariableDeclaration'
          ? declaration.declarations.flatMap(({ id }) => namesIn(id))
          : [declaration.id.name];
      this.exported.push(...names);
      return this.text(declaration);
    }
    for (const { local, exported } of specifiers) {
      const [own, name] = [this.sourceOf(local), this.sourceOf(exported)];
      if (source) this.handedOn.push(`[${JSON.stringify(name)}, ${source.raw}, ${JSON.stringify(own)}]`);
      else this.exported.push(`${name}: ${own}`);
    }
    return this.lines(start, end);
  }

  private exportDefault({ declaration }: ExportDefaultDeclaration): string {
    this.isModule = true;
    const isDeclaration =
      declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration';
    const id = isDeclaration ? declaration.id : undefined;
    this.exported.push(`default: ${id ? id.name : '__default'}`);
    return id ? this.text(declaration) : `const __default = (${this.text(declaration)});`;
  }

  private exportAll({ source, exported, start, end }: ExportAllDeclaration): string {
    this.isModule = true;
    if (exported) this.exported.push(`${this.sourceOf(exported)}: ${NAMES.importOf}(${source.raw})`);
    else this.exported.push(`...${NAMES.importOf}(${source.raw})`);
    return this.lines(start, end);
  }
}

interface Operand {
  readonly text: string;
  /** Whether it is never sized. */
  readonly isPlain: boolean;
}
