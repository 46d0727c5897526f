/**
 * What the schema `rekam` has besides the schemas of the views, which their declarations make.
 */
export const MIGRATIONS: readonly string[] = [
  // Which build of a version of a projection serves.
  `CREATE TABLE rekam.serving (
     projection text COLLATE "C" NOT NULL,
     version integer NOT NULL,
     build integer NOT NULL,
     PRIMARY KEY (projection, version)
   );`,
  // Which schema the views for BI show, a digest of how, and their names with commas between.
  `CREATE TABLE rekam.published (
     projection text COLLATE "C" PRIMARY KEY,
     place text COLLATE "C" NOT NULL,
     definition text NOT NULL,
     views text NOT NULL
   );`,
];
