import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { linuxMainline } from '../../policies/linux-mainline.ts';
import { recommended } from '../../policies/recommended.ts';
import { agree, parseRecording, RecordingError } from './recording.ts';

const folder = new URL('./fixtures/linux-6.1/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
const read = (file: string) => parseRecording(readFileSync(new URL(file, folder), 'utf8'), file);

describe('recordings of Linux 6.1', () => {
  it('should be all 38', () => expect(files).toHaveLength(38));

  it.each(files)('%s should agree with linux-mainline', (file) => {
    expect(agree(linuxMainline, read(file)).filter(({ agrees }) => !agrees)).toEqual([]);
  });

  it('should tell where a policy does otherwise', () => {
    const differing = agree(recommended, read('gso-ring16.jsonl')).filter(({ agrees }) => !agrees);
    expect(differing.map(({ field }) => field)).toContain('transmit stalled');
  });

  it.each([
    ['', /x\.jsonl:1: expected one JSON value/],
    ['{"subject":1}', /x\.jsonl:1: subject/],
    ['{"subj', /x\.jsonl:1/],
  ])('should refuse %j', (text, message) => {
    expect(() => parseRecording(text, 'x.jsonl')).toThrow(RecordingError);
    expect(() => parseRecording(text, 'x.jsonl')).toThrow(message);
  });
});
