import { nameOf } from "./paths.ts";

/** The last part of an image's name, without registry, owner, tag and digest; undefined where a variable decides it. */
export function imageName(reference: string): string | undefined {
  const name = nameOf(reference.split("@", 1)[0] as string).split(":", 1)[0] as string;
  return /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/.test(name) ? name : undefined;
}
