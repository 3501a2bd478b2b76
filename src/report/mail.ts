import type { Block, Field, Link } from './blocks.ts';
import { type Command, commandLine } from './command.ts';

/**
 * A report as a mail that is read without running anything: the runs that its entries hold are told in short, and where rules can be
 * read, and every command, stand at its end, each on a line of its own.
 */
export function mailBlocks(blocks: readonly Block[]): Block[] {
  const links = new Map<string, Link>();
  const commands = new Map<string, Command>();
  const told = blocks.map((block): Block => {
    if (block.kind !== 'entry') return block;
    const { inside = [], ...entry } = block;
    const fields = entry.fields.map((field): Field => {
      if ('command' in field) {
        commands.set(commandLine(field.command), field.command);
        const number = [...commands.keys()].indexOf(commandLine(field.command)) + 1;
        return { label: field.label, text: `[${number}] below.` };
      }
      for (const link of field.links ?? []) links.set(link.href, link);
      return field;
    });
    return { ...entry, fields: [...fields, ...runFields(inside)] };
  });
  return [
    ...told,
    // Not wrapped, as a command is not.
    ...last(
      'To read on:',
      [...links.values()].map(({ text, href }) => ({ label: text, command: [href] })),
    ),
    ...last(
      'To see these runs for oneself, with Node.js:',
      [...commands.values()].map((command, i) => ({ label: `[${i + 1}]`, command })),
    ),
  ];
}

// --- internal ---

const last = (title: string, fields: readonly Field[]): Block[] =>
  fields.length ? [{ kind: 'entry', title, tone: 'plain', fields }] : [];

/** The rounds and the traffic of a run, a line each, and how it ended; the story's argument is the entry's own. */
function runFields(inside: readonly Block[]): Field[] {
  const story = inside.flatMap((block) => (block.kind === 'details' ? block.blocks : [block]));
  // What comes before the first round, an entry has said.
  const first = story.findIndex(({ kind }) => kind === 'entry');
  return story.slice(Math.max(0, first)).flatMap((block): Field[] => {
    if (block.kind === 'paragraph' && block.tone === undefined) return [{ label: 'Run', text: block.text }];
    if (block.kind !== 'entry' || block.tone !== 'plain') return [];
    const told = block.fields.flatMap((field) =>
      'text' in field ? [`${field.label}: ${field.text.replace(/\.$/, '')}`] : [],
    );
    return [{ label: 'Run', text: `${[block.title.replace(/[.:]$/, ''), ...told].join('; ')}.` }];
  });
}
