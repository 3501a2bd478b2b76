import { describe, expect, it } from 'vitest';
import { parseFeatures, printFeatures } from '../../../spec/feature-names.ts';
import { netFeatureNames } from '../../../spec/net/features.ts';
import { workshop } from '../fixtures/command-line.ts';

const { cli } = workshop();
const features = (...args: string[]) => cli('features', ...args);
const OFFER = '0x1c0010130afffa7';

describe.concurrent('features VALUE', () => {
  it('should name every bit, with the version that it came with', async () => {
    const { code, stdout } = await features(OFFER);
    expect(code).toBe(0);
    expect(stdout).toContain(`Features of virtio-net, read as a hexadecimal mask: ${OFFER}\n`);
    expect(stdout).toMatch(/^ {2}0 {2}CSUM +1\.0$/m);
    expect(stdout).toMatch(/^ 55 {2}GUEST_USO6 +1\.3$/m);
    expect(stdout).toContain('VIRTIO 1.3 and later know all of it.');
  });

  it('should print the same of a set in whatever form it comes', async () => {
    const set = parseFeatures(OFFER, netFeatureNames);
    const told = async (text: string) => JSON.parse((await features(text, '--json')).stdout).values[0];
    const { value: _, notation: __, ...expected } = await told(OFFER);
    const bits = [...set.toString(2)].reverse().flatMap((digit, bit) => (digit === '1' ? [bit] : []));
    const forms = [
      String(set),
      bits.join(','),
      [...set.toString(2).padStart(64, '0')].reverse().join(''),
      printFeatures(set, netFeatureNames),
      `F(${printFeatures(set, netFeatureNames).slice(1, -1).replaceAll(', ', ' | ')})`,
    ];
    for (const form of forms) expect(await told(form)).toMatchObject(expected);
  });

  it('should say what is missing, what is unknown and what only legacy knows', async () => {
    const { stdout } = await features('{GUEST_ECN, GSO, bit 58}');
    expect(stdout).toContain('GUEST_ECN requires GUEST_TSO4 or GUEST_TSO6, which is missing\n');
    expect(stdout).toMatch(/^ 58 {2}unknown +–$/m);
    expect(stdout).toContain('none knows bit 58; GSO is of the legacy interface alone.');
  });

  it('should tell two sets apart', async () => {
    const { stdout } = await features('MAC, MRG_RXBUF', '0x8001');
    expect(stdout).toMatch(
      /only in the first: \{MAC\}\n +only in the second: \{CSUM\}\n +in both: \{MRG_RXBUF\}/,
    );
    expect(JSON.parse((await features('MAC', '1', '--json')).stdout).difference).toEqual({
      onlyFirst: '{MAC}',
      onlySecond: '{GUEST_CSUM}',
      both: '{}',
    });
  });

  it('should know the device types that the model has', async () => {
    expect((await features('CONFIG_WCE', '--device', 'blk')).stdout).toContain(
      'CONFIG_WCE requires FLUSH, which is missing; that binds an offer',
    );
    expect((await features('bits 0-3', '--device', 'scsi')).stdout).toContain('T10_PI');
    expect((await features('MULTIPORT', '--device', 'console')).code).toBe(0);
  });

  it.each([
    ['no value', [], 'expected one or two values, found none'],
    ['three of them', ['1', '2', '3'], 'quote a value that has spaces'],
    ['an empty one', [' '], 'expected a value such as 0x8000'],
    ['a name that is misspelt', ['MRG_RXBUFF'], '(did you mean MRG_RXBUF?)'],
    ['a name of another device type', ['VIRTIO_BLK_F_MQ'], '(it is one of blk: --device blk)'],
    ['an unknown device type', ['1', '--device', 'fs'], '--device: expected one of net, blk, scsi, console'],
    ['a control character', ['\u001b[31m'], '"\\u001b" is no feature'],
    ['an option that it has not', ['1', '--form'], 'unknown option --form'],
  ])('should end with 64 and one line where it gets %s', async (_, args, line) => {
    const { code, stdout, stderr } = await features(...args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(line);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
