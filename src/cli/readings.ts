import type { ChosenReadings, ReadingName } from '../../spec/named-readings.ts';
import { readings } from '../../spec/readings.ts';
import { didYouMean } from '../report/nearest.ts';
import { UsageError } from './exit-codes.ts';

/** The option of commands that judge, as parseArgs wants it. */
export const readingOption = { reading: { type: 'string', multiple: true } } as const;

export const readingHelp = `  --reading NAME=VALUE  reads a text that is open otherwise than we do (list readings); may be given again
`;

/** The answers that texts such as `early-look=look` choose. Throws UsageError. */
export function readingsOf(texts: readonly string[] = []): ChosenReadings {
  const chosen = new Map<ReadingName, string>();
  const names = readings.map(({ name }) => name);
  for (const text of texts) {
    const [name = '', ...values] = text.split('=');
    const value = values.join('=');
    const question = readings.find((known) => known.name === name);
    if (!question) {
      throw new UsageError(
        `--reading: "${name}" is unknown${didYouMean(name, names)}; known are ${names.join(', ')}`,
      );
    }
    const known = Object.keys(question.values);
    if (!known.includes(value)) {
      throw new UsageError(`--reading: ${name}: expected ${known.join(' or ')}, found "${value}"`);
    }
    if ((chosen.get(question.name) ?? value) !== value)
      throw new UsageError(`--reading: ${name}: found two answers, expected one`);
    chosen.set(question.name, value);
  }
  return chosen;
}

/** The options that choose these answers. */
export const readingWords = (chosen: ChosenReadings): string[] =>
  [...chosen].flatMap(([name, value]) => ['--reading', `${name}=${value}`]);
