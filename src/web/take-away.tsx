import { useState } from 'preact/hooks';
import { lonePicture } from '../report/sequence-svg.ts';
import type { Look } from './look.ts';

/** What one takes away to show to others. */
export function TakeAway({ look, link, isLong }: { look: Look; link: string; isLong: boolean }) {
  const parts: readonly (readonly [what: string, text: string])[] = [
    ['Link', link],
    ['Mail', look.mail],
    ['Command', look.command],
    ['Scenario', `${JSON.stringify(look.scenario, null, 2)}\n`],
    ['Mermaid', look.mermaid],
    ['SVG', lonePicture(look.sequence)],
  ];
  const [chosen, setChosen] = useState<string>();
  const text = parts.find(([what]) => what === chosen)?.[1];
  return (
    <section class="panel" aria-labelledby="take">
      <h2 id="take">Take it away</h2>
      <div class="tokens">
        {parts.map(([what]) => (
          <button
            key={what}
            type="button"
            aria-expanded={chosen === what}
            onClick={() => setChosen(chosen === what ? undefined : what)}
          >
            {what}
          </button>
        ))}
      </div>
      {chosen !== undefined && text !== undefined && (
        <>
          <Copy text={text} />
          {chosen === 'Link' && isLong && (
            <p class="trouble">
              It has {link.length} characters: some mail programs cut off what is over 2,000. The source is
              the longest part of it.
            </p>
          )}
          <pre>{text}</pre>
        </>
      )}
    </section>
  );
}

// --- internal ---

function Copy({ text }: { text: string }) {
  const [said, setSaid] = useState('Copy');
  return (
    <button
      type="button"
      onClick={async () => {
        try {
          await navigator.clipboard.writeText(text);
          setSaid('Copied');
        } catch {
          setSaid('It cannot be copied from here: mark the text below');
        }
      }}
    >
      {said}
    </button>
  );
}
