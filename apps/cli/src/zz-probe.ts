import 'reflect-metadata';
import readAll from 'read-excel-file/node';
import { SheetLayout } from './sheets/layout';
import { writeTemplate } from './sheets/template';
import { openSheet } from './sheets/read-sheet';
(async () => {
  console.log(SheetLayout.subjects());
  for (const s of ['promotion', 'appraisal']) for (const f of ['csv', 'xlsx'] as const) {
    await writeTemplate(`/tmp/t-${s}.${f}`, f, SheetLayout.of(s)!, { items: 3, delimiter: ',' });
    const o = await openSheet(`/tmp/t-${s}.${f}`);
    for await (const r of o.rows) console.log(f, r.row, r.cells.length, o.total);
  }
  for (const { sheet, data } of await readAll('/tmp/t-promotion.xlsx')) console.log(sheet, data.length, JSON.stringify(data.slice(0, 40)));
})();
