import { VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, includes } from '../../spec/features.ts';
import { MRG_RXBUF } from '../../spec/net/features.ts';
import {
  brokenRules,
  type HeaderRule,
  headerOf,
  receivedEcnRule,
  receivedHeaderRules,
  receivedSegmentRules,
  sentEcnRule,
  sentHeaderRules,
  sentSegmentRules,
} from '../../spec/net/headers.ts';
import { modernTransports } from '../../spec/transports.ts';
import { negotiatesModern } from '../../src/run/applies.ts';
import { counted } from '../../src/run/counted.ts';
import { type Level, type Side, traceProperty, violation } from '../../src/run/property.ts';
import type { PlacedValue, Round } from '../../src/trace/round.ts';
import { netProperty } from '../../src/types/net/property.ts';
import type { NetRun } from '../../src/types/net/run.ts';
import { whereSeen } from '../device-events.ts';
import { maybeInUse, surelyInUse } from '../in-use.ts';
import { printIn } from '../print.ts';

const OPERATION = 'Device Types / Network Device / Device Operation';
const INCOMING = `${OPERATION} / Processing of Incoming Packets`;
const BUFFERS = `devicenormative:${OPERATION} / Setting Up Receive Buffers`;

/** Which headers of a round a property is about, whose duty they are, and how their frames are told of. */
interface Direction {
  readonly side: Side;
  readonly verb: string;
  readonly headersOf: (round: Readonly<Round>) => readonly PlacedValue[];
}

const sent: Direction = { side: 'driver', verb: 'is sent', headersOf: ({ sentHeaders }) => sentHeaders };
const received: Direction = {
  side: 'device',
  verb: 'comes in',
  headersOf: ({ receivedHeaders }) => receivedHeaders,
};

/** The first header that breaks one of some rules, by what was settled on; over a legacy interface one feature stands for all segments. */
const headersKeep = (
  { side, verb, headersOf }: Direction,
  rules: readonly HeaderRule[],
  said: { readonly id: string; readonly title: string; readonly level: Level },
) =>
  traceProperty({
    ...said,
    clauses: [...new Set(rules.map(({ clause }) => clause))],
    side,
    over: modernTransports,
    appliesTo: negotiatesModern,
    check: (run) => {
      for (const { round } of run.negotiations) {
        // A device that takes what its driver had no right to write breaks no more than a recommendation.
        const sets = side === 'device' && said.level === 'must' ? maybeInUse(round) : [round.settled];
        for (const { at, value } of headersOf(round)) {
          const broken = sets.reduce(
            (left, set) => brokenRules(left, headerOf(value), set, run.scenario.version),
            rules,
          );
          const [first] = broken;
          if (first === undefined) continue;
          const lacks = (features: FeatureSet) => `, and ${printIn(run, features)} is not negotiated`;
          return violation(
            at,
            () => `a frame ${verb} ${first.how}${first.lacks ? lacks(first.lacks) : ''}`,
            broken.map(({ clause }) => clause),
          );
        }
      }
      return undefined;
    },
  });

export const segmentsWhereNegotiated = headersKeep(sent, sentSegmentRules, {
  id: 'segments-only-where-negotiated',
  title: 'No frame is sent in segments of a kind that was not negotiated',
  level: 'must',
});

export const sentHeaderLegal = headersKeep(sent, sentHeaderRules, {
  id: 'sent-header-legal',
  title: 'The header of a frame that is sent has the flags that it may and must have, and counts no buffers',
  level: 'must',
});

export const congestionMarkedWhereNegotiated = headersKeep(sent, [sentEcnRule], {
  id: 'congestion-marked-only-where-negotiated',
  title: 'No segments are sent that are marked for congestion where HOST_ECN was not negotiated',
  level: 'should',
});

export const deviceSegmentsWhereNegotiated = headersKeep(received, receivedSegmentRules, {
  id: 'device-segments-only-where-negotiated',
  title: 'A device delivers no frame in segments of a kind that was not negotiated',
  level: 'must',
});

export const deviceHeaderLegal = headersKeep(received, receivedHeaderRules, {
  id: 'device-header-legal',
  title: 'The header of a frame that a device delivers has the flags that it may and must have',
  level: 'must',
});

export const deviceMarksWhereNegotiated = headersKeep(received, [receivedEcnRule], {
  id: 'device-marks-congestion-only-where-negotiated',
  title: 'A device delivers no segments that are marked for congestion where GUEST_ECN was not negotiated',
  level: 'should',
});

const tellsHeaders = whereSeen(({ receivedHeaders }) => receivedHeaders.length > 0);

const ONE_BUFFER = [`devicenormative:${INCOMING} #1`, `${BUFFERS} #2`];
const MERGED = [`devicenormative:${INCOMING} #2`, `${BUFFERS} #1`, `sec:${INCOMING} #1`];

export const deviceCountsBuffers = netProperty({
  id: 'device-counts-the-buffers-of-a-frame',
  title: 'The header of a frame says how many buffers the device has filled with it: one without MRG_RXBUF',
  clauses: [...ONE_BUFFER, ...MERGED],
  level: 'must',
  side: 'device',
  over: modernTransports,
  appliesTo: (run) => negotiatesModern(run) && tellsHeaders(run),
  check: (run) => {
    for (const { round } of run.negotiations) {
      const isMerged = maybeInUse(round).some((set) => includes(set, MRG_RXBUF));
      const isModern = includes(surelyInUse(round), VERSION_1);
      for (const { at, value } of round.receivedHeaders) {
        if (!isModern || round.driverOk < 0 || at < round.driverOk) continue;
        const { buffers } = headerOf(value);
        const filled = filledAfter(run, at);
        const most = isMerged ? filled : 1;
        if (filled === 0 || (filled === most && buffers === most)) continue;
        return violation(
          at,
          () =>
            `a frame fills ${counted(filled, 'buffer')}, ${most} may be, and says that it fills ${buffers}`,
          isMerged ? MERGED : ONE_BUFFER,
        );
      }
    }
    return undefined;
  },
});

/** What stands in the header of a frame, and who may say so. */
export const packetProperties = [
  segmentsWhereNegotiated,
  sentHeaderLegal,
  congestionMarkedWhereNegotiated,
  deviceSegmentsWhereNegotiated,
  deviceHeaderLegal,
  deviceMarksWhereNegotiated,
  deviceCountsBuffers,
] as const;

// --- internal ---

/** The buffers that the frame of a header fills; 0: that is not seen. */
function filledAfter({ trace }: NetRun, header: number): number {
  if (header + 1 >= trace.length) return 0;
  const { kind, value } = trace.at(header + 1);
  return kind === 'receive' ? value : 0;
}
