import { fixesOf, setValue } from "../../cluster/edit.ts";
import { isStandIn } from "../../cluster/secret-data.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import type { Mapping } from "../../languages/yaml/mapping.ts";
import type { YamlEntry } from "../../languages/yaml/model.ts";
import { defineRule, type Problem } from "../../rule.ts";
import { asciiText, decodeBase64, encodeBase64 } from "../../text/base64.ts";

const secret = (value: string) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\ntype: Opaque\ndata:\n  username: ${value}\n`;

export default defineRule({
  id: "kubernetes/malformed-secret-data",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A value under `data` of a Secret is not base64, or ends in a line break.",
  why: `
\`data\` of a Secret takes base64, with padding and without blanks. The API server rejects the object with anything else; plain text belongs under \`stringData\`.

\`echo secret | base64\` encodes the line break as well, and the program then gets a password with a line break at its end, which fails in ways that are hard to see. Use \`echo -n\` or \`printf\`, or write plain text. Only a single line under a key without file extension is warned of, since files end in a line break.`,
  examples: [
    { title: "Plain text", bad: secret("web-reader"), good: secret("d2ViLXJlYWRlcg==") },
    { title: "A line break at the end", bad: secret("d2ViLXJlYWRlcgo="), good: secret("d2ViLXJlYWRlcg==") },
  ],
  links: ["https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  uncovers: ["kubernetes/committed-secret"],
  check(file, { report }) {
    for (const object of file.objects) {
      if (object.kind !== "Secret" || object.group !== "" || object.root.has("sops") !== false) continue;
      const data = object.root.mapping("data");
      for (const entry of data.entries) {
        // Another rule tells of a key that comes twice.
        if (data.entryOf(entry.key) !== entry) continue;
        const problem = problemOf(object, data, entry);
        if (problem) report(problem);
      }
    }
  },
});

function problemOf(object: ManifestObject, data: Mapping, entry: YamlEntry): Problem | undefined {
  const field = data.text(entry.key);
  const { value, span, node } = field;
  if (value === undefined || value === "" || !span || !node || isStandIn(value)) return undefined;
  const bytes = decodeBase64(value);
  if (!bytes) {
    const isBlock = node.style === "literal" || node.style === "folded" || value.includes("\n");
    return {
      span: isBlock ? entry.keySpan : span,
      message: `This is no base64${/[-_]/.test(value) && !/[^\w=-]/.test(value) ? " with `+` and `/`" : ""}, so the API server rejects the Secret. Encode it, or write plain text under \`stringData\`.`,
      fixes: isBlock ? [] : fixesOf("Encode it in base64", "unsafe", object, setValue(object, entry, encodeBase64(value))),
    };
  }
  const text = asciiText(bytes);
  if (text === undefined || entry.key.includes(".") || !/^[^\n]*[^\r\n]\r?\n$/.test(text)) return undefined;
  return {
    span,
    message: "The value ends in a line break, which the program gets as a part of it. Encode it without (`echo -n`).",
    severity: "warning",
    fixes: fixesOf("Take the line break away", "unsafe", object, setValue(object, entry, encodeBase64(text.replace(/\r?\n$/, "")))),
  };
}
