/**
 * What a source states of an act: the domain's content, in which the keys that have a default may be absent or
 * null. A DTO that implements it cannot drift from the domain without a type error.
 */
export type Stated<Content, Defaulted extends keyof Content = never> = Omit<Content, Defaulted> & {
  readonly [Key in Defaulted]?: Content[Key] | null;
};
