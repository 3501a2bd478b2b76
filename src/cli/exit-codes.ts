import type { Verdict } from '../judge/result.ts';

export { UsageError } from '../suites/usage-error.ts';

/** How a command ends. */
export const exitCodes = { conforms: 0, violated: 1, unknown: 2, usage: 64, internal: 70 } as const;

/** The codes as every help text lists them. */
export const exitCodesHelp = `Exit codes: 0 conforms, 1 violated, 2 unknown (nothing ran, a must- or policy-level property never
exercised, cut short, or whoever reads the output left before its end), 64 usage, 70 internal error.
`;

/** How a command ends that comes to a verdict. */
export const exitCodeOf = (verdict: Verdict): number => exitCodes[verdict === 'holds' ? 'conforms' : verdict];

/** A selection that selects nothing: nothing was done, so nothing is known. The message names the option. */
export class EmptySelection extends Error {
  override readonly name = 'EmptySelection';
}
