import type { Sequence, Step } from './sequence.ts';
import { wrap } from './wrap.ts';

/** A run as the text of a Mermaid sequence diagram, its end included; ends with a newline. */
export const mermaid = ({ driver, device, bands, end, broken }: Sequence): string =>
  `${[
    'sequenceDiagram',
    `  participant D as ${escaped(driver)}`,
    `  participant V as ${escaped(device)}`,
    ...bands.flatMap(({ title, steps }) => [
      `  rect ${BAND}`,
      `  Note over D,V: ${escaped(title)}`,
      ...steps.flatMap(linesOf),
      '  end',
    ]),
    `  Note over D,V: ${inLines(end)}`,
    ...broken.map((one) => `  Note over D,V: ✗ at the end: ${inLines(one)}`),
  ].join('\n')}\n`;

// --- internal ---

/** Fits a light and a dark page. */
const BAND = 'rgba(128, 128, 128, 0.12)';

function linesOf(step: Step): string[] {
  if (step.kind === 'left out') return [`  Note over D,V: … ${step.events} more events …`];
  const { from, alone, first, text, broken } = step;
  const arrow = alone ? 'D->>D' : from === 'driver' ? 'D->>V' : 'V-->>D';
  return [
    `  ${arrow}: ${first} ${inLines(text)}`,
    ...broken.map((one) => `  Note over D,V: ✗ ${inLines(one)}`),
  ];
}

/** Characters of a line of a note. */
const WIDTH = 60;

const inLines = (text: string): string => wrap(text, WIDTH).map(escaped).join('<br/>');

/** A text in which nothing is syntax: all but letters, digits and a few signs as the codes that Mermaid shows as the sign. */
const escaped = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[^\p{L}\p{N} _.,()|+/=…✗-]/gu, (sign) => `#${sign.codePointAt(0)};`)
    // A line that is nothing but this word would end a block.
    .replace(/\bend\b/gi, (word) => `#${word.charCodeAt(0)};${word.slice(1)}`);
