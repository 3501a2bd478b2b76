/** The sources of built-in policies as files that stand alone, as an editor begins with: what they import comes from the package. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** By id. */
export function standaloneSources(root) {
  const folder = join(root, 'src/policies');
  const sources = {};
  for (const file of readdirSync(folder)) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
    const text = readFileSync(join(folder, file), 'utf8');
    const ids = [...text.matchAll(/\b(?:id|ownRingId): '([^']+)'/g)].map(([, id]) => id);
    if (ids.length === 0) continue;
    const source = standalone(text);
    for (const id of ids) sources[id] = source;
    if (text.includes('underBothReadings(')) sources[`${ids[0]}-own-ring`] ??= source;
  }
  return sources;
}

// --- internal ---

/** Bits of a device type, which the package has as one name a type. */
const BITS = { net: 'net', blk: 'blk', scsi: 'scsi', console: 'consoleBits' };

function standalone(text) {
  const names = new Set();
  const taken = [];
  const body = text.replace(
    /^import (type )?(\{[^}]*\}|\* as (\w+)) from '([^']+)';\n/gm,
    (_, type, list, all, from) => {
      const [, device] = /\/spec\/(\w+)\/features\.ts$/.exec(from) ?? [];
      if (all) {
        names.add(all === BITS[device] ? all : `${BITS[device]} as ${all}`);
        return '';
      }
      const listed = list
        .slice(1, -1)
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean);
      if (device) {
        names.add(BITS[device]);
        taken.push(
          `const { ${listed.map((name) => name.replace(' as ', ': ')).join(', ')} } = ${BITS[device]};`,
        );
      } else for (const name of listed) names.add(type ? `type ${name}` : name);
      return '';
    },
  );
  const imports = `import {\n${[...names]
    .sort(byName)
    .map((name) => `  ${name},\n`)
    .join('')}} from 'virtio-conformance';\n`;
  return `${imports}\n${taken.length ? `${taken.join('\n')}\n` : ''}${body.replace(/^\n*/, '\n')}`.replace(
    /\n{3,}/g,
    '\n\n',
  );
}

const byName = (a, b) => a.replace('type ', '').localeCompare(b.replace('type ', ''));
