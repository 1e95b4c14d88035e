/**
 * A copy of a text. A part of a text keeps the whole of it in memory; what is kept for long must not do so, as it would keep every version of
 * a file that is being edited.
 */
export function ownCopy(text: string): string {
  // Put together, the two are a text of their own.
  return `${text}\n`.slice(0, -1);
}

/** A function of an object, such as a step of a model, that gives what it gave for as long as the object is there. The object must not change. */
export function rememberFor<K extends object, T>(compute: (key: K) => T): (key: K) => T {
  const known = new WeakMap<K, { readonly value: T }>();
  return (key) => {
    let found = known.get(key);
    if (!found) {
      found = { value: compute(key) };
      known.set(key, found);
    }
    return found.value;
  };
}

/** A function of a text that remembers what it gave for the texts asked last: at every keystroke the same ones are asked for again. */
export function remember<T>(compute: (text: string) => T, limit = 1_000): (text: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return (text) => {
    let found = known.get(text);
    if (!found) {
      const own = ownCopy(text);
      found = { value: compute(own) };
      if (known.size >= limit) known.clear();
      known.set(own, found);
    }
    return found.value;
  };
}
