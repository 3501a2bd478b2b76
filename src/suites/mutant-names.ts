const PREFIX = 'mutant:';

/** How a mutant is called where a policy could stand. */
export const mutantName = (id: string): string => `${PREFIX}${id}`;

export const isMutantName = (name: string): boolean => name.startsWith(PREFIX);

/** The id in such a name. */
export const idIn = (name: string): string => name.slice(PREFIX.length);
