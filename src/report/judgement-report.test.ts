import { describe, expect, it } from 'vitest';
import { netProperties } from '../../properties/net/index.ts';
import type { Counterexample, Judgement, SubjectResult } from '../judge/result.ts';
import type { Block } from './blocks.ts';
import { everyoneBut, type Knowledge } from './broken.ts';
import { covered, holds, judgementOf, never, scenarioOn, subject, violated } from './fixtures/judgement.ts';
import { judgementReport } from './judgement-report.ts';
import { renderMarkdown } from './markdown.ts';
import { forMail, forTerminal, renderText } from './text.ts';

const knowledge: Knowledge = {
  propertiesOf: () => netProperties,
  replay: ({ id }, counterexample) => ['npx', 'virtio-conformance', 'explain', id, counterexample.id],
};

const textOf = (judgement: Judgement): string =>
  renderText(judgementReport(judgement, knowledge), forTerminal(false));

const STALL = 'traffic-never-stalls';
const UNFIT = 'features-fit-their-rings';
const DEAF = 'receive-buffer-posted';
const WARNS = 'good-path-costs-nothing';

const broken = (id: string, size = 16): SubjectResult =>
  subject(id, [
    violated(id, UNFIT, { thereforeAlso: [DEAF], scenario: scenarioOn(size, '{GUEST_TSO4}') }),
    violated(id, DEAF),
    violated(id, WARNS, {}, { level: 'should' }),
    never('any-layout-accepted'),
  ]);

describe('the report of one or two policies', () => {
  const text = textOf(judgementOf([broken('mine')]));

  it('should tell a violation in full: counts, rule, smallest scenario, replay', () => {
    expect(text).toContain('mine breaks features-fit-their-rings (must) in 7 of 90 runs\n');
    expect(text).toContain(
      '  Rule: On a ring below MAX_SKB_FRAGS + 2 guest offloads and MRG_RXBUF are blocked: ',
    );
    expect(text).toContain(
      '  Smallest: pci, VIRTIO 1.2, offers {GUEST_TSO4} on rings of 16: something is wrong.\n',
    );
    expect(text).toContain('  Replay: npx virtio-conformance explain mine mine/features-fit-their-rings\n');
  });

  it('should call a scenario the smallest only where it was made so', () => {
    const hangs = judgementOf([
      subject('mine', [violated('mine', 'probe-ends', { asSeen: true, because: 'never ended' })]),
    ]);
    expect(textOf(hangs)).toContain(
      '  Seen on: pci, VIRTIO 1.2, offers {VERSION_1} on rings of 16: never ended.\n',
    );
    for (const report of [renderMarkdown, (blocks: readonly Block[]) => renderText(blocks, forMail)]) {
      const other = report(judgementReport(hangs, knowledge));
      expect(other).toContain('Seen on:');
      expect(other).not.toContain('Smallest');
    }
  });

  it('should tell the other run of a relation, and a second cause with its own rule and replay', () => {
    const id = `mine/${UNFIT}`;
    const [other] = [violated('mine', UNFIT, { id: `${id}/2`, because: 'it is otherwise' }).counterexample];
    const against = { scenario: scenarioOn(8), ends: 'failed', reason: 'so large' } as const;
    const second = { ...other, clauses: ['seed:control-ring'], other: against } as Counterexample;
    const told = textOf(judgementOf([subject('mine', [violated('mine', UNFIT, {}, { others: [second] })])]));
    expect(told.replaceAll(/\n {4}/g, ' ')).toMatch(
      new RegExp(
        [
          `  Replay: .* ${id}\n  Rule: .*\\(seed:control-ring\\)\\.\n`,
          '  Another cause: pci, VIRTIO 1.2, offers {VERSION_1} on rings of 16: it is otherwise\\.\n',
          `  Against: pci, offers {VERSION_1} on rings of 8: the probe fails: so large\\.\n  Replay: .* ${id}/2\n`,
        ].join(''),
      ),
    );
  });

  it('should tell first of a policy that does not do the same twice', () => {
    const lost = violated('mine', STALL, { asSeen: true, notReproduced: true }, { verdict: 'unknown' });
    const again = violated('mine', 'same-device-same-answer', {}, { violations: 1 });
    const told = textOf(judgementOf([subject('mine', [violated('mine', UNFIT), again, lost])]));
    expect(told.replaceAll(/\n +/g, ' ')).toContain(
      '\nNot the same twice\n\nmine does not do the same twice Unknown: traffic-never-stalls (7 of 90 runs): seen ' +
        'broken, and not again on the same scenario.',
    );
    expect(told).not.toContain('mine breaks traffic-never-stalls');
    const [told1 = 0, broken1 = 0, same = 0, unfit = 0] = [
      'Not the same twice',
      '\nBroken\n',
      'mine breaks same-device-same-answer',
      'mine breaks features-fit-their-rings',
    ].map((text) => told.indexOf(text));
    expect([told1, broken1, same, unfit]).toEqual([told1, broken1, same, unfit].toSorted((a, b) => a - b));
    expect(told1).toBeGreaterThan(0);
  });

  it('should tell of a policy that is at fault as a program under a heading of its own', () => {
    const thrown = violated('mine', 'probe-ends', {
      programFault: true,
      because: 'the probe crashed: Error: boom (mine.ts:3)',
      thereforeAlso: [DEAF],
    });
    const faulty = subject('mine', [thrown, violated('mine', DEAF), violated('mine', UNFIT)]);
    for (const judgement of [judgementOf([faulty]), judgementOf([faulty, broken('a'), broken('b')])]) {
      const told = textOf(judgement);
      expect(told).toContain(
        '\nBroken policies\n\nmine is at fault as a program in 7 of 90 runs\n' +
          '  Smallest: pci, offers {VERSION_1} on rings of 16: the probe crashed: Error: boom (mine.ts:3).\n' +
          '  Therefore also: receive-buffer-posted (must).\n' +
          '  Replay: npx virtio-conformance explain mine mine/probe-ends\n\nBroken\n',
      );
      expect(told.slice(told.indexOf('\nBroken\n'))).not.toContain('probe-ends');
    }
  });

  it('should name a consequence under its cause and not by itself', () => {
    expect(text).toContain('  Therefore also: receive-buffer-posted (must).\n');
    expect(text).not.toContain('mine breaks receive-buffer-posted');
  });

  it('should tell by itself, and not under a warning, what a warning explains', () => {
    const behind = violated('mine', WARNS, { thereforeAlso: [DEAF] }, { level: 'should' });
    const told = textOf(judgementOf([subject('mine', [behind, violated('mine', DEAF)])]));
    expect(told).toContain('mine breaks receive-buffer-posted (must) in 7 of 90 runs\n');
    expect(told).toContain('  Because of: good-path-costs-nothing, of which it is a consequence.\n');
    expect(told).toContain('Warnings\n\n  good-path-costs-nothing: ');
  });

  it('should name a consequence that only warns too', () => {
    const root = violated('mine', UNFIT, { thereforeAlso: [WARNS] });
    const told = textOf(
      judgementOf([subject('mine', [root, violated('mine', WARNS, {}, { level: 'should' })])]),
    );
    expect(told).toContain('  Therefore also: good-path-costs-nothing (should).\n');
  });

  it('should tell as much one by one, and as consequences, as the table counts', () => {
    const also = { thereforeAlso: [DEAF, 'probe-ends'] };
    const two = [violated('mine', UNFIT, also), violated('mine', STALL, also)];
    const told = textOf(
      judgementOf([subject('mine', [...two, violated('mine', DEAF), violated('mine', 'probe-ends')])]),
    );
    expect(told).toMatch(/^mine +no .* 2 \+ 2 +–$/m);
    expect(told.match(/^mine breaks /gm)).toHaveLength(2);
    expect(told.match(/ {2}Therefore also: .*/g)).toEqual([
      '  Therefore also: receive-buffer-posted (must) and probe-ends (must).',
    ]);
  });

  it('should tell first what is broken most often', () => {
    const rare = violated('mine', UNFIT, {}, { violations: 9, applicable: 90 });
    const often = violated('mine', STALL, {}, { violations: 8, applicable: 10 });
    const orderOf = (told: string) =>
      [...told.matchAll(/traffic-never-stalls|features-fit/g)].map(([id]) => id);
    const order = ['traffic-never-stalls', 'features-fit'];
    const one = textOf(judgementOf([subject('mine', [rare, often])]));
    expect([...new Set(orderOf(one))]).toEqual(order);
    const ids = ['a', 'b', 'c'];
    const more = textOf(judgementOf(ids.map((id) => subject(id, [rare, often]))));
    expect([...new Set(orderOf(more))]).toEqual(order);
  });

  it('should give a should-level violation one line, as a warning', () => {
    expect(text).toContain('Warnings\n\n  good-path-costs-nothing: ');
    expect(text).not.toContain('mine breaks good-path-costs-nothing');
  });

  it('should list by name what was never exercised', () => {
    expect(text).toContain('Never exercised, so unknown\n\n  By mine: any-layout-accepted.\n');
  });
});

describe('the report of many policies', () => {
  const many = [
    broken('a', 4),
    broken('b', 1),
    broken('c', 256),
    subject('good', [holds(UNFIT), holds(STALL)]),
  ];
  const text = textOf(judgementOf(many));

  it('should tell each property once, with all who break it and the smallest example', () => {
    expect(text.match(/^features-fit-their-rings \(policy\): /gm)).toHaveLength(1);
    expect(text).toContain('  Broken by: a, b and c.\n');
    expect(text).toContain('  Smallest: pci, offers {GUEST_TSO4} on rings of 4: something is wrong.\n');
  });

  it('should tell who breaks it only as a consequence, and every rule that somebody breaks', () => {
    const root = (id: string, clause: string) =>
      subject(id, [violated(id, UNFIT, { thereforeAlso: [DEAF], clauses: [clause] }), violated(id, DEAF)]);
    const both = [
      root('a', 'seed:small-ring'),
      root('b', 'seed:control-ring'),
      subject('c', [holds(UNFIT), violated('c', DEAF)]),
    ];
    const told = textOf(judgementOf(both));
    expect(told).toContain('  Rule: seed:small-ring and seed:control-ring.\n');
    expect(told).toContain('  Broken by: c; as a consequence also by a and b.\n');
  });

  it('should tell every other cause once, the shortest first, but none that is two at once, and count the rest', () => {
    const causes = (id: string, ...told: string[]): SubjectResult => {
      const all = told.map((because, i) => ({ id: `${id}/${UNFIT}/${i + 1}`, because }));
      const [first, ...others] = all.map((one) => violated(id, UNFIT, one).counterexample as Counterexample);
      return subject(id, [violated(id, UNFIT, first, { others })]);
    };
    const told = textOf(
      judgementOf([
        causes('a', 'receiveq1 of 4 is small', 'controlq of 1 is small'),
        causes('b', 'receiveq1 of 8 is small, controlq of 2 is small', 'it throws', 'it waits', 'it sleeps'),
        subject('c', [holds(UNFIT)]),
      ]),
    );
    expect(
      told.match(/Another cause, of .*\n? .*: [^:]*\.$/gm)?.map((one) => one.replace(/.*: /s, '')),
    ).toEqual(['controlq of 1 is small.', 'it throws.', 'it waits.']);
    expect(told).toContain('  And: 1 cause more.\n');
  });

  it('should say who is better than whom', () => {
    const worse = subject('worse', [holds(STALL)], { betterPolicies: ['good'] });
    const better = textOf(judgementOf([...many, worse]));
    expect(better).toMatch(/^worse +yes .* no$/m);
    expect(better).toMatch(/^good +yes .* yes$/m);
    expect(better).toContain('  Better than worse in some column and in none worse: good.\n');
  });

  it('should keep the table within 100 columns and the mail within 72', () => {
    const id = 'probe-renegotiate-first-series';
    const wide = judgementOf([...many, broken(id)]);
    const table = textOf(wide)
      .split('\n')
      .filter((line) => / {2}/.test(line.trim()));
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(100);
    const mail = renderText(judgementReport(wide, knowledge), forMail).split('\n');
    expect(mail.filter((line) => line.length > 72)).toEqual([]);
  });

  it('should say the same in Markdown', () => {
    const markdown = renderMarkdown(judgementReport(judgementOf(many), knowledge));
    expect(markdown).toContain('| a | no | 58.6% | 0.010 | 60.7 / 1.00 | 115.6 / 1.98 | 1 + 1 | – |');
    expect(markdown).toContain('- **Broken by:** a, b and c.');
  });
});

describe('the report of a campaign that was cut short', () => {
  const cut = judgementOf([subject('mine', [{ ...holds(STALL), verdict: 'unknown' }, never(DEAF)])], {
    cut: 'interrupted',
    space: { net: { ...covered, done: 0.257 } },
  });

  it('should say so before anything else, and not pass for a verdict', () => {
    const text = textOf(cut).replaceAll('\n', ' ');
    expect(text).toContain('Interrupted after 25% of the campaign: what follows is partial.');
    expect(text).toContain('What only held so far is unknown: 1 property.');
    expect(text).toMatch(/ mine +unknown /);
  });
});

describe('the report of two device types', () => {
  it('should keep them apart', () => {
    const text = textOf(
      judgementOf([broken('a'), broken('b'), subject('disk', [holds(STALL)], { type: 'blk' })]),
    );
    expect(text.match(/^policy +safe/gm)).toHaveLength(2);
    expect(text).toContain('Broken, virtio-net\n');
    expect(text).not.toContain('Broken, virtio-blk\n');
  });
});

describe('everyoneBut', () => {
  const all = ['a', 'b', 'c', 'd', 'e'];

  it('should name the few, whichever side they are on', () => {
    expect(everyoneBut(['a', 'b'], all)).toBe('a and b');
    expect(everyoneBut(['a', 'b', 'c', 'd'], all)).toBe('every policy but e');
    expect(everyoneBut(all, all)).toBe('every policy');
  });
});
