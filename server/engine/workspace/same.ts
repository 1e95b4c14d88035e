/** Whoever compares more than this has no time for it; the values then count as different. */
const maximum = 20_000;
const maximumDepth = 64;

/**
 * Whether two values are made of the same: primitives, and plain objects, arrays, maps and sets of them. Anything else (a function, an object of a class)
 * is the same as itself alone. Never throws, and takes no long time.
 */
export function isSame(one: unknown, other: unknown): boolean {
  let left = maximum;
  const same = (a: unknown, b: unknown, depth: number): boolean => {
    if (Object.is(a, b)) return true;
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
    if (--left < 0 || depth > maximumDepth) return false;
    const prototype = Object.getPrototypeOf(a);
    if (prototype !== Object.getPrototypeOf(b)) return false;
    if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, at) => same(item, b[at], depth + 1));
    if (a instanceof Map && b instanceof Map)
      return a.size === b.size && [...a].every(([key, value]) => b.has(key) && same(value, b.get(key), depth + 1));
    if (a instanceof Set && b instanceof Set) return a.size === b.size && [...a].every((item) => b.has(item));
    if (prototype !== Object.prototype && prototype !== null) return false;
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => key in b && same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], depth + 1))
    );
  };
  return same(one, other, 0);
}
