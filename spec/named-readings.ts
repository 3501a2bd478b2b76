import { type OpenQuestion, readings } from './readings.ts';

type Readings = typeof readings;

/** The name of an open question. */
export type ReadingName = Readings[number]['name'];

type ValueOf<Name extends ReadingName> = Extract<Readings[number], { name: Name }>['values'];

/** One answer to an open question: the reading under which something is a rule. */
export interface NamedReading {
  readonly name: ReadingName;
  readonly value: string;
}

/** An answer to one of the questions, whose name and value the compiler knows. */
export const under = <Name extends ReadingName>(
  name: Name,
  value: keyof ValueOf<Name> & string,
): NamedReading => ({ name, value });

/** Answers that are chosen, by question; where none is, each question has its own. */
export type ChosenReadings = ReadonlyMap<ReadingName, string>;

/** The open question of a name. */
export function questionOf(name: ReadingName): OpenQuestion {
  const found = readings.find((question) => question.name === name);
  if (!found) throw new RangeError(`"${name}" is no reading`);
  return found;
}

/** Whether an answer is the one that is taken. */
export const isTaken = ({ name, value }: NamedReading, chosen?: ChosenReadings): boolean =>
  (chosen?.get(name) ?? questionOf(name).otherwise) === value;
