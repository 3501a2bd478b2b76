import type { EditKit } from './edit-kit.ts';
import type { FoundIn } from './findings.ts';

/** Loads what is needed to edit, once. Rejects with an Error that says what is missing. */
export const loadKit = (): Promise<EditKit> => loaded('edit.js', () => globalThis.virtioEditKit);

/** Loads what is published, once. Rejects with an Error that says what is missing. */
export const loadFindings = (): Promise<readonly FoundIn[]> =>
  loaded('findings.js', () => globalThis.virtioFindings);

// --- internal ---

/** Loads a script that lies beside the page, unless it has brought before what it brings. */
async function loaded<Brought>(file: string, brought: () => Brought | undefined): Promise<Brought> {
  if (!brought())
    await new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = file;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${file} cannot be loaded: it belongs beside this page`));
      document.head.append(script);
    });
  const found = brought();
  if (found) return found;
  throw new Error(`${file} brought nothing`);
}
