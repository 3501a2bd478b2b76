import { describe, expect, it } from 'vitest';
import { hostValue } from '../../../spec/scsi/requests.ts';
import { Trace } from '../../trace/trace.ts';
import { stepsOf } from './steps.ts';
import { StepError, stepsWritten, writtenSteps } from './written.ts';

describe('steps as a line', () => {
  const line = 'status-write status-read queue-size-write[1]=4 config-write[6]=2 notify[2]=2 request[2]=63';

  it('should read as they were written', () => expect(writtenSteps(stepsWritten(line))).toBe(line));

  it.each(['status-read', 'ring-look'] as const)('should leave out what reads gave: %s', (kind) =>
    expect(writtenSteps([{ kind, index: 0, value: 15 }])).toBe(kind),
  );

  it('should leave out how requests ended', () => {
    const ended = hostValue({ place: 1, response: 0, status: 2, senseBytes: 18 });
    expect(writtenSteps([{ kind: 'request', index: 2, value: ended }])).toBe('request[2]=1');
  });

  it.each([
    ['', 'found no step'],
    ['hop', '"hop"'],
    ['status-read[]', '"status-read[]"'],
    ['status-write=-1', '"status-write=-1"'],
    ['notify[99999999999]', '"notify[99999999999]"'],
    ['__proto__', '"__proto__"'],
    ['status-write=99999999999999999999', '"status-write=99999999999999999999"'],
    ['post=4294967295', '"post=4294967295"'],
    ['request=64', '"request=64"'],
  ])('should be refused: %s', (text, found) => {
    expect(() => stepsWritten(text)).toThrow(StepError);
    expect(() => stepsWritten(text)).toThrow(found);
  });
});

describe('steps of a trace', () => {
  it('should be what the driver did, a command with its notification one of them', () => {
    const events = stepsWritten(
      'status-write indirect[2]=1 control[2]=2 command[2]=257 command-data[2]=5 notify[2]=2 command-ack[2] transmit[1]=1 used[1]=1',
    );
    const steps = stepsOf(Trace.of(events)).map((step) => step.map(({ kind }) => kind).join(' '));
    expect(steps).toEqual(['status-write', 'indirect control command command-data', 'transmit']);
  });
});
