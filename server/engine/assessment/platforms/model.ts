/** A platform of which nothing is told but that it is used. */
export const untold = {
  size: undefined,
  minimum: undefined,
  maximum: undefined,
  isServerless: false,
  forcesTls: undefined,
  endsTls: false,
  rollout: undefined,
} as const satisfies Partial<Platform>;

/** A setting at a place. */
export interface Setting {
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  /** As it is written. */
  readonly text: string;
  /** Undefined where it is no number. */
  readonly value: number | undefined;
}

/** A platform that runs the service by what a file, or a command of the pipeline, tells it. */
export interface Platform {
  readonly title: string;
  readonly path: string;
  readonly line: number;
  /** How much memory, or which size of machine, an instance gets. */
  readonly size: Setting | undefined;
  readonly minimum: Setting | undefined;
  readonly maximum: Setting | undefined;
  /** It starts as many instances as there are requests, and none of its own accord. */
  readonly isServerless: boolean;
  /** What says that plain HTTP is not served; undefined where that is the platform's own doing, or nothing says it. */
  readonly forcesTls: Setting | undefined;
  /** It ends TLS itself, with certificates of its own, for every service that it runs. */
  readonly endsTls: boolean;
  /** What says how a new version takes over. */
  readonly rollout: Setting | undefined;
}

/** What a pattern's first group finds; comments are left out. `above` is the number of lines before the text. */
export function settingIn(path: string, text: string, above: number, pattern: RegExp): Setting | undefined {
  const bare = text.replace(/^(\s*)#.*$/gm, "$1");
  const match = pattern.exec(bare);
  if (!match) return undefined;
  const written = match[1] ?? "";
  const line = bare.slice(0, match.index + match[0].lastIndexOf(written)).split("\n").length;
  return {
    path,
    line: above + line,
    text: match[0].slice(match[0].lastIndexOf("\n") + 1).trim(),
    value: /^\d+$/.test(written) ? Number(written) : undefined,
  };
}
