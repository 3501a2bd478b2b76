/** What was found in drivers and devices that are alike, and published. */
export interface FoundIn {
  /** Whose they are, in words. */
  readonly of: string;
  readonly findings: readonly Finding[];
}

/** What somebody's driver or device breaks, in one sentence, and what shows it. */
export type Finding = { readonly property: string; readonly says: string } & (
  | { readonly kind: 'scenario'; readonly driver: string; readonly scenario: unknown }
  /** Of a real driver: a recording of the kit. */
  | { readonly kind: 'recording'; readonly recording: string }
  | DeviceFinding
);

/** Of a real device: what the report says of it. */
export interface DeviceFinding {
  readonly kind: 'steps';
  /** The heading of its paragraph. */
  readonly title: string;
  readonly seenIn: string;
  readonly matters: string;
  /** What a driver does and finds, in order. */
  readonly steps: readonly string[];
  readonly command: string;
}

declare global {
  /** Set by the script that brings them. */
  var virtioFindings: readonly FoundIn[] | undefined;
}
