/*
 * Lists of words that are handed to a program as they are, by `exec`: what of them is written for a shell that does not read it.
 */

/** Programs whose words may hold `$` and operators of their own. */
const ownLanguage =
  /^(?:awk|gawk|mawk|perl|python[\d.]*|ruby|node|php|lua|jq|yq|grep|egrep|sed|psql|mysql|mongo|mongosh|redis-cli|env|envsubst|expr|test|\[|find|pwsh|powershell|cmd|busybox|java|bun|deno|Rscript)(?:\.exe)?$/;
/** Programs that hand their words on to another one, which may be a shell. */
const startsShell = /^(?:\S*\/)?(?:sh|bash|ash|dash|zsh|ksh|su|runuser|sudo|ssh|nsenter|xargs|busybox)$/;
const operators = /^(?:&&|\|\|?|;|&|\d?>{1,2}(?:&\d|\/dev\/null)?|<)$/;
const variable = /\$(?:[A-Z_][A-Z0-9_]*|\{[A-Z_][A-Z0-9_]*\})/;

/** The index of the first word that only a shell would read: an operator, or a variable. Undefined where there is none, or the program may read it itself. */
export function wordForShell(words: readonly string[]): number | undefined {
  const name = words[0]?.replace(/^.*[\\/]/, "");
  if (name === undefined || ownLanguage.test(name) || words.some((word) => startsShell.test(word))) return undefined;
  const index = words.findIndex((word, i) => i > 0 && isForShell(word));
  return index < 0 ? undefined : index;
}

/** The words as a script that a shell reads as they were meant: operators and variables stay, the rest is quoted where it has to be. */
export function asScript(words: readonly string[]): string {
  return words.map((word) => (isForShell(word) ? word : quotedForShell(word))).join(" ");
}

function isForShell(word: string): boolean {
  return operators.test(word) || variable.test(word);
}

/** A word in single quotes where a shell would read anything else in it. */
export function quotedForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
