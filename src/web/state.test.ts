import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netScenario } from '../../properties/net/generators.ts';
import { scenarioToJson } from '../scenario/json.ts';
import { changed, fragmentOf, type PageState, stateIn } from './state.ts';

const states: fc.Arbitrary<PageState> = fc
  .record(
    {
      driver: fc.record({ id: fc.string(), source: fc.string() }, { requiredKeys: ['id'] }),
      beside: fc.record({ id: fc.string() }),
      scenario: netScenario.map(scenarioToJson),
      step: fc.nat(),
    },
    { requiredKeys: ['driver', 'scenario'] },
  )
  .map((state) => JSON.parse(JSON.stringify(state)));

describe('a link', () => {
  it('should bring back every state as it was', async () => {
    await fc.assert(
      fc.asyncProperty(states, async (state) => {
        const fragment = await fragmentOf(state);
        expect(fragment).toMatch(/^1\.[\w-]+$/);
        expect(JSON.stringify(await stateIn(`#${fragment}`))).toBe(JSON.stringify(state));
      }),
      { numRuns: 50 },
    );
  });

  it('should be short enough for a mail, with every field of a scenario in it', async () => {
    const [scenario] = fc.sample(netScenario, { seed: 1, numRuns: 1 }).map(scenarioToJson);
    if (!scenario) throw new Error('no scenario');
    expect((await fragmentOf({ driver: { id: 'recommended' }, scenario })).length).toBeLessThan(800);
  });

  it('should be read as it was written when the page began', async () => {
    const link =
      '1.Pc2xCsIwFIXhV5Ez34IWp2wiDg4qKLhIkdjcwpU0KUkqasi7Sxbn83H-DBPkxQEqQwwUAj-5T00ctbUohAdHMfyfrbj53YxanBXHFcSenQ7iK0mfiaHgOIEQ_OxMhLpl-GGoCeTDZkuL6-582Z-O91UBIcqXK2qppWVXuvqYeIJalx8';
    expect(await stateIn(link)).toEqual({
      driver: { id: 'reject-small' },
      beside: { id: 'linux-mainline' },
      scenario: { type: 'net', rounds: [{ offer: '{MAC, VERSION_1}', sizes: [2, 2, 0] }] },
      step: 4,
    });
  });

  it.each([
    ['', 'begins with "1."'],
    ['2.AAAA', 'begins with "1."'],
    ['1.****', 'not whole'],
    ['1.AAAA', 'not whole'],
  ])('should say what is wrong with "%s"', async (fragment, said) => {
    await expect(stateIn(fragment)).rejects.toThrow(said);
  });

  it.each([
    [{}, 'driver: an object'],
    [{ driver: 1 }, 'driver: an object'],
    [{ driver: { id: 1 } }, 'driver.id: a text'],
    [{ driver: { id: 'a', source: 1 } }, 'driver.source: a text'],
    [{ driver: { id: 'a' }, scenario: null }, 'scenario: an object'],
    [{ driver: { id: 'a' }, scenario: { type: '__proto__' } }, 'scenario.type'],
    [{ driver: { id: 'a' }, scenario: { rounds: [] } }, 'scenario.rounds'],
    [{ driver: { id: 'a' }, scenario: { rounds: [{}] } }, 'scenario.rounds.0.offer'],
    [{ driver: { id: 'a' }, scenario: { rounds: [{ offer: '', sizes: 'a' }] } }, 'scenario.rounds.0.sizes'],
  ])('should name the field that is wrong in %j', async (state, said) => {
    await expect(stateIn(await fragmentOf(state as unknown as PageState))).rejects.toThrow(said);
  });

  it('should not unfold to more than a page can hold', async () => {
    const source = ' '.repeat(2_000_000);
    const bomb = await fragmentOf({ driver: { id: 'a', source }, scenario: {} } as unknown as PageState);
    await expect(stateIn(bomb)).rejects.toThrow('more than a page can hold');
  });
});

describe('a change', () => {
  const state = { driver: { id: 'a' }, beside: { id: 'b' }, scenario: {}, step: 3 } as unknown as PageState;

  it('should end the walk through the run, and keep the rest', () => {
    expect(changed(state, { driver: { id: 'c' } })).toEqual({
      driver: { id: 'c' },
      beside: { id: 'b' },
      scenario: {},
    });
  });

  it('should take away whom the driver was compared with', () => {
    expect(changed(state, { beside: undefined })).toEqual({ driver: { id: 'a' }, scenario: {} });
  });
});
