import type { ModelCheck } from './model.ts';
import { simulatedChecks } from './model-checks-simulated.ts';
import { writtenChecks } from './model-checks-written.ts';

/** Every check of the model, listed once. */
export const modelChecks: readonly ModelCheck[] = [...writtenChecks, ...simulatedChecks];
