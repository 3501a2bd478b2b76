import {
  ACKNOWLEDGE,
  DEVICE_NEEDS_RESET,
  DRIVER,
  DRIVER_OK,
  FAILED,
  FEATURES_OK,
  SUSPEND,
} from '../../spec/status.ts';
import { escaped } from './escaped.ts';
import { LONE_PICTURE_STYLE } from './page-style.ts';
import type { Band, Sequence, Step } from './sequence.ts';
import { counted, wrap } from './wrap.ts';

/** Status bits by the letter that stands for each in a picture. */
export const statusLetters: readonly (readonly [bit: number, letter: string, name: string])[] = [
  [ACKNOWLEDGE, 'A', 'ACKNOWLEDGE'],
  [DRIVER, 'D', 'DRIVER'],
  [FEATURES_OK, 'F', 'FEATURES_OK'],
  [DRIVER_OK, 'O', 'DRIVER_OK'],
  [SUSPEND, 'S', 'SUSPEND'],
  [DEVICE_NEEDS_RESET, 'N', 'DEVICE_NEEDS_RESET'],
  [FAILED, 'X', 'FAILED'],
];

/** A run as an SVG picture for the page whose style sheet knows its classes: lanes, rounds as bands, accesses as arrows. */
export function sequenceSvg(sequence: Sequence): string {
  const drawing = new Drawing();
  drawing.lanes(sequence.driver, sequence.device);
  for (const band of sequence.bands) drawing.band(band);
  drawing.end(sequence.end, sequence.broken);
  return drawing.svg(`What ${sequence.driver} and the ${sequence.device} do, access by access.`);
}

/** The same as a file of its own, readable on light and on dark. */
export const lonePicture = (sequence: Sequence): string =>
  sequenceSvg(sequence)
    .replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" width="480" ')
    .replace('>', `><style>${LONE_PICTURE_STYLE}</style>`)
    .concat('\n');

// --- internal ---

/** User units; a text of 11 units takes about 5.7 a character. */
const WIDTH = 400;
const DRIVER_LANE = 26;
const DEVICE_LANE = 324;
const STATUS = 332;
const LINE = 14;
/** Characters of a line between the lanes, and of one across the picture. */
const ACROSS = 48;
const WHOLE = 58;
/** … of what is broken, which is bold. */
const BOLD = 42;

class Drawing {
  private y = 0;
  private readonly bands: string[] = [];
  private readonly marks: string[] = [];

  lanes(driver: string, device: string): void {
    const [left, right] = [wrap(driver, 26), wrap(device, 34)];
    for (let i = 0; i < Math.max(left.length, right.length); i++) {
      this.y += LINE;
      if (left[i] !== undefined) this.text(8, left[i] ?? '', 'lane');
      if (right[i] !== undefined) this.text(WIDTH - 8, right[i] ?? '', 'lane', 'end');
    }
    this.y += 6;
  }

  band({ title, steps }: Band): void {
    const top = this.y;
    this.y += LINE + 2;
    this.text(8, title, 'round');
    for (const step of steps) {
      this.marks.push(`<g class="step${step.kind === 'access' ? ' access' : ''}">`);
      this.step(step);
      this.marks.push('</g>');
    }
    this.y += 10;
    const height = this.y - top;
    this.bands.push(
      `<rect x="1" y="${top}" width="${WIDTH - 2}" height="${height}" rx="4"/>`,
      `<line x1="${DRIVER_LANE}" x2="${DRIVER_LANE}" y1="${top + LINE + 6}" y2="${this.y}"/>`,
      `<line x1="${DEVICE_LANE}" x2="${DEVICE_LANE}" y1="${top + LINE + 6}" y2="${this.y}"/>`,
    );
    this.y += 6;
  }

  end(text: string, broken: readonly string[]): void {
    for (const line of lines(text, WHOLE)) {
      this.y += LINE;
      this.text(8, line, 'round');
    }
    for (const one of broken) this.broken(8, `at the end: ${one}`, WHOLE);
  }

  svg(label: string): string {
    const height = Math.ceil(this.y + 8);
    return [
      `<svg class="sequence" role="img" aria-label="${escaped(label)}" viewBox="0 0 ${WIDTH} ${height}">`,
      `<g class="bands">${this.bands.join('')}</g>`,
      ...this.marks,
      '</svg>',
    ].join('\n');
  }

  private step(step: Step): void {
    if (step.kind === 'left out') {
      this.y += LINE + 2;
      this.text(DRIVER_LANE + 10, `… ${counted(step.events, 'more event')} …`, 'less');
      return;
    }
    const isBroken = step.broken.length > 0;
    const tone = isBroken ? 'broken' : '';
    for (const [i, line] of lines(firstOf(step.text), ACROSS).entries()) {
      this.y += LINE - (i ? 1 : -3);
      this.text(DRIVER_LANE + 10, line, tone);
    }
    this.text(DRIVER_LANE - 6, String(step.first), 'number', 'end');
    this.y += 5;
    this.arrow(step, tone);
    if (step.status !== undefined) this.status(step.status);
    for (const one of step.broken) this.broken(DRIVER_LANE + 10, one, BOLD);
  }

  private arrow({ from, alone }: Extract<Step, { kind: 'access' }>, tone: string): void {
    const { y } = this;
    if (alone) {
      this.marks.push(`<circle class="${tone}" cx="${DRIVER_LANE}" cy="${y}" r="4"/>`);
      return;
    }
    const [start, tip, back] =
      from === 'driver' ? [DRIVER_LANE, DEVICE_LANE, -7] : [DEVICE_LANE, DRIVER_LANE, 7];
    const dashes = from === 'device' ? ' stroke-dasharray="4 3"' : '';
    this.marks.push(
      `<path class="${tone}" d="M${start} ${y}H${tip}"${dashes}/>`,
      `<path class="head ${tone}" d="M${tip} ${y}l${back} -3.5v7z"/>`,
    );
  }

  private status(status: number): void {
    const letters = statusLetters.map(([bit, letter]) => {
      const isSet = (status & bit) !== 0;
      return `<tspan class="${isSet ? 'set' : 'unset'}">${isSet ? letter : '·'}</tspan>`;
    });
    this.marks.push(`<text class="status" x="${STATUS}" y="${this.y + 4}">${letters.join('')}</text>`);
  }

  private broken(x: number, text: string, width: number): void {
    this.y += 3;
    for (const [i, line] of lines(text, width).entries()) {
      this.y += LINE - 1;
      this.text(x, i ? line : `✗ ${line}`, 'broken');
    }
    this.y += 3;
  }

  private text(x: number, text: string, name: string, anchor = 'start'): void {
    const to = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
    this.marks.push(`<text class="${name}" x="${x}" y="${this.y}"${to}>${escaped(text)}</text>`);
  }
}

/** Characters of an access that are shown. */
const MOST = 4 * ACROSS;

/** A text in lines: what is mostly in capitals takes more room, and a set of bits may be broken between two of them. */
function lines(text: string, width: number): string[] {
  const capitals = (text.match(/[A-Z_]/g) ?? []).length;
  return wrap(text.replaceAll('|', ' | '), capitals > text.length / 3 ? Math.floor(0.8 * width) : width);
}

const firstOf = (text: string): string => (text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text);
