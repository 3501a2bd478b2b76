import { describe, expect, it } from 'vitest';
import { wantsColour } from './output.ts';
import { progressBar, progressOn } from './progress.ts';

describe('wantsColour', () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    [{ TERM: 'dumb' }, true, false],
  ])('should, with %j on a terminal (%s), be %s', (env, isTerminal, wanted) => {
    expect(wantsColour(env, isTerminal)).toBe(wanted);
  });
});

describe('the progress bar', () => {
  it('should fill up', () => {
    expect(progressBar(0, 8)).toBe(`[${'.'.repeat(30)}]   0 %`);
    expect(progressBar(4, 8)).toBe(`[${'#'.repeat(15)}${'.'.repeat(15)}]  50 %`);
    expect(progressBar(8, 8)).toBe(`[${'#'.repeat(30)}] 100 %`);
  });

  const terminal = (isTTY: boolean) => {
    const written: string[] = [];
    const write = (text: string) => written.push(text);
    return { written, progress: progressOn({ isTTY, write }) };
  };

  it('should be drawn on a terminal and wiped away', () => {
    const { written, progress } = terminal(true);
    progress.show('virtio-net', 1, 2);
    progress.show('virtio-net', 1, 2);
    progress.end();
    expect(written).toHaveLength(2);
    expect(written[0]).toContain('50 % virtio-net');
    expect(written[1]).toBe('\r\u001b[K');
  });

  it('should not be drawn in a pipe', () => {
    const { written, progress } = terminal(false);
    progress.show('virtio-net', 1, 2);
    progress.end();
    expect(written).toEqual([]);
  });
});
