import { useMemo } from 'preact/hooks';
import type { Block } from '../report/blocks.ts';
import { blocksHtml } from '../report/elements.ts';
import type { About } from './about-type.ts';
import { Features } from './features.tsx';
import type { Look, MapLook } from './look.ts';
import { RunView } from './run-view.tsx';
import { SizesMap } from './sizes-map.tsx';
import { LONGEST_LINK, type PageState } from './state.ts';
import { TakeAway } from './take-away.tsx';

/** What is known of what was asked for. */
export interface Answer {
  readonly looks: readonly Look[];
  /** The two beside each other. */
  readonly beside?: Block | undefined;
  readonly map?: MapLook | undefined;
}

/** All that is shown of a policy, or two, on a scenario. */
export function Answered({
  about,
  state,
  answer: { looks, beside, map },
  link,
  pin,
  keepStep,
}: {
  about: About;
  state: PageState;
  answer: Answer;
  link: string;
  pin: (scenario: PageState['scenario']) => void;
  keepStep: (step: number) => void;
}) {
  const [look, other] = looks;
  const columns = useMemo(() => beside && blocksHtml([beside]), [beside]);
  if (!look) return null;
  return (
    <>
      {map && (
        <SizesMap
          about={about}
          map={map}
          scenario={state.scenario}
          names={looks.map(({ called }) => called)}
          pin={pin}
        />
      )}
      <Features look={look} {...(other ? { other } : {})} />
      <RunView
        sequence={look.sequence}
        moments={look.moments}
        story={look.story}
        {...(state.step === undefined ? {} : { step: state.step })}
        keep={keepStep}
      />
      {columns && (
        <section class="panel beside" aria-labelledby="beside">
          <h2 id="beside">The two beside each other</h2>
          <div dangerouslySetInnerHTML={{ __html: columns }} />
        </section>
      )}
      <TakeAway look={look} link={link} isLong={link.length > LONGEST_LINK} />
    </>
  );
}
