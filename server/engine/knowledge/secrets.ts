// What a secret looks like: by the name of a variable, by the shape of a value, by the name of a file.
// Token shapes are those that the vendors document for secret scanning (checked 2026-11).
import { remember } from "../text/remember.ts";

/** A credential found in a text; `start` and `end` are offsets into it. */
export interface Credential {
  readonly start: number;
  readonly end: number;
  /** What it is, for messages: "GitHub token". */
  readonly kind: string;
  /** The usual environment variable for it. */
  readonly variable: string;
}

interface Shape {
  readonly kind: string;
  readonly variable: string;
  /** One of them is in every match; most texts have none, and looking for words is fast. */
  readonly hints?: readonly string[];
  /** Has the flag `g`; the group `secret`, where there is one, is the credential, else the whole match. */
  readonly pattern: RegExp;
}

const shapes: readonly Shape[] = [
  {
    kind: "AWS access key",
    variable: "AWS_ACCESS_KEY_ID",
    hints: ["AKIA", "ASIA"],
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/g,
  },
  {
    kind: "AWS secret key",
    variable: "AWS_SECRET_ACCESS_KEY",
    pattern: /aws_secret_access_key["']?\s{0,3}[=: ]\s{0,3}["']?(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi,
  },
  {
    kind: "GitHub token",
    variable: "GITHUB_TOKEN",
    hints: ["gh"],
    pattern: /(?<![A-Za-z0-9_])gh[pousr]_[A-Za-z0-9]{36,251}(?![A-Za-z0-9_])/g,
  },
  {
    kind: "GitHub token",
    variable: "GITHUB_TOKEN",
    hints: ["github_pat_"],
    pattern: /(?<![A-Za-z0-9_])github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}(?![A-Za-z0-9_])/g,
  },
  {
    kind: "GitLab token",
    variable: "GITLAB_TOKEN",
    hints: ["gl"],
    pattern: /(?<![A-Za-z0-9_])gl(?:pat|dt|rt|cbt|ptt|ft|soat)-[A-Za-z0-9_-]{20,64}(?![A-Za-z0-9_-])/g,
  },
  { kind: "npm token", variable: "NPM_TOKEN", hints: ["npm_"], pattern: /(?<![A-Za-z0-9_])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9_])/g },
  {
    kind: "PyPI token",
    variable: "PYPI_TOKEN",
    hints: ["pypi-AgE"],
    pattern: /(?<![A-Za-z0-9_-])pypi-AgE[A-Za-z0-9_-]{50,512}(?![A-Za-z0-9_-])/g,
  },
  {
    kind: "Docker Hub token",
    variable: "DOCKER_TOKEN",
    hints: ["dckr_"],
    pattern: /(?<![A-Za-z0-9_])dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,64}(?![A-Za-z0-9_-])/g,
  },
  {
    kind: "Slack token",
    variable: "SLACK_TOKEN",
    hints: ["xox"],
    pattern: /(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{20,250}(?![A-Za-z0-9-])/g,
  },
  {
    kind: "Stripe key",
    variable: "STRIPE_API_KEY",
    hints: ["k_live_"],
    pattern: /(?<![A-Za-z0-9_])[rs]k_live_[A-Za-z0-9]{20,247}(?![A-Za-z0-9])/g,
  },
  {
    kind: "Google API key",
    variable: "GOOGLE_API_KEY",
    hints: ["AIza"],
    pattern: /(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g,
  },
  {
    kind: "SendGrid key",
    variable: "SENDGRID_API_KEY",
    hints: ["SG."],
    pattern: /(?<![A-Za-z0-9_.])SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g,
  },
  { kind: "Hugging Face token", variable: "HF_TOKEN", hints: ["hf_"], pattern: /(?<![A-Za-z0-9_])hf_[A-Za-z0-9]{34}(?![A-Za-z0-9_])/g },
  {
    kind: "OpenAI key",
    variable: "OPENAI_API_KEY",
    hints: ["sk-"],
    pattern: /(?<![A-Za-z0-9_-])sk-(?:proj|svcacct)-[A-Za-z0-9_-]{40,200}(?![A-Za-z0-9_-])/g,
  },
  {
    kind: "Anthropic key",
    variable: "ANTHROPIC_API_KEY",
    hints: ["sk-ant-"],
    pattern: /(?<![A-Za-z0-9_-])sk-ant-[a-z0-9]{3,8}-[A-Za-z0-9_-]{80,120}(?![A-Za-z0-9_-])/g,
  },
  {
    kind: "private key",
    variable: "PRIVATE_KEY",
    hints: ["-----BEGIN "],
    pattern: /-----BEGIN (?:[A-Z0-9]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----/g,
  },
  {
    kind: "password in an address",
    variable: "PASSWORD",
    // The scheme is looked for from behind, as few places have `://` and all have letters.
    hints: ["://"],
    pattern:
      /:\/\/(?<=[a-z][a-z0-9+.-]{1,20}:\/\/)(?<user>[^\s:@/"'$<{]{0,64}):(?<secret>[^\s:@/"'$<>{}()`*]{3,128})@(?<host>[A-Za-z0-9.-]{1,253})/g,
  },
  {
    kind: "password in a connection string",
    variable: "PASSWORD",
    pattern:
      /\b(?:Server|Data Source|Host)=(?:tcp:)?(?<host>[A-Za-z0-9.-]{1,253})[^"'\n]{0,300}?;\s?(?:Password|Pwd)=(?<secret>[^;"'\s$<>{}()%]{3,128})/gi,
  },
  {
    kind: "Azure storage key",
    variable: "AZURE_STORAGE_KEY",
    hints: ["AccountKey="],
    pattern: /\bAccountKey=(?<secret>[A-Za-z0-9+/]{86}==)/g,
  },
];

/** Words that stand for a secret in examples, and passwords that everybody knows; nothing is lost with them. */
const placeholders =
  /^(?:|x+|\*+|\.+|-+|<.*>|\[.*\]|\{\{.*|%.*%|your.*|(?:my|some)[-_]?(?:secret|password|passwd|pass|token|key|value|user)s?|example.*|sample.*|dummy.*|fake.*|test.*|todo|tbd|none|null|nil|unset|undefined|changeme.*|change[-_]?(?:me|it|this).*|replace.*|insert.*|secret|password|passwd|pass|token|key|user|username|root|admin|guest|default|postgres|mysql|redis|rabbitmq|true|false|yes|no|on|off|\d{1,5})$/i;

/** Whether a value is a stand-in: empty, a switch, a well-known default or a text that says so. */
export function isPlaceholder(value: string): boolean {
  return placeholders.test(value.trim()) || /example|placeholder|not[-_]?a[-_]?real|xxxx|0000000|1234567/i.test(value);
}

/** Credentials in a text by their shape, in order; those in examples and those that a variable gives are left out. */
export function credentialsIn(text: string): Credential[] {
  const found: Credential[] = [];
  for (const { kind, variable, hints, pattern } of shapes) {
    if (hints && !hints.some((hint) => text.includes(hint))) continue;
    for (const match of text.matchAll(pattern)) {
      const secret = match.groups?.secret ?? match[0];
      if (isPlaceholder(secret) || entropy(secret) < 1.5) continue;
      const host = match.groups?.host;
      if (host !== undefined && (isLocal(host) || secret === match.groups?.user || entropy(secret) < 2)) continue;
      // An address goes on behind the password, with the host.
      const inAddress = match[0].lastIndexOf(`${secret}@`);
      const start = match.index + (match.groups?.secret === undefined ? 0 : inAddress < 0 ? match[0].lastIndexOf(secret) : inAddress);
      found.push({ start, end: start + secret.length, kind, variable });
    }
  }
  return found
    .sort((a, b) => a.start - b.start)
    .filter((one, index, all) => index === 0 || one.start >= (all[index - 1] as Credential).end);
}

function isLocal(host: string): boolean {
  return (
    !host.includes(".") ||
    /^(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.)|\.(?:local|localhost|internal|test|invalid|svc)$|(?:^|\.)example\.(?:com|org|net)$/i.test(
      host,
    )
  );
}

/** Shannon entropy in bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

const secretTokens = new Set([
  "token",
  "password",
  "passwd",
  "pwd",
  "passphrase",
  "secret",
  "secrets",
  "credential",
  "credentials",
  "apikey",
  "privatekey",
  "accesstoken",
  "authtoken",
]);
/** What front-end tools build into the bundle, where everybody can read it: a secret has no business there, so a key is none. */
const builtIntoBundle = /^(?:VITE|REACT_APP|VUE_APP|NG_APP|GATSBY|STORYBOOK)_/;
/** A name with one of these speaks about a secret, or names where it is. */
const harmlessTokens = new Set([
  "file",
  "files",
  "path",
  "name",
  "names",
  "alias",
  "version",
  "public",
  "url",
  "uri",
  "id",
  "ids",
  "arn",
  "enabled",
  "enable",
  "disabled",
  "disable",
  "type",
  "prompt",
  "dir",
  "ttl",
  "length",
  "min",
  "max",
  "policy",
  "provider",
  "endpoint",
  "host",
  "port",
  "expiry",
  "expiration",
  "expires",
  "timeout",
  "format",
  "header",
  "algorithm",
  "hash",
  "empty",
  "random",
  "allow",
  "reset",
  "rotation",
  "store",
  "manager",
  "mount",
  "count",
  "regex",
  "issuer",
  "audience",
  "backend",
  "engine",
  "driver",
  "method",
  "mode",
  "scope",
  "scopes",
  "strategy",
  "plugin",
  "interval",
  "lifetime",
  "renewal",
  "size",
  "limit",
  "budget",
  "rounds",
  "hasher",
  "hashing",
  "encoder",
  "required",
]);

/**
 * Whether the name of a variable says that it holds a secret. Names are compared word by word (`_`, `-` and camel case part them),
 * so that `TOKENIZER` is none and `KMS_KEY_ALIAS` neither.
 */
export const isSecretName = remember((name): boolean => {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[_.-]+/)
    .filter(Boolean);
  if (words.some((word) => harmlessTokens.has(word))) return false;
  if (builtIntoBundle.test(name) && !words.some((word) => /^(?:secrets?|passw(?:or)?d|private)$/.test(word))) return false;
  if (words.some((word) => secretTokens.has(word))) return true;
  const last = words.at(-1);
  // `PAT`: a personal access token.
  if ((last === "auth" || last === "pat") && words.length > 1) return true;
  return words.some(
    (word, index) =>
      word === "key" && ["api", "private", "access", "encryption", "signing", "secret", "ssh", "deploy"].includes(words[index - 1] ?? ""),
  );
});

/** Settings about secrets whose values are words: how somebody signs in, where keys are kept. */
const settingWords =
  /^(?:basic|bearer|digest|negotiate|jwt|oauth2?|oidc|openid|ldap|saml|kerberos|mtls|tls|ssl|md5|scram.*|trust|vault|file|env|kubernetes|internal|external|(?:en|dis)abled|required|optional|always|never|auto|anonymous|plain|plaintext)$/i;

/** Whether the value of what is called like a secret is a setting: a word such as `oidc`, or a number, but for passwords made of digits. */
export function isSetting(name: string, value: string): boolean {
  if (/^\d+(?:\.\d+)?(?:ms|s|m|h|d|%)?$/.test(value)) return !(/pass|pwd/i.test(name) && /^\d{3,}$/.test(value));
  return settingWords.test(value);
}

/** Texts that name a place instead of a value: variables, templates and addresses of secret stores, as their injectors write them. */
const references =
  /\$\(|\$\{|\{\{|^\$\w|^@@|^<[^>]*>$|^(?:vault|ref\+\w+|secretref\+?\w*|op|ssm|awssm|awsps|gcpsm|arn|projects|sm|azurekeyvault|berglas|doppler|infisical|akeyless|bao|keyvault)[:/@]|^ENC\[/i;

/**
 * Whether what stands as a literal value for a name is a secret: `secret`, or one that everybody knows (`known`), such as `postgres`. Undefined where the
 * name is that of no secret, or the value no secret: empty, a stand-in, a path, a plain address, a switch, a length of time, or a reference to where the secret is.
 */
export function literalSecret(name: string, value: string): "secret" | "known" | undefined {
  const text = value.trim();
  if (text === "" || !isSecretName(name) || references.test(text) || isSetting(name, text)) return undefined;
  if (/^(?:\/|\.{1,2}\/|~\/|[A-Za-z]:\\)/.test(text) || /^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return undefined;
  if (wellKnownPasswords.test(text) && /pass|pwd/i.test(name)) return "known";
  if (isPlaceholder(text)) return undefined;
  // Words in capitals are filled in before the file is used.
  return /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(text) ? undefined : "secret";
}

/** Passwords that stand in the documentation of images and are tried first. */
const wellKnownPasswords =
  /^(?:secret|password|passwd|pass|root|admin|guest|postgres|postgresql|mysql|mariadb|mongo|mongodb|redis|rabbitmq|minio|minioadmin|grafana|toor|my[-_]?secret[-_]?(?:password|pass|pw)|pass(?:word)?1(?:23)?|\d{3,6})$/i;

interface SecretFile {
  readonly pattern: RegExp;
  readonly what: string;
  /** Whether a file of that name is a secret with this content; without it the name alone decides. */
  readonly holds?: (content: string) => boolean;
  /** The name alone proves little: such files are often without a secret. */
  readonly isWeak?: true;
  /** The name alone proves nothing. */
  readonly onlyByContent?: true;
}

const hasPrivateKey = (content: string) => content.includes("PRIVATE KEY");
const hasAssignment = (content: string) =>
  credentialsIn(content).length > 0 ||
  [...content.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*["']?([^\s"'#]*)/gm)].some(
    ([, name = "", value = ""]) => isSecretName(name) && !isPlaceholder(value) && !value.startsWith("$"),
  );

const secretFiles: readonly SecretFile[] = [
  {
    pattern: /^\.env(?:\.(?!example$|sample$|template$|tpl$|dist$|defaults?$|schema$|test$|ci$|vault$|example\.|docker$)[\w.-]+)?$/i,
    what: "environment file",
    holds: hasAssignment,
  },
  { pattern: /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/, what: "SSH private key" },
  {
    pattern: /(?:^|[._-])(?:priv(?:ate)?[._-]?)key\.pem$|^key\.pem$|-key\.pem$|^privkey\d*\.pem$/i,
    what: "private key",
    holds: hasPrivateKey,
  },
  { pattern: /\.pem$/i, what: "key file", holds: hasPrivateKey, isWeak: true },
  { pattern: /^master\.key$/, what: "Rails master key" },
  { pattern: /\.key$/i, what: "private key", holds: hasPrivateKey },
  { pattern: /\.(?:p12|pfx|jks|keystore|kdbx)$/i, what: "key store" },
  {
    pattern: /^\.npmrc$/,
    what: "npm configuration",
    holds: (content) => /:?_(?:authToken|auth|password)\s*=\s*["']?(?!["']?\$\{)\S/i.test(content),
    isWeak: true,
  },
  {
    pattern: /^\.yarnrc\.yml$/,
    what: "Yarn configuration",
    holds: (content) => /npmAuth(?:Token|Ident):\s*["']?(?!["']?\$\{)\S/.test(content),
    onlyByContent: true,
  },
  { pattern: /^[._]netrc$/, what: "netrc file", holds: (content) => /\bpassword\s+\S/.test(content) },
  { pattern: /^\.pypirc$/, what: "PyPI credentials", holds: (content) => /^\s*password\s*[=:]\s*\S/m.test(content) },
  { pattern: /^\.git-credentials$/, what: "git credentials" },
  { pattern: /^(?:kubeconfig(?:\.ya?ml)?|.*\.kubeconfig)$/i, what: "kubeconfig" },
  {
    pattern: /^(?:credentials|service[-_]?account(?:[-_]?key)?|gcp[-_]?key|client[-_]secret[\w.-]*)\.json$/i,
    what: "credentials file",
    holds: (content) => /private_key|client_secret|refresh_token/.test(content),
  },
  { pattern: /^\.dockercfg$/, what: "registry credentials" },
  { pattern: /^(?:secrets?|passwords?)\.txt$/i, what: "secret" },
];

const secretFolders: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)config\/credentials\/[\w-]+\.key$/, "Rails credentials key"],
  [/(?:^|\/)\.aws\/credentials$/, "AWS credentials"],
  [/(?:^|\/)\.kube\/config$/, "kubeconfig"],
  [/(?:^|\/)\.docker\/config\.json$/, "registry credentials"],
];

/** Certificates, and the public keys with which package repositories are signed. */
const publicFile =
  /(?:^|[./_-])(?:ca|cacert|cert|certs|certificate|chain|fullchain|bundle|public|pub|gpg|apt|rpm|repo|repository|release|archive|keyring|nodesource|yarn|docker|dhparams?)(?:[./_-]|\d|$)/i;

/** A file whose name says that it holds a secret; `isCertain` where its content says so too. */
export interface SuspectFile {
  readonly what: string;
  readonly isCertain: boolean;
  readonly isWeak: boolean;
}

/**
 * Whether a file holds a secret, by its path and, where that can be seen, its content. Undefined where it does not, or where the content
 * shows that there is none in it.
 */
export function suspectFile(path: string, content: string | undefined): SuspectFile | undefined {
  const kind = kindOf(path);
  if (!kind) return undefined;
  if (kind.isCertain) return { what: kind.what, isCertain: content !== undefined, isWeak: false };
  if (kind.holds && content !== undefined) return kind.holds(content) ? { what: kind.what, isCertain: true, isWeak: false } : undefined;
  if (kind.onlyByContent || kind.isPublic) return undefined;
  return { what: kind.what, isCertain: false, isWeak: kind.isWeak === true };
}

/** Whether a file can hold a secret, by its path alone; of others the content need not be read. */
export function mayHoldSecret(path: string): boolean {
  return kindOf(path) !== undefined;
}

/** The kind of file that a path names; `isCertain` where it stands in a folder for such files. */
const kindOf = remember((path): (Omit<SecretFile, "pattern"> & { readonly isCertain?: true; readonly isPublic?: boolean }) | undefined => {
  const clean = path.replace(/\/+$/, "");
  const name = clean.slice(clean.lastIndexOf("/") + 1);
  for (const [pattern, what] of secretFolders) if (pattern.test(clean)) return { what, isCertain: true };
  const kind = secretFiles.find(({ pattern }) => pattern.test(name));
  return kind && { ...kind, isPublic: /\.(?:pem|key)$/i.test(name) && publicFile.test(name) && !/priv/i.test(name) };
});
