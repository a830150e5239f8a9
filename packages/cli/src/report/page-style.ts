/** The look of reports: both themes by the reader's own setting, three columns down to one, paper at the end. */
export const PAGE_STYLE: string = `
:root { color-scheme: light dark; --page: #f6f7f9; --card: #ffffff; --ink: #15181d; --soft: #5a6370; --line: #dfe3e8;
  --series-a: #2563c9; --series-b: #c2590b; --heat: 37 99 201; }
@media (prefers-color-scheme: dark) { :root { --page: #101317; --card: #181c22; --ink: #e8ebef; --soft: #9aa4b1;
  --line: #2c333c; --series-a: #6ea5ff; --series-b: #f2a156; --heat: 110 165 255; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 1240px; margin: 0 auto; padding: 40px 20px 64px; }
header { margin-bottom: 28px; }
h1 { font-size: 28px; line-height: 1.2; letter-spacing: -0.01em; margin: 0 0 6px; overflow-wrap: anywhere; }
h2 { font-size: 19px; letter-spacing: -0.005em; margin: 44px 0 14px; }
h3 { font-size: 14px; font-weight: 600; margin: 0 0 8px; }
p { margin: 0 0 10px; max-width: 76ch; overflow-wrap: anywhere; }
.kicker, .note, figcaption { color: var(--soft); }
p.verdict { margin-top: 12px; }
.note, figcaption { font-size: 13px; line-height: 1.5; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 250px), 1fr)); gap: 14px; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 350px), 1fr)); gap: 14px; }
.grid.pairs { grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); }
.tile, figure, .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px 18px; margin: 0; }
.tile h3 { color: var(--soft); font-weight: 500; }
.tile .rows { display: grid; grid-template-columns: auto 1fr; gap: 2px 14px; align-items: baseline; }
.tile .value { font-size: 24px; font-weight: 600; font-variant-numeric: tabular-nums; letter-spacing: -0.01em; white-space: nowrap; }
.tile .value small { font-size: 14px; font-weight: 400; color: var(--soft); letter-spacing: 0; }
.tile .who { overflow-wrap: anywhere; }
.swatch { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 7px; vertical-align: baseline; }
.s0 { background: var(--series-a); } .s1 { background: var(--series-b); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 0 0 12px; }
figure { display: flex; flex-direction: column; min-width: 0; }
figure > svg { width: 100%; max-width: 500px; align-self: center; height: auto; color: var(--soft); }
figcaption { margin-top: auto; padding-top: 10px; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 6px 16px; margin-bottom: 12px; }
figure .scroll { border: 0; padding: 0; border-radius: 0; }
table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
th, td { padding: 7px 10px; text-align: right; font-weight: 400; white-space: nowrap; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
.sentence { display: block; min-width: 20em; text-align: left; white-space: normal; }
thead th { color: var(--soft); font-size: 13px; font-weight: 500; }
tbody tr:last-child > * { border-bottom: 0; }
tfoot tr:first-child > * { border-top: 1px solid var(--soft); }
tfoot tr:last-child > * { border-bottom: 0; }
bdi { overflow-wrap: anywhere; }
.confusion td { text-align: center; min-width: 52px; border: 2px solid var(--card); border-radius: 6px; padding: 9px 8px; }
.confusion thead th { text-align: center; }
.confusion th[scope="row"], .confusion thead th:first-child { width: 1%; padding-right: 14px; }
.confusion th { max-width: 160px; overflow: hidden; text-overflow: ellipsis; border-bottom: 0; }
dl { display: grid; grid-template-columns: minmax(92px, max-content) 1fr; gap: 5px 20px; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
code { font: 12.5px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
footer { margin-top: 44px; border-top: 1px solid var(--line); padding-top: 16px; }
@media (max-width: 520px) { main { padding: 24px 14px 40px; } h1 { font-size: 23px; } dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 8px; } .tile, figure { padding: 14px; } }
@media print { :root { color-scheme: light; --page: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb;
  --series-a: #2563c9; --series-b: #c2590b; --heat: 37 99 201; }
  body { font-size: 11pt; } main { max-width: none; padding: 0; } .grid { grid-template-columns: 1fr 1fr; }
  .tiles { grid-template-columns: repeat(3, 1fr); } figure, .tile, tr, dl { break-inside: avoid; } h2 { break-after: avoid; }
  .scroll { overflow: visible; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;
