/** `1 run`, `2 runs`; the plural is the singular and an s unless said. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
