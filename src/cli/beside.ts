import type { ChosenReadings } from '../../spec/named-readings.ts';
import type { Policy } from '../driver/policy.ts';
import type { Verdict } from '../judge/result.ts';
import type { ForeignPolicy } from '../node/sandbox/foreign-policy.ts';
import type { Block } from '../report/blocks.ts';
import { columnOfText, columns } from '../report/columns.ts';
import { devicePhrase, scriptPhrase } from '../report/scenario-line.ts';
import { scenarioToJson } from '../scenario/json.ts';
import { parseScenario } from '../types/types.ts';
import { explained } from './explained.ts';

/** A policy as it is called, and where it was loaded before. */
export interface Told {
  readonly name: string;
  readonly loaded?: Policy | ForeignPolicy | undefined;
}

/**
 * Two policies on one scenario, as JSON, told in two columns, and the verdict on what the first did there.
 * `where`: what to call the scenario in errors. `brief`: only what is not the same. Throws UsageError and ScenarioError.
 */
export async function beside(
  policies: readonly [Told, Told],
  scenario: unknown,
  where: string,
  readings: ChosenReadings,
  brief = false,
): Promise<{ readonly blocks: Block[]; readonly verdict: Verdict }> {
  const met = scenarioToJson(parseScenario(scenario, where));
  const tell = ({ name, loaded }: Told) =>
    explained(
      {
        driver: name,
        device: false,
        scenario,
        where,
        form: 'column',
        events: false,
        colour: false,
        readings,
      },
      loaded,
    );
  const [first, second] = [await tell(policies[0]), await tell(policies[1])];
  const title = `Over ${devicePhrase(met)}. The device ${scriptPhrase(met)}.`;
  const told = columns(
    [policies[0].name, policies[1].name],
    [first.column ?? columnOfText(first.text), second.column ?? columnOfText(second.text)],
    brief,
  );
  return { blocks: [{ kind: 'paragraph', text: title }, told], verdict: first.verdict };
}
