import { describe, expect, it } from 'vitest';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { scenarioOn, subject, violated } from '../report/fixtures/judgement.ts';
import { parseScenario } from '../types/types.ts';
import { replayer } from './replay.ts';

const result = violated('linux-mainline', 'probe-ends');
const counterexample = result.counterexample ?? expect.fail('there is one');
const judged = subject('linux-mainline', [result]);
const builtIn = { name: 'linux-mainline', policy: linuxMainline };
const mine = { name: './my policy.ts', policy: { ...linuxMainline, id: 'mine' } };
const nothing = { subjects: [builtIn, mine], published: [], saved: new Map() };

describe('the command that replays a counterexample', () => {
  it('should name the published one by its id', () => {
    const { id, driver, scenario } = counterexample;
    const replay = replayer({ ...nothing, published: [{ id, driver, scenario }] });
    expect(replay(judged, counterexample).slice(3)).toEqual(['linux-mainline', 'linux-mainline/probe-ends']);
  });

  it('should hold the scenario where another one is published', () => {
    const { id, driver } = counterexample;
    const replay = replayer({ ...nothing, published: [{ id, driver, scenario: scenarioOn(4) }] });
    expect(replay(judged, counterexample).at(-1)).toMatch(/^\{"rounds":/);
  });

  it('should name the file of a policy, and the file that the scenario was saved to', () => {
    const saved = new Map([['linux-mainline/probe-ends', 'folder/x.json']]);
    const replay = replayer({ ...nothing, saved });
    expect(replay(subject('mine', [result]), counterexample).slice(3)).toEqual([
      './my policy.ts',
      'folder/x.json',
    ]);
  });

  it('should name the driver of a device', () => {
    const device = subject('simulated-net-device', [result], { kind: 'device' });
    const command = replayer(nothing)(device, counterexample);
    expect(command[3]).toBe('simulated-net-device');
    expect(command.slice(-2)).toEqual(['--driver', 'linux-mainline']);
  });

  it('should hold the very same scenario, long offers as masks', () => {
    const scenario = scenarioOn(16, '{CSUM, GUEST_CSUM, GUEST_TSO4, GUEST_TSO6, MRG_RXBUF, VERSION_1}');
    const text = replayer(nothing)(judged, { ...counterexample, scenario }).at(-1) ?? '';
    expect(text).toContain('"offer":"0x100008183"');
    expect(parseScenario(JSON.parse(text), 'replay')).toEqual(parseScenario(scenario, 'original'));
  });
});
