import type { Level } from "../knowledge/readiness.ts";
import { writeString } from "../languages/yaml/write.ts";

/** What a new sign-off file begins with. */
export interface SignOffHead {
  readonly service: string;
  readonly level: Level;
  /** Left out where nobody has said them. */
  readonly environments?: readonly string[] | undefined;
  readonly owner?: string | undefined;
}

/** A sign-off file without any decision. */
export function emptySignOffFile({ service, level, environments, owner }: SignOffHead): string {
  const owners =
    owner === undefined ? "# DECIDE: who answers for it, such as a team\nowners: []\n" : `owners: [${JSON.stringify(owner)}]\n`;
  const all = environments === undefined ? "" : `environments: [${environments.map((one) => writeString(one, '"', true)).join(", ")}]\n`;
  return `# What people have decided about taking ${service} to production. What the repository tells by itself is not written here.
schema: 1
service: ${writeString(service, '"', false)}
level: ${level}
${all}${owners}# An item is signed, waived or not-applicable: by whom, on which day, until when, on which evidence.
items: {}
`;
}
