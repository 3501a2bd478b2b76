import { consoleConfig, consoleFields, mayWriteConfig } from '../../spec/console/configuration.ts';
import { intersects } from '../../spec/features.ts';
import { DEVICE_NEEDS_RESET } from '../../spec/status.ts';
import { hasRounds, negotiates } from '../../src/run/applies.ts';
import { violation, violationAt } from '../../src/run/property.ts';
import type { TraceEvent } from '../../src/trace/events.ts';
import { consoleProperty } from '../../src/types/console/property.ts';
import type { ConsoleRun } from '../../src/types/console/run.ts';
import { firstEvent } from '../device-events.ts';
import { firstAt } from '../rounds.ts';

const CONSOLE = 'Device Types / Console Device';

export const consoleConfigReadWhereOffered = consoleProperty({
  id: 'console-config-read-only-where-offered',
  title:
    'A driver reads a configuration field of a console only after it has read that its feature is offered',
  clauses: [
    'drivernormative:Basic Facilities of a Virtio Device / Device Configuration Space #2',
    `sec:${CONSOLE} / Device configuration layout #1`,
    `sec:${CONSOLE} / Feature bits #1`,
    `sec:${CONSOLE} / Feature bits #2`,
  ],
  level: 'must',
  side: 'driver',
  appliesTo: (run) => run.scenario.quirks.vanishesAfter === undefined && negotiates(run),
  check: (run) => {
    const at = firstEvent(run, ({ kind, index }, round, position) => {
      if (kind !== 'config-read' || round.cut) return false;
      const field = consoleFields.find(({ offset, bytes }) => index >= offset && index < offset + bytes);
      const isKnown = round.firstOfferRead >= 0 && round.firstOfferRead < position;
      return field !== undefined && !(isKnown && intersects(round.offered, field.validWith));
    });
    return violationAt(at, 'a field is read that no feature stands for');
  },
});

export const emergencyWriteWhereOffered = consoleProperty({
  id: 'emergency-write-only-where-offered',
  title: 'A driver writes no configuration field of a console but emerg_wr, where EMERG_WRITE is offered',
  clauses: [
    `sec:${CONSOLE} / Device Initialization #1`,
    `sec:${CONSOLE} / Device configuration layout #2`,
    `sec:${CONSOLE} / Feature bits #3`,
  ],
  // Described as what a driver can do there.
  level: 'should',
  side: 'driver',
  appliesTo: hasRounds,
  check: (run) => {
    const at = firstAt(
      run,
      ({ configWrites, offered }) =>
        configWrites.find(({ offset }) => !mayWriteConfig(offset, offered))?.at ?? -1,
    );
    return at < 0
      ? undefined
      : violation(at, () => `the configuration is written at offset ${run.trace.at(at).index}`);
  },
});

const isEmergencyWrite = ({ kind, index }: TraceEvent): boolean =>
  kind === 'config-write' && index === consoleConfig.emergencyWrite;

/** Whether a driver writes a character without a queue, and may. */
const writesEmergency = (run: ConsoleRun): boolean =>
  run.scenario.quirks.vanishesAfter === undefined &&
  firstEvent(run, (event, { offered }) => isEmergencyWrite(event) && mayWriteConfig(event.index, offered)) >=
    0;

export const deviceBearsEmergencyWrite = consoleProperty({
  id: 'device-bears-emergency-writes',
  title: 'A device that offers EMERG_WRITE takes a write to emerg_wr at any time: it needs no reset for that',
  clauses: [`devicenormative:${CONSOLE} / Device Initialization #1`],
  level: 'must',
  side: 'device',
  appliesTo: writesEmergency,
  check: (run) =>
    violationAt(
      firstEvent(
        run,
        ({ kind, value }, { configWrites }, position) =>
          kind === 'status-read' &&
          (value & DEVICE_NEEDS_RESET) !== 0 &&
          configWrites.some(({ at, offset }) => at < position && offset === consoleConfig.emergencyWrite),
      ),
      'the device asks for a reset after a write that it has to take',
    ),
});

/** What is asked of the configuration of consoles, and of who writes it. */
export const configurationProperties = [
  consoleConfigReadWhereOffered,
  emergencyWriteWhereOffered,
  deviceBearsEmergencyWrite,
] as const;
