/** What the process exits with. */
export const CONFORMS = 0;
export const VIOLATED = 1;
/** Unknown: interrupted, or nothing to compare with. */
export const UNKNOWN = 2;
/** The arguments or a file named by them do not fit (sysexits.h: EX_USAGE). */
export const USAGE = 64;
/** A bug of this program (sysexits.h: EX_SOFTWARE). */
export const INTERNAL = 70;
