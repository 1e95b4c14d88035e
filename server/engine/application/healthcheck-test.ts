import type { CommandLine, Healthcheck } from "../languages/compose/model.ts";
import { asScript, quotedForShell, wordForShell } from "../languages/shell/word-list.ts";
import type { YamlScalar } from "../languages/yaml/model.ts";

/** What is wrong with the form of a health check's test, so that it never does what is meant. */
export interface TestFault {
  readonly node: YamlScalar;
  readonly message: string;
  /** The words of the test as they were meant, with dollars as Compose writes them; undefined where that cannot be told. */
  readonly words: readonly string[] | undefined;
  readonly title: string;
  /** The check may pass all the same. */
  readonly isHarmless?: boolean;
}

const kinds: ReadonlySet<string> = new Set(["CMD", "CMD-SHELL", "NONE"]);

/**
 * The fault in the form of a test; undefined where there is none, or variables decide. Sources: `checkConsistency` of compose-go (a list begins with `CMD`,
 * `CMD-SHELL` or `NONE`), and moby's daemon/health.go (what is made of the words).
 */
export function faultOfTest({ test }: Healthcheck): TestFault | undefined {
  if (!test) return undefined;
  return test.form === "text" ? faultOfText(test) : faultOfList(test);
}

function faultOfText({ nodes }: CommandLine): TestFault | undefined {
  const [node] = nodes;
  const [, kind, rest = ""] = /^\s*(CMD-SHELL|CMD|NONE)\b(?!-)[\s,]*(.*)$/s.exec(node?.text ?? "") ?? [];
  if (!node || kind === undefined) return undefined;
  if (kind === "NONE") {
    if (rest !== "") return undefined;
    return {
      node,
      message:
        "A test that is a text is run by a shell, and `NONE` is no program: the container is always unhealthy. Write `disable: true`, or the list `[NONE]`.",
      words: ["NONE"],
      title: "Write `NONE` as a list",
    };
  }
  const isList = /^\s*\[/.test(rest);
  return {
    node,
    message: `A test that is a text is run by a shell, which finds no program \`${kind}\`: the container is always unhealthy. Leave \`${kind}\` out, or write the test as a list.`,
    words: rest === "" || isList ? undefined : ["CMD-SHELL", rest],
    title: "Hand the command to the shell",
  };
}

function faultOfList(test: CommandLine): TestFault | undefined {
  const items = test.node.kind === "sequence" ? test.node.items.map(({ value }) => value) : [];
  const scalars = items.flatMap((value) => (value?.kind === "scalar" ? [value] : []));
  const [first, ...rest] = scalars;
  if (!first || scalars.length !== items.length || test.service.file.isMasked(first.span)) return undefined;
  const kind = first.text;
  if (!kinds.has(kind)) return faultOfStart(first, rest, test);
  const [node] = rest;
  if (kind === "NONE") {
    return (
      node && {
        node,
        message: "Nothing follows `NONE`: it switches the image's health check off, and this is not run. Write `CMD` to run it.",
        words: ["CMD", ...rest.map(({ text }) => text)],
        title: "Run it",
      }
    );
  }
  if (!node) {
    return {
      node: first,
      message: `Nothing follows \`${kind}\`, so the health check has no command to run and fails always. Write the command behind it.`,
      words: undefined,
      title: "",
    };
  }
  return kind === "CMD" ? faultOfWords(rest, test) : faultOfScript(rest);
}

/** A list without the word that says how it is to be run. */
function faultOfStart(first: YamlScalar, rest: readonly YamlScalar[], test: CommandLine): TestFault {
  const kind = [...kinds].find((one) => one === first.text.trim().toUpperCase().replace(/[_ ]/, "-"));
  const texts = [first, ...rest].map(({ text }) => text);
  const words = kind ? [kind, ...texts.slice(1)] : withStart(texts, test);
  return {
    node: first,
    message: `A test that is a list begins with \`CMD\`, \`CMD-SHELL\` or \`NONE\`: Compose refuses \`${shown(first.text)}\`. ${kind ? `Write \`${kind}\`.` : "Put the word in front that says how it is run."}`,
    words,
    title: kind ? `Write \`${kind}\`` : `Begin with \`${words?.[0]}\``,
  };
}

function withStart(texts: readonly string[], { nodes, service }: CommandLine): readonly string[] | undefined {
  const [program = ""] = texts;
  if (/\s/.test(program.trim())) return texts.length === 1 ? ["CMD-SHELL", program] : undefined;
  if (program.trim() === "") return undefined;
  const isKnown = nodes.every(({ span }) => !service.file.isMasked(span));
  return isKnown && wordForShell(texts) !== undefined ? ["CMD-SHELL", asScript(texts)] : ["CMD", ...texts];
}

/** Words that `CMD` hands to a program as they are. */
function faultOfWords(nodes: readonly YamlScalar[], { words, service }: CommandLine): TestFault | undefined {
  const [program] = nodes as readonly [YamlScalar];
  const name = words[0];
  if (nodes.length === 1 && /\S\s+\S/.test(program.text.trim()) && !/^[A-Za-z]:\\/.test(program.text)) {
    return {
      node: program,
      message: `\`CMD\` takes every word by itself, and \`${shown(program.text)}\` is no program: the container is always unhealthy. Write \`CMD-SHELL\`, or each word as an item of its own.`,
      words: ["CMD-SHELL", program.text],
      title: "Write `CMD-SHELL`",
    };
  }
  const known = nodes.map((node, i) => words[i] ?? (service.file.isMasked(node.span) ? "variable" : node.text));
  const index = name === undefined ? undefined : wordForShell(known);
  const node = index === undefined ? undefined : nodes[index];
  if (!node || index === undefined) return undefined;
  // Words with variables of Compose are quoted as they are written.
  const script = nodes
    .map((one, i) => (words[i] === undefined ? `"${one.text}"` : asScript(["", words[i]]).slice(3).replaceAll("$", "$$$$")))
    .join(" ");
  return {
    node,
    message: `No shell reads a test that begins with \`CMD\`, so \`${shown(name ?? "")}\` gets \`${shown(words[index] ?? node.text)}\` as plain text. Write \`CMD-SHELL\` and the command line as one item.`,
    words: ["CMD-SHELL", script],
    title: "Hand it to a shell",
    // `mysqladmin ping` is content with a wrong password.
    isHarmless: !known.some((word) => /^[|&;<>]/.test(word)),
  };
}

/** `CMD-SHELL` takes one item; the shell takes further ones for its parameters. */
function faultOfScript(nodes: readonly YamlScalar[]): TestFault | undefined {
  const [script, second] = nodes;
  if (!script || !second || /[\s$]/.test(script.text)) return undefined;
  const texts = nodes.map(({ text }) => text);
  const isPlain = texts.every((text) => /^[\w@%+=:,./-]+$|^(?:\|\||&&|\||;)$/.test(text));
  return {
    node: second,
    message: `Behind \`CMD-SHELL\` the shell takes one item as its script: it runs \`${shown(script.text)}\` alone, without \`${shown(second.text)}\`. Write the whole line as one item.`,
    words: ["CMD-SHELL", isPlain ? texts.join(" ") : texts.map((text) => (/\s/.test(text) ? quotedForShell(text) : text)).join(" ")],
    title: "Write the line as one item",
  };
}

function shown(text: string): string {
  const line = text.trim().split("\n", 1)[0] ?? "";
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
