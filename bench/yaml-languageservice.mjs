// The peer of manifests: what the YAML language server takes to validate a text against a schema that it has already.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { TextDocument } from "vscode-languageserver-textdocument";

/** @type {typeof import("yaml-language-server")} */
const { getLanguageService } = createRequire(import.meta.url)("yaml-language-server");
const table = new URL("../server/engine/languages/kubernetes/schema.json", import.meta.url);
/** @type {{ types: string[], kinds: Record<string, string>, enums: string[] }} */
const data = JSON.parse(readFileSync(table, "utf8"));

/** A JSON schema of the kinds of Kubernetes, made of the engine's table: a document is one of them. */
function schemaOf() {
  const definitions = Object.fromEntries(data.types.map((fields, number) => [`type${number}`, objectOf(fields)]));
  const kinds = Object.entries(data.kinds).flatMap(([apiVersion, words]) =>
    (isOwn(apiVersion) ? words : "").split(" ").flatMap((word) => {
      const [, kind = "", number = ""] = /^([^:!]+)[:!](\d+)$/.exec(word) ?? [];
      if (kind === "") return [];
      const { properties, ...rest } = objectOf(data.types[Number(number)] ?? "");
      return [{ ...rest, properties: { ...properties, apiVersion: { enum: [apiVersion] }, kind: { enum: [kind] } } }];
    }),
  );
  return { $schema: "http://json-schema.org/draft-07/schema#", definitions, oneOf: kinds };
}

/** Whether an API version is one of Kubernetes itself, as in the schema that the server takes for Kubernetes by default. @param {string} apiVersion */
function isOwn(apiVersion) {
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  return !group.includes(".") || (group.endsWith(".k8s.io") && group !== "gateway.networking.k8s.io");
}

/** @param {string} fields */
function objectOf(fields) {
  const words = fields.split(" ").flatMap((word) => {
    const end = word.search(/[:!]/);
    return end < 0 ? [] : [{ name: word.slice(0, end), isRequired: word[end] === "!", code: word.slice(end + 1).replace(/@\d+$/, "") }];
  });
  return {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(words.map(({ name, code }) => [name, typeOf(code)])),
    required: words.filter(({ isRequired }) => isRequired).map(({ name }) => name),
  };
}

/** @param {string} code @returns {object} */
function typeOf(code) {
  const rest = code.slice(1);
  if (code.startsWith("[")) return { type: "array", items: typeOf(rest) };
  if (code.startsWith("{")) return { type: "object", additionalProperties: typeOf(rest) };
  if (code.startsWith("=")) return { type: "string", enum: (data.enums[Number(rest)] ?? "").split("|") };
  if (/^\d+$/.test(code)) return { $ref: `#/definitions/type${code}` };
  return simple[code] ?? {};
}

/** @type {Record<string, object>} */
const simple = {
  s: { type: "string" },
  b: { type: "boolean" },
  i: { type: "integer" },
  n: { type: "number" },
  q: { type: ["string", "number"] },
  x: { type: ["string", "integer"] },
};

const address = "bench://kubernetes.json";
const service = getLanguageService({
  schemaRequestService: () => Promise.reject(new Error("nothing is fetched")),
  workspaceContext: { resolveRelativePath: (path) => path },
});
service.configure({ validate: true, isKubernetes: true, schemas: [{ uri: address, fileMatch: ["*.yaml"], schema: schemaOf() }] });
let round = 0;

/** Validates a text as a document that the service has not seen. @param {string} text */
export function validateManifest(text) {
  return service.doValidation(TextDocument.create(`file:///bench/k8s-${round++}.yaml`, "yaml", 1, text), true);
}
