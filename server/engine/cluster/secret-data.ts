import { plainSecretsInText } from "../knowledge/plain-secrets.ts";
import { credentialsIn, isPlaceholder, literalSecret } from "../knowledge/secrets.ts";
import type { ManifestObject } from "../languages/kubernetes/model.ts";
import type { YamlEntry, YamlScalar } from "../languages/yaml/model.ts";
import { asciiText, decodeBase64 } from "../text/base64.ts";
import type { Span } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { configurationReferences } from "./configuration-references.ts";
import { appendDocument, type Edits, insertAt } from "./edit.ts";
import { noteContent, noteEnd, objectsAround } from "./objects.ts";

/** Whether a value under `data` or `stringData` is there to be filled in, or filled in by a tool before the cluster sees it. */
export function isStandIn(value: string): boolean {
  const text = value.trim();
  return (
    /[<>{}$%*]|@@|^(?:vault:|ref\+|ENC\[|op:\/\/|secretref)/.test(text) ||
    /^[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)+$/.test(text) ||
    /base-?64/i.test(text) ||
    isPlaceholder(text)
  );
}

/** A secret in plain text, where a scalar holds it. */
export interface PlainSecret {
  readonly span: Span;
  /** What is wrong with it, as a sentence without its full stop. */
  readonly what: string;
  /** Everybody knows it, so that nothing is lost with it. */
  readonly isKnown: boolean;
  /** It is all that the scalar holds. */
  readonly isWhole: boolean;
}

/** The secrets that a literal value holds: by the name that it has, or by the shape of a credential in it. */
export function plainSecretsIn(name: string, node: YamlScalar): readonly PlainSecret[] {
  const { text, mapped } = node;
  return plainSecretsInText(name, text).map(({ start, end, what, isKnown, isShaped }) => ({
    span: node.alias ?? (isShaped ? mapped.spanToSource({ start, end }) : node.span),
    what,
    isKnown,
    isWhole: !text.trim().includes("\n"),
  }));
}

/** Keys of Secrets whose values may be read by everybody. */
const openKeys =
  /^(?:ca(?:bundle|[-_.]?cert)?|.*\.(?:crt|cer|pub)|user(?:[-_]?name)?|host(?:[-_]?name)?|port|namespace|database|db(?:[-_]?name)?|e?mail|endpoint|region|protocol|scheme|type|name|enabled|algorithm)$/i;

/** The first entry of a Secret that holds a real secret. */
export function realSecretIn(object: ManifestObject): YamlEntry | undefined {
  for (const key of ["data", "stringData"]) {
    const values = object.root.mapping(key);
    for (const entry of values.entries) {
      const { node, isKnown } = values.scalar(entry.key);
      const written = isKnown ? node?.text : undefined;
      if (written === undefined || written === "" || openKeys.test(entry.key) || isStandIn(written)) continue;
      if (key === "stringData" ? isReal(entry.key, written) : isRealInBase64(entry.key, written)) return entry;
    }
  }
  return undefined;
}

function isRealInBase64(name: string, value: string): boolean {
  const bytes = decodeBase64(value);
  if (!bytes || bytes.length === 0) return false;
  const text = asciiText(bytes);
  return text === undefined || isReal(name, text);
}

function isReal(name: string, value: string): boolean {
  const text = value.trim();
  if (credentialsIn(text).length > 0) return true;
  // A whole configuration file is a secret where one stands in it.
  if (text.includes("\n")) return linesWithSecrets(text);
  return !isStandIn(text) && (literalSecret(name, text) === "secret" || looksGenerated(text));
}

/** Letters and digits in no order that people choose. */
function looksGenerated(text: string): boolean {
  return (
    text.length >= 12 &&
    /^[\w+/=.~!#@^&-]+$/.test(text) &&
    /\d/.test(text) &&
    /[A-Za-z]/.test(text) &&
    !/^[\w-]+(?:\.[\w-]+)+(?::\d+)?$/.test(text)
  );
}

function linesWithSecrets(text: string): boolean {
  for (const [, name = "", value = ""] of text.matchAll(
    /^[ \t-]*(?:export[ \t]+)?["']?([A-Za-z_][\w.-]*)["']?[ \t]*[=:][ \t]*["']?([^\s"'#,]+)/gm,
  )) {
    if (literalSecret(name, value) === "secret") return true;
  }
  return false;
}

/** The name of the Secret that takes in what stands in plain text beside an object. */
export function secretNameFor(object: ManifestObject, workspace: Workspace): string | undefined {
  const { name, workload } = object;
  if (!name.value || !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name.value)) return undefined;
  const isSeen = secretBeside(object, name.value, workspace) !== undefined;
  const isTaken = workload?.pod.allContainers
    .flatMap((container) => configurationReferences(container))
    .some((one) => one.kind === "Secret" && one.name.value === name.value);
  return isTaken && !isSeen ? `${name.value}-secrets` : name.value;
}

/** Gives a Secret of the file a key with an empty value, and adds the Secret where there is none of that name. */
export function addSecretKey(object: ManifestObject, name: string, key: string, workspace: Workspace): Edits {
  const { file } = object;
  const namespace = object.namespace.value;
  if (object.namespace.isUnknown || !/^[-._a-zA-Z0-9]+$/.test(key)) return undefined;
  const known = secretBeside(object, name, workspace);
  if (known?.root.mapping("data").has(key) || known?.root.mapping("stringData").has(key)) return [];
  if (known) return !known.document.isBroken ? insertAt(known, known.root, ["stringData", key], "") : undefined;
  const place = namespace === undefined ? "" : `  namespace: ${namespace}\n`;
  noteEnd(object, workspace);
  return appendDocument(
    file,
    `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}\n${place}type: Opaque\nstringData:\n  ${key}: ""\n`,
    ['""'],
  );
}

/** The Secret with a name in the file of an object, and in its namespace. */
function secretBeside({ file, namespace }: ManifestObject, name: string, workspace: Workspace): ManifestObject | undefined {
  const found = objectsAround(file, workspace)
    .named("Secret", name)
    .find((one) => one.path === file.source.path && one.namespace === namespace.value);
  if (found) noteContent(found, workspace);
  return found?.object;
}
