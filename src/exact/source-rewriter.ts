import type { AnyNode } from 'acorn';
import { childrenOf } from './nodes.ts';
import { NotNotable } from './not-notable.ts';

/** The temporary variables of a function, and whether what it returns has to be plain. */
export interface Scope {
  /** Parameters have no place for variables. */
  readonly kind: 'body' | 'parameters';
  readonly plainReturns: boolean;
  used: number;
  most: number;
}

export const scopeOf = (kind: Scope['kind'], plainReturns = false): Scope => ({
  kind,
  plainReturns,
  used: 0,
  most: 0,
});

/** Rewrites a source node by node: what is between nodes stays as it was, line by line. */
export abstract class SourceRewriter {
  protected readonly source: string;
  private readonly file: string;
  protected scope = scopeOf('body');

  constructor(source: string, file: string) {
    this.source = source;
    this.file = file;
  }

  /** The new text of a node. */
  protected abstract text(node: AnyNode): string;

  /** The source of a node with new texts for those in it, some of them given. */
  protected children(
    node: AnyNode,
    given: readonly (readonly [AnyNode | null | undefined, string | undefined])[] = [],
  ): string {
    const texts = new Map(given);
    let at = node.start;
    let text = '';
    for (const child of childrenOf(node)) {
      text += this.source.slice(at, child.start);
      text += texts.get(child) ?? this.text(child);
      at = child.end;
    }
    return text + this.source.slice(at, node.end);
  }

  /** A part of the source with new texts for nodes in it. */
  protected splice(from: number, to: number, nodes: readonly AnyNode[]): string {
    let at = from;
    let text = '';
    for (const node of nodes) {
      if (node.start < from) continue;
      text += this.source.slice(at, node.start) + this.text(node);
      at = node.end;
    }
    return text + this.source.slice(at, to);
  }

  protected sourceOf(node: AnyNode): string {
    return this.source.slice(node.start, node.end);
  }

  /** The line breaks of a part of the source. */
  protected lines(from: number, to: number): string {
    return this.source.slice(from, to).replaceAll(/[^\n]+/g, '');
  }

  /** Makes something with the names of variables that nobody else uses meanwhile. */
  protected withVariables<Made>(count: number, make: (names: readonly string[]) => Made): Made {
    const { scope } = this;
    const names = Array.from({ length: count }, (_, at) => `__${scope.used + at}`);
    scope.used += count;
    scope.most = Math.max(scope.most, scope.used);
    const made = make(names);
    scope.used -= count;
    return made;
  }

  /** The declaration of the variables of this function; nothing where it has none. */
  protected variables(): string {
    const { most } = this.scope;
    return most === 0 ? '' : `let ${Array.from({ length: most }, (_, at) => `__${at}`).join()};`;
  }

  protected refuse(what: string, { loc }: AnyNode): never {
    throw new NotNotable(`${this.file}:${loc?.start.line}: ${what}`);
  }
}
