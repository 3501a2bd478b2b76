import { describe, expect, it } from 'vitest';
import { campaignOf } from './campaign.ts';
import { readingsOf } from './readings.ts';

describe('readings on a command line', () => {
  it('should decide which properties are of a level', () => {
    const options = { level: 'must', properties: 'acknowledge-and-driver-apart,status-only-grows' };
    expect(campaignOf(options).properties).not.toContain('acknowledge-and-driver-apart');
    expect(campaignOf(options, readingsOf(['greeting=apart'])).properties).toContain(
      'acknowledge-and-driver-apart',
    );
  });

  it('should be one known answer a question', () => {
    expect(() => readingsOf(['greeting=apart=nonsense'])).toThrow(
      /^--reading: greeting: expected .*, found "apart=nonsense"$/,
    );
    expect(() => readingsOf(['greeting=apart', 'greeting=together'])).toThrow(/^--reading: greeting: /);
    expect(readingsOf(['greeting=apart', 'greeting=apart']).get('greeting')).toBe('apart');
  });
});
