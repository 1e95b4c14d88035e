import { credentialsIn, literalSecret, mayHoldSecret, suspectFile } from "../../../knowledge/secrets.ts";
import { filesBelow, filesIn } from "../../../workspace/files.ts";
import { gitIgnored } from "../../../workspace/gitignore.ts";
import { keyedFact } from "../../../workspace/keyed-fact.ts";
import { inFolder, upwards } from "../../../workspace/paths.ts";
import type { Fact } from "../../../workspace/workspace.ts";
import type { Service } from "../../service.ts";
import { serviceFolders } from "../../services.ts";

/** A secret in a file. */
export interface FoundSecret {
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  /** What it is: `a GitHub token`, `the value of \`API_KEY\``. */
  readonly what: string;
}

export interface SecretScan {
  readonly found: readonly FoundSecret[];
  /** Files whose name says that they hold secrets, that Git takes, and that cannot be read here. */
  readonly unseen: readonly string[];
  /** How many files were read. */
  readonly read: number;
}

/** As many files are read, those nearest to the service's folder first. */
const maximumFiles = 1500;
const maximumSize = 200 * 1024;

const textual =
  /\.(?:[cm]?[jt]sx?|vue|svelte|py|go|rb|php|java|kts?|scala|rs|cs|fs|swift|sh|bash|ps1|ya?ml|json|toml|ini|cfg|conf|properties|xml|config|tf|tfvars|gradle|sql|pem|key|p8|npmrc|pypirc|netrc|env)$|(?:^|\/)(?:\.env(?:\.[\w-]+)?|id_(?:rsa|dsa|ecdsa|ed25519)|\.npmrc|\.pypirc|[._]netrc)$/i;

/** What is no part of what runs, what others wrote, and what is there to be read: what looks like a secret in these is mostly none. */
const leftOut =
  /(?:^|\/)(?:node_modules|vendor|third_party|dist|build|out|target|coverage|venv|\.venv|site-packages|tests?|__tests__|__mocks__|__snapshots__|e2e|specs?|test[_-]?data|testing|_?fixtures?|mocks?|examples?|samples?|demos?|docs?|locales?|i18n|lang|translations|cassettes|\.devcontainer|\.vscode|\.idea)\/|(?:^|\/)(?:package-lock|npm-shrinkwrap|composer)\.(?:json|lock)$|(?:^|\/)pnpm-lock\.yaml$|\.(?:min|bundle)\.js$|[._-](?:test|spec|stories|example|sample|template|tpl|dist|mock)\b[\w.]*$|(?:_test\.(?:go|py|rb)|Tests?\.(?:java|kt|cs))$|(?:^|\/)(?:test_[^/]*|conftest)\.py$/i;

/** Settings: what stands behind a name is the value. */
const settings =
  /(?:^|\/)(?:\.env(?:\.[\w-]+)?|[\w.-]+\.(?:properties|ini|tfvars)|appsettings[\w.]*\.json|(?:application|bootstrap)[\w-]*\.ya?ml|secrets?\.(?:ya?ml|json))$/i;

/** The files of a service that may hold secrets and that Git takes, the nearest first. What stands in them does not matter, so that this outlasts edits. */
const texts = keyedFact("texts that may hold secrets of", (workspace, folder): readonly string[] => {
  const prefix = inFolder(folder, "x").slice(0, -1);
  const others = serviceFolders(workspace, "").filter((one) => one !== folder && one.startsWith(prefix));
  const isIgnored = workspace.derive(gitIgnored);
  const depth = (path: string) => path.split("/").length;
  const above = upwards(folder).flatMap((at) => (at === folder ? [] : filesIn(workspace, at).filter(mayHoldSecret)));
  const own = filesBelow(workspace, folder).filter((path) => {
    const below = path.slice(prefix.length);
    return (textual.test(below) || mayHoldSecret(below)) && !leftOut.test(below) && !others.some((other) => path.startsWith(`${other}/`));
  });
  return [...above, ...own]
    .filter((path) => !isIgnored(path))
    .sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1))
    .slice(0, maximumFiles);
});

/** The secrets in the sources and settings of a service. Deployment files have rules of their own. */
export function secretsOf({ folder, workspace, files }: Service): SecretScan {
  const judged = new Set([...files.dockerfiles, ...files.composeFiles, ...files.workflows, ...files.manifests]);
  const known = workspace.derive(scannedTexts);
  const found: FoundSecret[] = [];
  const unseen: string[] = [];
  let read = 0;
  for (const path of texts(workspace, folder)) {
    if (judged.has(path)) continue;
    const text = workspace.read(path);
    if (text === undefined) {
      if (mayHoldSecret(path) && suspectFile(path, undefined)?.isWeak === false) unseen.push(path);
      continue;
    }
    read++;
    let scanned = known.get(path);
    if (scanned?.text !== text) {
      scanned = { text, found: text.length > maximumSize ? [] : secretsIn(path, text) };
      known.set(path, scanned);
    }
    found.push(...scanned.found);
  }
  return { found, unseen, read };
}

/** What was scanned stays, as long as the text is the same. It asks nothing of the workspace, and so is never forgotten. */
const scannedTexts: Fact<Map<string, { readonly text: string; readonly found: readonly FoundSecret[] }>> = {
  name: "texts that were scanned for secrets",
  compute: () => new Map(),
};

function secretsIn(path: string, text: string): readonly FoundSecret[] {
  const found = new Map<number, FoundSecret>();
  const add = (offset: number, what: string) => {
    const line = text.slice(0, offset).split("\n").length;
    if (!found.has(line)) found.set(line, { path, line, what });
  };
  for (const { start, kind } of credentialsIn(text)) if (isCertain(kind, start, path, text)) add(start, withArticle(kind));
  if (settings.test(path)) {
    for (const match of text.matchAll(
      /^[ \t]*(?:export[ \t]+)?["']?([A-Za-z_][\w.-]{0,80})["']?[ \t]*[=:][ \t]*["']?([^\s"'#,]{8,200})["']?,?[ \t]*(?:#.*)?$/gm,
    )) {
      const [whole, name = "", value = ""] = match;
      if (literalSecret(name.split(".").at(-1) ?? name, value) === "secret" && looksDrawn(value))
        add(match.index + whole.search(/\S/), `the value of \`${name}\``);
    }
  }
  return [...found.values()];
}

/** Keys that pages hand to every browser, texts that only look for a key, and addresses of machines beside this one are no secrets that got out. */
function isCertain(kind: string, start: number, path: string, text: string): boolean {
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, (text.indexOf("\n", start) + 1 || text.length + 1) - 1);
  if (kind === "Google API key") return !/authDomain|messagingSenderId|google-services|maps\.googleapis/.test(`${path} ${text}`);
  // A block that goes on with the key; `startsWith("-----BEGIN PRIVATE KEY-----")` has none.
  if (kind === "private key") return /^-----BEGIN[^\n-]*-----(?:\s|\\n|["'+,]|\\r)*[A-Za-z0-9+/=]{40}/.test(text.slice(start, start + 400));
  if (/^password in/.test(kind))
    return (
      /@[\w.-]+\.[a-z]{2,}|Server=|Host=|Data Source=/i.test(line) &&
      !/^\s*(?:\/\/|#|\*|--|;)/.test(line) &&
      !/example|localhost|127\.0\.0\.1|\$\{|\{\{|%s|<[a-z]/i.test(line)
    );
  return true;
}

/** A value that nobody would think of: digits and letters, in no order that is seen. */
function looksDrawn(value: string): boolean {
  return value.length >= 12 && /\d/.test(value) && /[A-Za-z]/.test(value) && !/[${}<>()]/.test(value) && new Set(value).size >= 8;
}

function withArticle(kind: string): string {
  return `${/^(?:[AEIOU]|npm)/.test(kind) ? "an" : "a"} ${kind}`;
}

/** The line of the `.gitignore` that leaves the service's `.env` out. */
export function ignoringLine({ folder, workspace }: Service): { readonly path: string; readonly line: number } | undefined {
  if (!workspace.derive(gitIgnored)(inFolder(folder, ".env"))) return undefined;
  for (const at of upwards(folder)) {
    const path = inFolder(at, ".gitignore");
    const line = (workspace.read(path) ?? "").split(/\r?\n/).findIndex((one) => /^\/?(?:\*\*\/)?\*?\.env\*?\/?\s*$/.test(one));
    if (line >= 0) return { path, line: line + 1 };
  }
  return undefined;
}
