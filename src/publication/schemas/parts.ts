import * as z from 'zod';
import { deviceTypeNames } from '../../../spec/device-types.ts';
import { levels } from '../../run/property.ts';
import { deviceTypes } from '../../types/types.ts';

/** What the schemas of several outputs have in common. */
export const count = z.int().min(0);
export const words = z.array(z.string());
export const share = z.number().min(0).max(1);
export const deviceType = z.enum(deviceTypeNames);
export const level = z
  .enum(levels)
  .describe(
    'must: VIRTIO demands it; should: it recommends it; policy: the proposal of 2023 or its thread demands it.',
  );
export const side = z.enum(['driver', 'device']);
export const featureSet = z
  .string()
  .describe('A feature set: names such as {MAC, MRG_RXBUF}, or a mask such as 0x8020.');
export const scenario = z
  .union(deviceTypeNames.map((name) => deviceTypes[name].schema()))
  .meta({ id: 'scenario', description: 'All that a run depends on.' });

/** A schema that is written once, under its name, however often it is used. */
export const named = <Schema extends z.ZodType>(id: string, schema: Schema): Schema => schema.meta({ id });
