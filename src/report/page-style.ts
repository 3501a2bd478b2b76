/** The colours of every page and picture. */
const VARIABLES = `:root { color-scheme: light dark; --edge: #8884; --bad: #b3261e; --unsure: #8a5a00; --good: #1f7a4d; --soft: #8881; --link: #1a5fb4; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --unsure: #f0b64d; --good: #6fd39b; --link: #8ab4f8; } }
`;

/** The rules of a style sheet for pictures of runs. */
export const PICTURE_STYLE = `.sequence { display: block; width: 100%; max-width: 34rem; font: 11px system-ui, sans-serif; fill: CanvasText; margin: .6rem 0; }
.sequence .bands rect { fill: var(--soft); stroke: var(--edge); }
.sequence .bands line { stroke: var(--edge); stroke-width: 3; }
.sequence path { stroke: CanvasText; fill: none; }
.sequence .head, .sequence circle { fill: CanvasText; stroke: none; }
.sequence .lane, .sequence .round { font-weight: 600; }
.sequence .number, .sequence .less { fill: GrayText; font-size: 9px; }
.sequence .status { font: 600 10px ui-monospace, monospace; letter-spacing: 2px; }
.sequence .unset { fill: GrayText; font-weight: 400; }
.sequence text.broken { fill: var(--bad); font-weight: 600; }
.sequence path.broken { stroke: var(--bad); stroke-width: 2.5; }
.sequence .head.broken, .sequence circle.broken { fill: var(--bad); }
`;

/** The style sheet of every page. */
export const STYLE = `${VARIABLES}* { box-sizing: border-box; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 56rem; margin: 0 auto; padding: 1rem 1rem 4rem; }
h1 { font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 1rem; border-bottom: 1px solid var(--edge); padding-bottom: .3rem; }
h3 { font-size: 1.05rem; margin: 0 0 .3rem; overflow-wrap: anywhere; }
a { color: var(--link); }
section { border-left: .25rem solid var(--edge); padding: 0 0 0 1rem; margin: 1.5rem 0; }
section.bad { border-color: var(--bad); }
section.unsure { border-color: var(--unsure); }
section.good { border-color: var(--good); }
section section { margin: .8rem 0; }
[hidden] { display: none !important; }
p, li { margin: .3rem 0; overflow-wrap: anywhere; }
ul { padding-left: 1.2rem; margin: .3rem 0; }
li:has(> pre) { list-style: none; }
.links { white-space: nowrap; font-size: .9em; }
.command { position: relative; }
pre { overflow-x: auto; background: var(--soft); padding: .5rem .7rem; border-radius: .3rem; font-size: .85rem; margin: .3rem 0; }
.command pre { padding-right: 4.5rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.command button { position: absolute; top: .25rem; right: .25rem; }
button, select { font: inherit; font-size: .85rem; padding: .15rem .5rem; border: 1px solid var(--edge); border-radius: .3rem; background: Canvas; color: CanvasText; }
.filters { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; padding: .5rem 0; background: Canvas; border-bottom: 1px solid var(--edge); z-index: 1; }
@media (min-width: 40rem) { .filters { position: sticky; top: 0; } }
details { margin: .6rem 0; }
summary { cursor: pointer; color: var(--link); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .95rem; }
th, td { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid var(--edge); }
.right { text-align: right; white-space: nowrap; }
.bad { color: var(--bad); }
.unsure { color: var(--unsure); }
.good { color: var(--good); }
section.bad, section.unsure, section.good { color: inherit; }
.map th, .map td { text-align: center; padding: .15rem .3rem; border: 1px solid var(--edge); font-size: .8rem; min-width: 2.1rem; }
.map caption, .legend { text-align: left; font-size: .9rem; }
.map td, .sign { color: CanvasText; font-weight: 600; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.sign { display: inline-block; min-width: 1.6rem; text-align: center; border: 1px solid var(--edge); margin-right: .3rem; }
.map .good, .sign.good { background: #2e8b5740; }
.map .bad, .sign.bad { background: repeating-linear-gradient(45deg, #c0392b66 0 3px, #c0392b22 3px 7px); }
.map .unsure, .sign.unsure { background: repeating-linear-gradient(0deg, #b7791f66 0 2px, #b7791f22 2px 6px); }
.map .plain, .sign.plain { background: radial-gradient(#8888 1px, transparent 1.5px) 0 0 / 6px 6px; }
${PICTURE_STYLE}.note { font-size: .85rem; color: GrayText; }
@media print {
  main { max-width: none; padding: 0; }
  .filters, .command button { display: none; }
  section, .sequence, tr { break-inside: avoid-page; }
  section:has(details[open]) { break-inside: auto; }
  h2, h3 { break-after: avoid; }
  details::details-content { content-visibility: visible; height: auto; }
}
`;

/** The style sheet of a picture that stands alone. */
export const LONE_PICTURE_STYLE = `${VARIABLES}${PICTURE_STYLE}`;
