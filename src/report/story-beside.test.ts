import { describe, expect, it } from 'vitest';
import type { Policy } from '../driver/policy.ts';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { netPolicy } from '../types/net/policy.ts';
import { scenarioOn } from './fixtures/judgement.ts';
import { runOf } from './fixtures/runs.ts';
import { runToJson } from './run-json.ts';
import { story } from './story.ts';
import { forMail, renderText } from './text.ts';

const tell = (policy: Policy, scenario: Parameters<typeof runOf>[1]): string => {
  const { run, breaches } = runOf(policy, scenario);
  const text = renderText(story({ driver: policy.id, subject: policy.id }, run, breaches), forMail);
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(72);
  return text.replaceAll(/\s+/g, ' ');
};

/** Fails on rings that are not the smallest. */
const shy = netPolicy({
  id: 'shy',
  title: 'Fails on rings of 8 and more',
  probe: (net) => {
    net.negotiate();
    net.findQueues();
    return net.smallestDataRing() >= 8 ? net.fail('so large') : net.goLive();
  },
});

describe('the story of a relation', () => {
  it('should tell the run that fails beside the one that does not, where they part', () => {
    const text = tell(shy, scenarioOn(4));
    expect(text).toContain('Seen: at the end: with every ring twice as large the probe fails.');
    expect(text).toContain('The other run: pci, offers {VERSION_1} on rings of 8.');
    expect(text).toMatch(/They part: at event \d+: here the driver .*4.*, there it .*8.*\. Round 1 here: /);
    expect(text).toMatch(
      /Round 1 here: .*Found: receiveq1 of 4, .*Then: DRIVER_OK\. Round 1 there: .* of 8, /,
    );
    expect(text).toMatch(
      /Ends here: The driver is live: .*In use: \{VERSION_1\}\. Ends there: .* so large; /,
    );
  });

  it('should tell a second bind of the same device', () => {
    const text = tell(linuxMainline, { ...scenarioOn(0), transport: 'mmio', resetPolls: 2 });
    expect(text).toContain('The other run: the same device, bound again.');
    expect(text).toMatch(/Ends here: .* status ACKNOWLEDGE\|.*Ends there: .* status 0, /);
  });

  it('should be in the JSON of the run, whole', () => {
    const { run, breaches } = runOf(shy, scenarioOn(4));
    const json = runToJson({ driver: 'shy', subject: 'shy' }, run, breaches);
    const other = json.findings.find(({ id }) => id === 'larger-ring-keeps-features')?.other;
    expect(other?.scenario.rounds[0]?.sizes).toEqual([8, 8, 8]);
    expect(other?.outcome).toEqual({ kind: 'failed', reason: 'so large' });
    expect(other?.rounds).toHaveLength(1);
    expect(other?.events.length).toBeGreaterThan(10);
  });
});
