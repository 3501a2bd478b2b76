import type { FeatureLook, Look } from './look.ts';

/** What became of each feature that was offered. */
export function Features({ look, other }: { look: Look; other?: Look }) {
  const looks = [look, ...(other ? [other] : [])];
  const names = [...new Set(looks.flatMap(({ features }) => features.map(({ name }) => name)))];
  return (
    <section class="panel" aria-labelledby="features">
      <h2 id="features">Features</h2>
      <div class="wide">
        <table class="features" aria-labelledby="features">
          <thead>
            <tr>
              <th scope="col">offered</th>
              {looks.map(({ called }) => (
                <th scope="col" key={called}>
                  {other ? called : 'comes to'}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((name) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {looks.map(({ called, features }) => {
                  const [text, tone] = fateOf(features.find((feature) => feature.name === name));
                  return (
                    <td key={called} class={tone}>
                      {text}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {look.messages.length > 0 && (
        <div class="wide">
          <table class="features">
            <caption>What must fit which ring, of {look.called}</caption>
            <thead>
              <tr>
                <th scope="col">message</th>
                <th scope="col">takes</th>
                <th scope="col">ring has</th>
              </tr>
            </thead>
            <tbody>
              {look.messages.map(({ what, takes, ring }) => (
                <tr key={what}>
                  <th scope="row">{what}</th>
                  <td>{takes}</td>
                  <td class={takes > ring ? 'bad' : 'good'}>
                    {ring}
                    {takes > ring ? ': too few' : ''}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

// --- internal ---

const fateOf = (feature: FeatureLook | undefined): readonly [text: string, tone: string] => {
  if (!feature) return ['not offered', ''];
  if (feature.inUse) return ['in use', 'good'];
  return feature.accepted ? ['accepted, not in use', 'unsure'] : ['given up', ''];
};
