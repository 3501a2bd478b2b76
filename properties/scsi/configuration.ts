import { mayWriteConfig, sizesAfterReset } from '../../spec/scsi/configuration.ts';
import { hasRounds } from '../../src/run/applies.ts';
import { wasAwaited } from '../../src/run/offers.ts';
import { violation, violationAt } from '../../src/run/property.ts';
import type { Round } from '../../src/trace/rounds.ts';
import { scsiProperty } from '../../src/types/scsi/property.ts';
import { firstEvent } from '../device-events.ts';

const CONFIG = 'Device Types / SCSI Host Device / Device configuration layout';

export const onlySizesWritten = scsiProperty({
  id: 'only-sense-and-cdb-size-written',
  title: 'A driver of a SCSI host writes no configuration field but sense_size and cdb_size',
  clauses: [`drivernormative:${CONFIG} #1`],
  level: 'must',
  side: 'driver',
  appliesTo: hasRounds,
  check: (run) => {
    const at = firstEvent(run, ({ kind, index }) => kind === 'config-write' && !mayWriteConfig(index));
    return at < 0
      ? undefined
      : violation(at, () => `the configuration is written at offset ${run.trace.at(at).index}`);
  },
});

export const sizesRestored = scsiProperty({
  id: 'device-restores-sense-and-cdb-size',
  title: 'After a reset sense_size is 96 and cdb_size 32, until a driver writes them',
  clauses: [`devicenormative:${CONFIG} #1`, `sec:${CONFIG} #7`, `sec:${CONFIG} #8`],
  level: 'must',
  side: 'device',
  appliesTo: (run) => run.scenario.quirks.vanishesAfter === undefined && hasRounds(run),
  check: (run) => {
    let current: Round | undefined;
    const written = new Set<number>();
    const at = firstEvent(run, ({ kind, index, value }, round) => {
      if (round !== current) written.clear();
      current = round;
      if (kind === 'config-write') written.add(index);
      if (kind !== 'config-read' || !round.afterReset || !wasAwaited(round, run.scenario)) return false;
      const size = sizesAfterReset.get(index);
      return size !== undefined && value !== size && !written.has(index);
    });
    return violationAt(at, 'the device states another size than a reset leaves');
  },
});

/** What is asked of the configuration of SCSI hosts, and of who writes it. */
export const configurationProperties = [onlySizesWritten, sizesRestored] as const;
