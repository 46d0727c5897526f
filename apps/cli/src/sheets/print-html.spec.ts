import { printHtml } from './print-html';
import type { PrintDocument } from './print-document';

const MARKUP = `<script>alert("1")</script><img src=x onerror='1'> & "Ani"`;

const document: PrintDocument = {
  title: `Daftar ${MARKUP}`,
  subtitle: MARKUP,
  lines: [
    [MARKUP, MARKUP],
    ['Lahir', new Date('1994-08-17T00:00:00Z')],
    ['Jabatan', null],
  ],
  tables: [
    { title: MARKUP, headings: [MARKUP, 'JP'], rows: [[MARKUP, 40]] },
    { title: 'Kosong', headings: ['x'], rows: [] },
  ],
  notes: [MARKUP],
  axes: { validAt: '2025-12-31', knownAt: '2026-01-01T00:00:00.000000Z', position: '1207' },
  landscape: false,
};

describe('printHtml', () => {
  const page = printHtml(document);

  it('writes what records hold as text, wherever it stands', () => {
    expect(page.match(/&lt;script&gt;alert\(&quot;1&quot;\)&lt;\/script&gt;/g)).toHaveLength(9);
    expect(page).not.toMatch(/<script|<img|onerror='|alert\("/i);
  });

  it('needs nothing from outside, and lets a browser load nothing', () => {
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(
      /<(?:script|link|iframe|object|embed|img|form|a)\b|\burl\(|@import|<[^>]*\b(?:src|href|style|on\w+)=/i,
    );
  });

  it('prints on A4 with page numbers, and says what it reflects', () => {
    expect(page).toContain('size: A4 portrait');
    expect(page).toContain('"Halaman " counter(page) " dari " counter(pages)');
    expect(page).toContain('Berlaku per 31-12-2025; diketahui per 2026-01-01T00:00:00.000000Z; posisi log 1207.');
    expect(printHtml({ ...document, landscape: true })).toContain('size: A4 landscape');
  });

  it('prints days as decrees do, and says where there is nothing', () => {
    expect(page).toContain('<th scope="row">Lahir</th><td>: 17-08-1994</td>');
    expect(page).toContain('<th scope="row">Jabatan</th><td>: -</td>');
    expect(page).toMatch(/<h2>Kosong<\/h2>[\s\S]*<p class="empty">Tidak ada\.<\/p>/);
  });
});
