import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { netProperties } from '../../../properties/net/index.ts';
import { readRecording } from '../../node/recording-file.ts';
import { linuxMainline } from '../../policies/linux-mainline.ts';
import { recommended } from '../../policies/recommended.ts';
import type { Side } from '../../run/property.ts';
import { agree } from './agreement.ts';
import { judgeRecording } from './judge-recording.ts';
import { eventsOf } from './recorded-events.ts';
import type { Recording } from './recording.ts';

const folder = new URL('./fixtures/linux-6.1/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
const read = (file: string): Recording => readRecording(fileURLToPath(new URL(file, folder)));

const judge = (file: string, side: Side) => {
  const recording = read(file);
  return judgeRecording(netProperties, recording, eventsOf(recording), [side]);
};

const violations = (
  file: string,
  level?: string,
  side: Side = 'driver',
): (readonly [string, number | undefined])[] =>
  judge(file, side)
    .properties.filter((p) => p.verdict === 'violated' && (level === undefined || p.level === level))
    .map(({ id, line }) => [id, line]);

describe('recordings of Linux 6.1', () => {
  it('should be all 38', () => expect(files).toHaveLength(38));

  const fields = ['live', 'final status', 'frames transmitted', 'transmit stalled', 'receive ring deaf'];
  const facts = files.flatMap((file) =>
    agree(linuxMainline, read(file)).map((fact) => [file, fact.field, fact] as const),
  );

  it('should be compared with linux-mainline in five fields each', () =>
    expect(facts.map(([file, field]) => `${file}: ${field}`)).toEqual(
      files.flatMap((file) => fields.map((field) => `${file}: ${field}`)),
    ));

  it.each(facts)('%s should agree with linux-mainline: %s', (_, __, { recorded, modelled, agrees }) => {
    expect(modelled).toBe(recorded);
    expect(agrees).toBe(true);
  });

  it('should be of drivers that live and fail, that send and stall, that hear and are deaf', () => {
    const seen = (field: string) =>
      new Set(facts.filter(([, of]) => of === field).map(([, , f]) => f.recorded));
    expect(fields.map((field) => seen(field).size)).toEqual([2, 3, 3, 2, 2]);
  });

  it('should tell field by field where a policy does otherwise', () =>
    expect(agree(recommended, read('gso-ring16.jsonl'))).toEqual([
      { field: 'live', recorded: true, modelled: true, agrees: true },
      { field: 'final status', recorded: 15, modelled: 15, agrees: true },
      { field: 'frames transmitted', recorded: 1, modelled: 3, agrees: false },
      { field: 'transmit stalled', recorded: true, modelled: false, agrees: false },
      { field: 'receive ring deaf', recorded: true, modelled: false, agrees: false },
    ]));
});

describe('what Linux 6.1 does wrong', () => {
  it('should be, where the standard binds, one thing: it takes GUEST_TSO4 without GUEST_CSUM', () =>
    expect(files.flatMap((file) => violations(file, 'must').map(([id, line]) => [file, id, line]))).toEqual([
      ['guest-tso4-without-guest-csum.jsonl', 'accepted-set-closed', 11],
    ]));

  it('should be a deaf receive ring and a stalled transmit ring where both are small', () =>
    expect(violations('gso-ring16.jsonl').map(([id]) => id)).toEqual(
      expect.arrayContaining(['features-fit-their-rings', 'receive-buffer-posted', 'traffic-never-stalls']),
    ));

  it('should be a control queue that takes no command where its ring has one entry', () =>
    expect(violations('rx256-tx256-ctrl1.jsonl', 'policy').map(([id]) => id)).toEqual([
      'features-fit-their-rings',
      'no-control-queue-below-2',
    ]));

  it('should be nothing where every ring is large', () =>
    expect(violations('gso-ring256.jsonl')).toEqual([]));

  it('should be nothing where the probe fails, as it has to', () => {
    for (const file of [
      'base-ring0.jsonl',
      'ring3.jsonl',
      'no-version-1.jsonl',
      'refuse-features-ok.jsonl',
    ]) {
      expect(judge(file, 'driver').verdict).toBe('holds');
      expect(violations(file)).toEqual([]);
    }
  });
});

describe('the devices that Linux 6.1 met', () => {
  it('should be found out where they were made odd, and nowhere else', () =>
    expect(
      files.flatMap((file) => violations(file, 'must', 'device').map(([id, line]) => [file, id, line])),
    ).toEqual([
      ['ctrl-rx-without-ctrl-vq.jsonl', 'device-offer-closed', 7],
      ['guest-tso4-without-guest-csum.jsonl', 'device-offer-closed', 7],
      ['mtu-60.jsonl', 'device-mtu-legal', 12],
      ['no-version-1.jsonl', 'device-offers-version-1', 7],
      ['ring3.jsonl', 'device-presents-legal-sizes', 25],
    ]));
});

describe('a recording that lacks an observation', () => {
  const whole = read('gso-ring16.jsonl');
  const verdictsWithout = (field: string) => {
    const observed = Object.fromEntries(
      Object.entries(whole.header.observed).filter(([name]) => name !== field),
    );
    const { properties: verdicts } = judgeRecording(netProperties, {
      ...whole,
      header: { ...whole.header, observed },
    });
    return new Map(verdicts.map(({ id, verdict }) => [id, verdict]));
  };
  const all = verdictsWithout('nothing');
  const changed = (field: string) =>
    [...verdictsWithout(field)].flatMap(([id, verdict]) =>
      verdict === all.get(id) ? [] : [`${id}: ${all.get(id)}, ${verdict}`],
    );

  it.each([
    ['txWatchdog', []],
    ['rxBuffersPostedAtEnd', ['receive-buffer-posted: violated, unknown']],
    [
      'finalStatus',
      [
        'features-fit-their-rings: violated, unknown',
        'small-ring-fits-mrg-rxbuf: holds, unknown',
        'no-control-queue-below-2: holds, unknown',
        'chain-fits-queue: holds, unknown',
        'indirect-chain-fits-queue: holds, unknown',
        'posted-buffers-fit-ring: holds, unknown',
        'traffic-never-stalls: violated, unknown',
        'receive-buffer-posted: violated, unknown',
      ],
    ],
  ])('should be judged by the rest: %s', (field, expected) =>
    expect(changed(field).toSorted()).toEqual(expected.toSorted()),
  );

  it('should go by the watchdog where nobody counted frames', () =>
    expect(changed('framesTransmitted')).toEqual([]));
});

describe('the events of a recording', () => {
  it.each(files)('%s should have every line in one of them', (file) => {
    const recording = read(file);
    const { trace, lines, accesses } = eventsOf(recording);
    expect(lines).toHaveLength(trace.length);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
    const frames = recording.entries.filter(({ entry }) => entry.op !== 'read' && entry.op !== 'write');
    expect(accesses + frames.length).toBe(recording.entries.length);
    const kinds = [...trace].map(({ kind }) => kind);
    expect(
      kinds.filter((kind) => kind === 'transmit' || kind === 'receive' || kind === 'control'),
    ).toHaveLength(frames.length);
  });
});
