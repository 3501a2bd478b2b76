/** Something that was broken, and what was broken because of it. */
export interface RootCause<Broken> {
  readonly root: Broken;
  readonly consequences: readonly Broken[];
}

/**
 * Sorts what was broken into causes and their consequences. Every item is a root or a consequence: of items that
 * explain each other in a circle the first is the root. A consequence of two roots is named by both.
 */
export function rootCauses<Broken>(
  broken: readonly Broken[],
  explains: (cause: Broken, consequence: Broken) => boolean,
): RootCause<Broken>[] {
  const isExplained = (item: Broken): boolean =>
    broken.some((other) => other !== item && explains(other, item));
  const reached = new Set<Broken>();
  const follow = (cause: Broken, found: Set<Broken>): Set<Broken> => {
    for (const item of broken) {
      if (found.has(item) || !explains(cause, item)) continue;
      found.add(item);
      follow(item, found);
    }
    return found;
  };
  const causes: RootCause<Broken>[] = [];
  const take = (root: Broken): void => {
    const consequences = follow(root, new Set([root]));
    for (const item of consequences) reached.add(item);
    consequences.delete(root);
    causes.push({ root, consequences: broken.filter((item) => consequences.has(item)) });
  };
  for (const item of broken) if (!isExplained(item)) take(item);
  for (const item of broken) if (!reached.has(item)) take(item);
  return causes.sort((a, b) => broken.indexOf(a.root) - broken.indexOf(b.root));
}
