/**
 * Imported first by every main file: an older Node lacks `node:sqlite` and would fail later, and unclearly. This file
 * imports nothing, so that an older Node gets as far as the sentence.
 */
const NODE_MAJOR_MIN = 24;

if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
  process.stderr.write(
    `Rekam Jejak needs Node ${NODE_MAJOR_MIN} or later and this is ${process.versions.node}; ` +
      'start it through npm (`npm start`, `npm run demo`, `npm run rekam`), which uses the Node that `npm ci` brought.\n',
  );
  process.exit(1);
}

export {};
