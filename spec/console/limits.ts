import { ANY_LAYOUT } from '../feature-bits.ts';
import { type FeatureSet, includes } from '../features.ts';

/** sec:Device Types / Console Device / Device Operation #1 — a buffer goes one way only, so no ring that exists is too small for a console. */
export const MIN_BUFFER_DESCRIPTORS = 1;

/** sec:Device Types / Console Device / Device Operation / Multiport Device Operation #1 — bytes of a control message, before a size or a name that may follow. */
export const CONTROL_MESSAGE_SIZE = 8;

/** sec:Device Types / Console Device / Legacy Interface: Framing Requirements #1 — whether a control buffer may take more than one descriptor. */
export const mayScatterControl = (accepted: FeatureSet, legacy: boolean): boolean =>
  !legacy || includes(accepted, ANY_LAYOUT);
