import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netScenario } from '../../properties/net/generators.ts';
import { scenarioToJson } from '../scenario/json.ts';
import { changedBy, changesOf } from './changes.ts';
import { changed, fragmentOf, LinkError, type PageState, stateIn } from './state.ts';

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

  describe('with an edited policy', () => {
    /** Lines that do not become short by being compressed. */
    const base = Array.from({ length: 200 }, (_, i) => `const a${i} = ${(i * 7919.123) % 97};`).join('\n');
    const source = base.replace('const a100', 'const b100');
    const scenario = { rounds: [{ offer: '', sizes: [1] }] } as unknown as PageState['scenario'];
    const state: PageState = { driver: { id: 'known', source }, beside: { id: 'known' }, scenario, step: 2 };
    const changes = (id: string, text: string) =>
      id === 'known' ? changesOf(base, text, 'known of suite 1.0') : undefined;
    const from = (text: string | undefined) => async (_: string, found: unknown) => changedBy(found, text);

    it('should hold what was changed, where the whole would be too long', async () => {
      const fragment = await fragmentOf(state, changes);
      expect(fragment).toMatch(/^2\./);
      expect(fragment.length).toBeLessThan(300);
      expect(JSON.stringify(await stateIn(fragment, from(base)))).toBe(JSON.stringify(state));
    });

    it('should say so where what it was made from is another one by now', async () => {
      const fragment = await fragmentOf(state, changes);
      for (const later of [`${base}\n`, undefined])
        await expect(stateIn(fragment, from(later))).rejects.toThrow(
          'driver: the policy was edited from known of suite 1.0, whose source is another one here',
        );
      await expect(stateIn(fragment)).rejects.toThrow(LinkError);
    });

    it('should hold the whole where that fits, is shorter, or has no base', async () => {
      const fresh = base.replaceAll('const', 'let').replaceAll('97', '89');
      const short = 'export {}';
      for (const driver of [
        { id: 'known', source: short },
        { id: 'known', source: fresh },
        { id: 'unknown', source },
      ]) {
        const fragment = await fragmentOf({ ...state, driver }, changes);
        expect((await stateIn(fragment, from(base))).driver).toEqual(driver);
        expect(fragment.slice(0, 2)).toBe('1.');
      }
    });
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
    ['3.AAAA', 'begins with "1."'],
    ['2.AAAA', 'not whole'],
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
