/** Something was committed in the schema that the message names, or its lease given up. */
export const COMMITTED = 'rekam_committed';
/** Other tables serve now of the projection that the message names. */
export const POINTED = 'rekam_pointed';
