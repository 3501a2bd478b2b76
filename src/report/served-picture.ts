import { match } from 'ts-pattern';
import type { PropertyResult, SubjectResult } from '../judge/result.ts';
import { percent } from './wrap.ts';

/** What is shown of a policy. */
export interface Served extends Pick<SubjectResult, 'id' | 'verdict' | 'scores'> {
  readonly properties: readonly Pick<PropertyResult, 'level' | 'verdict'>[];
}

/**
 * A picture (SVG) of policies: of each, the share of feasible scenarios that it serves, and whether it is safe, or how many
 * must- or policy-level properties it breaks. Readable on light and on dark.
 */
export function servedPicture(policies: readonly Served[]): string {
  const height = TOP + policies.length * ROW + BOTTOM;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title desc">
<title id="title">${TITLE}</title>
<desc id="desc">${escaped(pictureInWords(policies))}</desc>
<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.title { font-weight: 600; font-size: 15px; }
.quiet { fill: #59636e; }
.track { fill: #8b949e; opacity: 0.18; }
.safe { fill: #1a7f37; }
.unsafe { fill: #bc4c00; }
.unknown { fill: #7d8590; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; }
.quiet { fill: #9198a1; }
.safe { fill: #3fb950; }
.unsafe { fill: #f0883e; }
}
</style>
<text class="title" x="${LEFT}" y="22">${TITLE}</text>
${policies.map(row).join('\n')}
<text class="quiet" x="${LEFT}" y="${height - 10}">feasible: some driver can be live and safe there. breaks: properties of must or policy level.</text>
</svg>
`;
}

/** The same in a sentence, for whoever cannot see it. */
export function pictureInWords(policies: readonly Served[]): string {
  const told = policies.map((policy) => `${policy.id} ${percent(policy.scores.serves)}, ${stateOf(policy)}`);
  return `${TITLE}: ${told.join('; ')}.`;
}

// --- internal ---

const TITLE = 'What each policy serves of all feasible scenarios, and whether it is safe';

/** Pixels. */
const [WIDTH, TOP, ROW, BOTTOM, LEFT, BARS, BAR] = [820, 36, 22, 32, 12, 270, 380];

function row(policy: Served, i: number): string {
  const { id, verdict, scores } = policy;
  const y = TOP + i * ROW;
  const length = (BAR * scores.serves).toFixed(1);
  const kind = match(verdict)
    .with('holds', () => 'safe')
    .with('violated', () => 'unsafe')
    .with('unknown', () => 'unknown')
    .exhaustive();
  return `<text x="${BARS - 10}" y="${y + 15}" text-anchor="end">${escaped(id)}</text>
<rect class="track" x="${BARS}" y="${y + 4}" width="${BAR}" height="14" rx="3"/>
<rect class="${kind}" x="${BARS}" y="${y + 4}" width="${length}" height="14" rx="3"/>
<text x="${BARS + BAR + 10}" y="${y + 15}">${percent(scores.serves)}, ${stateOf(policy)}</text>`;
}

const stateOf = ({ verdict, properties }: Served): string =>
  match(verdict)
    .with('holds', () => 'safe')
    .with('unknown', () => 'not known')
    .with(
      'violated',
      () => `breaks ${properties.filter((p) => p.verdict === 'violated' && p.level !== 'should').length}`,
    )
    .exhaustive();

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
