/** How one language announces work. Patterns are tried on single sentences of bounded length. */
export interface LanguageRules {
  /** The speaker says that he is about to do something with the data. */
  readonly announces: readonly RegExp[];
  /** Asks the reader to wait. */
  readonly waits: RegExp;
  /** The sentence offers, asks, refuses, recommends, or depends on somebody: no promise. */
  readonly exempt: RegExp;
  /** Says nothing by itself; what stands before it counts. */
  readonly filler: RegExp;
  /** "Next step: …", where what follows the colon is not done yet. */
  readonly nextStep: RegExp;
  /** An item of a plan: it begins with what is to be done. */
  readonly action: RegExp;
  /** The line above a plan. */
  readonly planHeading: RegExp;
}
