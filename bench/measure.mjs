// What the benchmarks share: running in turns, quantiles and tables.

/** The median milliseconds of each body, run in turns. @param {(() => unknown)[]} bodies @param {number} [rounds] */
export function compare(bodies, rounds) {
  /** @type {number[][]} */
  const times = bodies.map(() => []);
  // Enough rounds to warm up and to measure, and no more than a few seconds.
  const end = performance.now() + 3_000;
  for (let round = 0; rounds === undefined ? round < 20 || (round < 400 && performance.now() < end) : round < rounds; round++) {
    for (const [i, body] of bodies.entries()) {
      const start = performance.now();
      body();
      times[i]?.push(performance.now() - start);
    }
  }
  return times.map((list) => quantile(rounds === undefined ? list.slice(list.length / 2) : list, 0.5));
}

/** The value below which a share (0 to 1) of the values lies. @param {readonly number[]} values @param {number} share */
export function quantile(values, share) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;
}

/** Prints a table. @param {string} title @param {readonly string[]} head @param {readonly (readonly (string | number)[])[]} rows */
export function table(title, head, rows) {
  const shown = (/** @type {string | number} */ cell) => {
    if (typeof cell === "string" || Number.isInteger(cell)) return String(cell);
    return cell < 10 ? cell.toFixed(2) : cell < 100 ? cell.toFixed(1) : cell.toFixed(0);
  };
  const cells = [head, ...rows.map((row) => row.map(shown))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  console.log(`\n${title}\n`);
  for (const row of cells) {
    console.log(
      `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ")}`,
    );
  }
}

/**
 * As `compare`, for bodies that may be asynchronous: of each the median and the best, and the processor's time for a round, which a busy machine changes less.
 * @param {(() => unknown)[]} bodies @param {number} [milliseconds] how long at most
 */
export async function compareAsync(bodies, milliseconds = 8_000) {
  const times = bodies.map(() => /** @type {{ wall: number, processor: number }[]} */ ([]));
  const end = performance.now() + milliseconds;
  for (let round = 0; round < 6 || (round < 200 && performance.now() < end); round++) {
    for (const [i, body] of bodies.entries()) {
      const before = process.cpuUsage();
      const start = performance.now();
      await body();
      const wall = performance.now() - start;
      const { user, system } = process.cpuUsage(before);
      times[i]?.push({ wall, processor: (user + system) / 1_000 });
    }
  }
  return times.map((list) => {
    const warm = list.slice(Math.floor(list.length / 3));
    const walls = warm.map(({ wall }) => wall);
    return {
      median: quantile(walls, 0.5),
      best: Math.min(...walls),
      processor: quantile(
        warm.map(({ processor }) => processor),
        0.5,
      ),
    };
  });
}

/** Gives the text as it is while somebody types: a word, letter by letter, at the end of a line, then one at another line. @param {string} text */
export function editor(text) {
  const places = [...text.matchAll(/\n/g)].map(({ index }) => index);
  let key = 0;
  return () => {
    const letters = key % word.length;
    // Primes, so that all kinds of lines have their turn.
    const at = places[(Math.floor(key++ / word.length) * 7919) % places.length] ?? 0;
    return `${text.slice(0, at)}${word.slice(0, letters + 1)}${text.slice(at)}`;
  };
}

const word = " words";

/** Milliseconds of each of so many edits, as many having gone before. @param {(text: string) => unknown} inspect @param {string} text @param {number} keys */
export function type(inspect, text, keys) {
  const edit = editor(text);
  for (let key = 0; key < keys / 2; key++) inspect(edit());
  return Array.from({ length: keys }, () => {
    const changed = edit();
    const start = performance.now();
    inspect(changed);
    return performance.now() - start;
  });
}
