/**
 * The source of every act that comes from the national system (SIASN), whichever agency pulled it: one system numbers
 * its rows, so that the same row is the same fact for all.
 */
export const SIASN_SOURCE = '/agencies/4011/siasn';
