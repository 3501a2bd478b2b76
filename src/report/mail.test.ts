import { describe, expect, it } from 'vitest';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { propertiesOf } from '../suites/built-in.ts';
import { judgementOf, scenarioOn, subject, violated } from './fixtures/judgement.ts';
import { runOf } from './fixtures/runs.ts';
import { judgementReport } from './judgement-report.ts';
import { mailBlocks } from './mail.ts';
import { story } from './story.ts';
import { forMail, renderText } from './text.ts';

describe('mailBlocks', () => {
  const { run, breaches } = runOf(linuxMainline, scenarioOn(16));
  const told = story({ driver: 'mine', subject: 'mine' }, run, breaches);
  const judgement = judgementOf([
    subject('mine', [
      violated('mine', 'traffic-never-stalls'),
      violated('mine', 'probe-ends', { clauses: ['thread:rebind'] }),
    ]),
  ]);
  const knowledge = {
    propertiesOf,
    replay: () => ['npx', 'virtio-conformance', 'explain', 'mine', JSON.stringify(scenarioOn(16))],
    told: () => [{ kind: 'details', summary: 'The run', blocks: told }] as const,
  };
  const mail = renderText(mailBlocks(judgementReport(judgement, knowledge)), forMail);
  const flat = mail.replace(/\s+/g, ' ');

  it('should tell each run without a command', () => {
    expect(flat).toContain(
      'Run: Round 1, events 0 to 35: reset, which the status shows after 1 read; Offered: {VERSION_1};',
    );
    expect(flat).toContain('transmitq1: the largest frame sent, 1 descriptor, and no small one; stopped');
    expect(flat).toContain('Run: The driver is live');
    expect(mail.slice(0, mail.indexOf('To see these runs'))).not.toContain('npx');
  });

  it('should end with where the rules can be read and with every command once, each on one line', () => {
    const end = mail.slice(mail.indexOf('To read on:'));
    expect(end).toMatch(/^ {2}the proposal: https:\/\/\S+$/m);
    expect(end).toMatch(/^ {2}the thread: https:\/\/\S+$/m);
    expect(end.match(/npx/g)).toHaveLength(1);
    expect(end.trimEnd()).toMatch(/\n {2}\[1\]: npx virtio-conformance explain mine '\{.*\}'$/);
    expect(mail.match(/Replay: \[1\] below\./g)).toHaveLength(2);
  });

  it('should have at most 72 columns but for addresses and commands', () => {
    const long = mail.split('\n').filter((line) => line.length > 72);
    expect(long.filter((line) => !/https:|npx/.test(line))).toEqual([]);
  });
});
