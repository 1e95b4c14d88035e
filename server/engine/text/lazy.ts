/** What its getters work out is kept: rules ask again and again, and most of a file is never asked for at all. */
export abstract class Lazy {
  #kept: Record<string, unknown> | undefined;

  /** What `compute` gave when it was first asked for `key`. */
  protected once<T>(key: string, compute: () => T): T {
    this.#kept ??= {};
    const known = this.#kept[key];
    if (known !== undefined) return (known === nothing ? undefined : known) as T;
    const value = compute();
    this.#kept[key] = value === undefined ? nothing : value;
    return value;
  }
}

/** Stands for `undefined` where that is what came out. */
const nothing = Symbol("nothing");
