/** Two made-up people of the examples. Real numbers never end in 900 to 999 here. */
export const SITI = {
  person: '5b1f8c52-7a0e-4c4e-9a37-1f6c2f0d9011',
  name: 'Siti Rahmawati',
  birthDate: '1994-08-17',
  number: '199408172018032901',
} as const;

export const BUDI = {
  person: '0c9a4d1e-63f5-4b7d-8f21-5d3e7a6b9022',
  name: 'Budi Santoso',
  birthDate: '1979-02-11',
  number: '197902112005011902',
} as const;

/** Who countersigned the examples, which are older than a live act may be without a second approver. */
export const APPROVER = 'kepala-bkd-jambi';

/** The same woman, opened a second time under a mistyped number. */
export const DUPLICATE = {
  person: 'd4e27b80-91ac-4f36-b5d8-2a6c8e4f7033',
  name: 'Siti Rahmawati',
  birthDate: '1994-08-17',
  number: '199408172018032903',
} as const;
