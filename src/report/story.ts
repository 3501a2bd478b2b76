import { match } from 'ts-pattern';
import type { Property } from '../../properties/property.ts';
import { clauseById } from '../../spec/clauses/index.ts';
import { printFeatures } from '../../spec/feature-names.ts';
import { netFeatureNames } from '../../spec/net/features.ts';
import { printStatus } from '../../spec/status.ts';
import type { Policy } from '../driver/policy.ts';
import { type Run, runPolicy } from '../driver/run.ts';
import type { Round } from '../trace/rounds.ts';

const set = (features: bigint): string => printFeatures(features, netFeatureNames);

/** A run told round by round, then what it broke and why. */
export function story(policy: Policy, run: Run, properties: readonly Property[]): string {
  const { scenario } = run;
  const broken = properties.flatMap((property) => {
    const violation = property.appliesTo(run)
      ? property.check(run, (changed) => runPolicy(policy, changed))
      : undefined;
    return violation ? [{ property, violation }] : [];
  });
  return [
    `${policy.id} over ${scenario.transport}${scenario.peek ? ' with peek' : ' without peek'}, ${scenario.format} rings, VIRTIO ${scenario.version}`,
    ...run.rounds.flatMap((round, i) => tellRound(run, round, i === run.rounds.length - 1)),
    tellEnd(run),
    ...broken.flatMap(({ property, violation }) => [
      '',
      `Broken: ${property.id} (${property.level}): ${property.title}.`,
      ...property.clauses.map((id) => `  ${id}${clauseById.has(id) ? `: ${clauseById.get(id)?.rule}` : ''}`),
      `  Because ${violation.message}${violation.at >= 0 ? ` (event ${violation.at})` : ''}.`,
    ]),
    ...(broken.length === 0 ? ['', 'No property is broken.'] : []),
  ].join('\n');
}

// --- internal ---

function tellRound(run: Run, round: Round, last: boolean): string[] {
  const lines = [`Round ${round.index + 1}, events ${round.start} to ${round.end - 1}:`];
  if (round.offerWindows) lines.push(`  the device offers ${set(round.offered)}`);
  if (round.acceptedWindows) lines.push(`  the driver accepts ${set(round.accepted)}`);
  if (round.featuresOkWritten >= 0)
    lines.push(`  FEATURES_OK ${round.confirmed ? 'stays' : 'does not stay: refused'}`);
  const sizes = run.events
    .slice(round.start, round.end)
    .filter((e) => e.kind === 'peek' || e.kind === 'queue-size-read');
  for (const event of sizes)
    lines.push(
      `  queue ${event.index} ${event.kind === 'peek' ? 'peeked at' : 'found'}: ${event.value} entries`,
    );
  if (round.failed >= 0) lines.push('  the driver sets FAILED');
  else if (round.driverOk >= 0) lines.push('  DRIVER_OK');
  else if (!last) lines.push('  given up: the driver resets the device');
  return lines;
}

const tellEnd = (run: Run): string =>
  match(run.outcome)
    .with({ kind: 'live' }, ({ plan }) => {
      const { deaf, stalled, chainTooLong } = run.traffic;
      const facts = [
        `receive buffers take ${plan.receiveChain} descriptors`,
        `transmit stops below ${plan.stopThreshold} free ones`,
        ...(deaf.length ? [`no buffer fits receive queue ${deaf.join(', ')}`] : []),
        ...(stalled.length ? [`transmit queue ${stalled.join(', ')} stops for ever`] : []),
        ...(chainTooLong.length ? [`a chain exceeds queue ${chainTooLong.join(', ')}`] : []),
      ];
      return `Live: ${facts.join('; ')}.`;
    })
    .with({ kind: 'failed' }, ({ reason }) => `Failed: ${reason}. Status ${printStatus(run.finalStatus)}.`)
    .with({ kind: 'crashed' }, ({ reason }) => `Crashed: ${reason}.`)
    .with(undefined, () => `The recording ends at status ${printStatus(run.finalStatus)}.`)
    .exhaustive();
