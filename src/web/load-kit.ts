import type { EditKit } from './edit-kit.ts';

/** Loads what is needed to edit, once. Rejects with an Error that says what is missing. */
export function loadKit(): Promise<EditKit> {
  if (globalThis.virtioEditKit) return Promise.resolve(globalThis.virtioEditKit);
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = 'edit.js';
    script.onload = () =>
      globalThis.virtioEditKit
        ? resolve(globalThis.virtioEditKit)
        : reject(new Error('edit.js brought nothing'));
    script.onerror = () => reject(new Error('edit.js cannot be loaded: it belongs beside this page'));
    document.head.append(script);
  });
}
