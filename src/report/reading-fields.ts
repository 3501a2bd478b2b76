import { questionOf } from '../../spec/named-readings.ts';
import type { SubjectResult } from '../judge/result.ts';
import type { RuleReading } from '../run/property.ts';
import type { Field } from './blocks.ts';
import type { PropertyText } from './property-text.ts';
import { counted } from './wrap.ts';

/** What comes of each answer to an open question where a property that rests on one of them is violated: `under NAME=VALUE: violated, under …: holds`. */
export function readingVerdicts({ name, value }: RuleReading): string {
  const others = Object.keys(questionOf(name).values).filter((other) => other !== value);
  return [`under ${name}=${value}: violated`, ...others.map((other) => `under ${name}=${other}: holds`)].join(
    ', ',
  );
}

/** What of a subject's verdict hangs on how open texts are read: nothing where nothing does. */
export function onReadings(
  { properties: results }: Pick<SubjectResult, 'properties'>,
  properties: readonly PropertyText[],
): Field[] {
  const violated = results.filter(({ verdict }) => verdict === 'violated');
  const hanging = violated.flatMap(({ id, level }) => {
    const reading = properties.find((property) => property.id === id)?.reading;
    return reading ? [{ id, reading, binds: level !== 'should' }] : [];
  });
  if (hanging.length === 0) return [];
  const free = violated.filter(
    ({ id, level }) => level !== 'should' && hanging.every((other) => other.id !== id),
  ).length;
  const told = hanging.map(({ id, reading: { name, value }, binds }) =>
    binds ? `${id} holds unless ${name}=${value}` : `${id} is broken too under ${name}=${value}`,
  );
  const verdict = free
    ? `it passes under none, as ${counted(free, 'property is', 'properties are')} broken whatever is read`
    : 'it passes under the others';
  return [{ label: 'Readings', text: `${told.join('; ')}; ${verdict}.` }];
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
