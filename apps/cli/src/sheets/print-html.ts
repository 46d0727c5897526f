import { writeFile } from 'node:fs/promises';
import { Eta } from 'eta';
import { atomically } from './atomic-file';
import { axesText, printed, type PrintDocument } from './print-document';

/** Every value that comes from a record passes through here: markup in a name stays text. */
const eta = new Eta({ autoEscape: true, cache: false });

/*
 * No script, no image, no font and no address: the page is whole in itself, and its policy lets a browser load nothing
 * should markup ever get in.
 */
const PAGE = `<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title><%= it.title %></title>
<style>
@page { size: A4 <%= it.orientation %>; margin: 15mm 12mm 18mm;
  @bottom-left { content: "Rekam Jejak"; font: 8pt sans-serif; }
  @bottom-right { content: "Halaman " counter(page) " dari " counter(pages); font: 8pt sans-serif; } }
body { font: <%= it.size %>/1.35 "Liberation Sans", Arial, sans-serif; color: #000; margin: 0 auto; max-width: <%= it.width %>; }
h1 { font-size: 14pt; text-align: center; margin: 0; text-transform: uppercase; }
.subtitle, .axes { text-align: center; margin: 2pt 0; }
.axes { font-size: 8pt; margin-bottom: 10pt; }
h2 { font-size: 10.5pt; margin: 12pt 0 3pt; break-after: avoid; }
table { border-collapse: collapse; width: 100%; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: 0.5pt solid #444; padding: 2pt 3pt; vertical-align: top; text-align: left; overflow-wrap: anywhere; }
thead th { background: #e6e6e6; }
table.lines th, table.lines td { border: 0; }
table.lines th { width: 32%; font-weight: normal; }
.empty { margin: 0; }
footer { font-size: 8pt; margin-top: 12pt; }
@media print { thead th { print-color-adjust: exact; } }
</style>
</head>
<body>
<h1><%= it.title %></h1>
<% if (it.subtitle !== null) { %>
<p class="subtitle"><%= it.subtitle %></p>
<% } %>
<p class="axes"><%= it.axes %></p>
<% if (it.lines.length > 0) { %>
<table class="lines"><tbody>
<% for (const [label, value] of it.lines) { %>
<tr><th scope="row"><%= label %></th><td>: <%= value || '-' %></td></tr>
<% } %>
</tbody></table>
<% } %>
<% for (const table of it.tables) { %>
<section>
<h2><%= table.title %></h2>
<table>
<thead><tr><% for (const heading of table.headings) { %><th scope="col"><%= heading %></th><% } %></tr></thead>
<tbody>
<% for (const row of table.rows) { %>
<tr><% for (const cell of row) { %><td><%= cell %></td><% } %></tr>
<% } %>
</tbody>
</table>
<% if (table.rows.length === 0) { %>
<p class="empty">Tidak ada.</p>
<% } %>
</section>
<% } %>
<footer>
<% for (const note of it.notes) { %>
<p><%= note %></p>
<% } %>
</footer>
</body>
</html>
`;

/** The document as a page that prints on A4. */
export function printHtml(document: PrintDocument): string {
  const { title, subtitle, lines, tables, notes, landscape } = document;
  return eta.renderString(PAGE, {
    title,
    subtitle,
    axes: axesText(document),
    lines: lines.map(([label, value]) => [label, printed(value)]),
    tables: tables.map((table) => ({ ...table, rows: table.rows.map((row) => row.map(printed)) })),
    notes,
    orientation: landscape ? 'landscape' : 'portrait',
    // A landscape page has the wide tables.
    size: landscape ? '8pt' : '9.5pt',
    width: landscape ? '273mm' : '186mm',
  });
}

export const writePrintHtml = (file: string, document: PrintDocument): Promise<void> =>
  atomically(file, (part) => writeFile(part, printHtml(document)));
