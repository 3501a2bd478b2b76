import { questionOf } from '../../spec/named-readings.ts';
import type { RuleReading } from '../run/property.ts';
import type { Field } from './blocks.ts';
import type { PropertyText } from './property-text.ts';

/** What comes of each answer to an open question where a property that rests on one of them is violated: `under NAME=VALUE: violated, under …: holds`. */
export function readingVerdicts({ name, value }: RuleReading): string {
  const others = Object.keys(questionOf(name).values).filter((other) => other !== value);
  return [`under ${name}=${value}: violated`, ...others.map((other) => `under ${name}=${other}: holds`)].join(
    ', ',
  );
}

/** The open question behind a violated property, if there is one, and what comes of each answer. */
export function readingFields({ reading }: Pick<PropertyText, 'reading'>): Field[] {
  if (!reading) return [];
  const { question, values } = questionOf(reading.name);
  const answers = [reading.value, ...Object.keys(values).filter((value) => value !== reading.value)];
  return [
    { label: 'Open', text: question },
    ...answers.map(
      (value): Field => ({
        label: 'Reading',
        text: `under ${reading.name}=${value} (${values[value]}): ${value === reading.value ? 'violated' : 'holds'}.`,
      }),
    ),
  ];
}
