import { allMutants } from '../../suites/mutants.ts';
import { columns } from './columns.ts';

export const mutantRows = () =>
  allMutants.map((mutant) => ({
    id: mutant.id,
    kind: mutant.kind,
    type: mutant.type,
    title: mutant.title,
    ...(mutant.origin ? { origin: mutant.origin } : {}),
    caughtBy: mutant.caughtBy,
    ...(mutant.kind !== 'model' && mutant.escapes !== undefined ? { escapes: mutant.escapes } : {}),
  }));

export const listMutants = (): string =>
  columns(
    mutantRows().map(({ id, kind, type, title, origin, caughtBy, escapes }) => ({
      cells: [id, kind, type, title],
      below: [
        ...(origin ? [`from ${origin.project}, ${origin.reference}`] : []),
        escapes === undefined ? `caught by ${caughtBy.join(', ')}` : `escapes: ${escapes}`,
      ],
    })),
  );
